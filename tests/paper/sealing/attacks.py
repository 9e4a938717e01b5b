"""Letters that were changed after they were sealed, each the way somebody has done it to others.

Attack classes are those of the published work on PDF signatures: universal forgery, incremental saving
and signature wrapping (Mladenov and others, 2019), shadow attacks (2021), evil annotation and sneaky
signature attacks on certified documents (2021).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping

import pikepdf

from tests.paper.sealing.revising import FREED, last_table, number_of, place_of, revised, spoken, stream

OTHER_WORDS = b"0 g 40 500 400 200 re f"
"""Words as good as any other: they are seen, and they need no font."""

LATE = 900
"""An object number that nothing in a letter has."""

Attack = Callable[[bytes], bytes]


def _page(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.pages[0].obj


def _pages(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.Root.Pages


# ── a revision with something else in it ─────────────────────────────────────


def page_added(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        tree = _pages(letter)
        page = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]>>" % number_of(tree)
        kids = b" ".join(b"%d 0 R" % number_of(page.obj) for page in letter.pages)
        count = len(letter.pages) + 1
        return {
            number_of(tree): b"<</Type/Pages/Count %d/Kids[%s %d 0 R]>>" % (count, kids, LATE),
            LATE: page,
        }

    return revised(pdf, change)


def page_removed(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        first = number_of(_page(letter))
        return {number_of(_pages(letter)): b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % first}

    return revised(pdf, change)


def words_replaced(pdf: bytes) -> bytes:
    return revised(pdf, lambda letter: {number_of(_page(letter).Contents): stream(OTHER_WORDS)})


def words_put_elsewhere(pdf: bytes) -> bytes:
    return revised(
        pdf, lambda letter: {**_page_with(letter, "/Contents", b" %d 0 R" % LATE), LATE: stream(OTHER_WORDS)}
    )


def _page_with(letter: pikepdf.Pdf, word: str, value: bytes) -> Mapping[int, bytes]:
    page = _page(letter)
    if word in page:
        del page[word]
    return {number_of(page): b"%s%s%s>>" % (spoken(page)[:-2], word.encode(), value)}


def page_turned(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        page = _page(letter)
        page.Rotate = 180
        return {number_of(page): spoken(page)}

    return revised(pdf, change)


def letters_drawn_otherwise(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        font = next(iter(_page(letter).Resources.Font.values()))
        return {number_of(font): b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}

    return revised(pdf, change)


def evidence_replaced(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        file = letter.attachments["evidence.cose"].obj.EF.F
        return {number_of(file): stream(b"other evidence", b"/Type/EmbeddedFile")}

    return revised(pdf, change)


def script_added(pdf: bytes) -> bytes:
    return _root_with(pdf, pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"), "/OpenAction")


def layers_added(pdf: bytes) -> bytes:
    layers = pikepdf.Dictionary(OCGs=pikepdf.Array(), D=pikepdf.Dictionary())
    return _root_with(pdf, layers, "/OCProperties")


def language_changed(pdf: bytes) -> bytes:
    return _root_with(pdf, pikepdf.String("xx"), "/Lang")


def _root_with(pdf: bytes, value: pikepdf.Object, word: str) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        letter.Root[word] = value
        return {number_of(letter.Root): spoken(letter.Root)}

    return revised(pdf, change)


def description_changed(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        xmp = letter.Root.Metadata.read_bytes().replace(b"Letter 7/2026", b"Letter 8/2026")
        return {number_of(letter.Root.Metadata): stream(xmp, b"/Type/Metadata/Subtype/XML")}

    return revised(pdf, change)


def title_changed(pdf: bytes) -> bytes:
    return revised(
        pdf, lambda letter: {number_of(letter.trailer.Info): b"<</Title(Letter 8/2026)/Author(Somebody)>>"}
    )


# ── laid on top ──────────────────────────────────────────────────────────────


def note_laid_on_top(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        note = b"<</Type/Annot/Subtype/FreeText/Rect[40 500 500 700]/Contents(Paid in full)/DA(/F1 40 Tf)>>"
        return {**_page_marked(letter), LATE: note}

    return revised(pdf, change)


def note_under_another_name(pdf: bytes) -> bytes:
    """A sneaky signature: an empty field for a seal, whose picture covers the words."""

    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        field = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Second)/F 4/Rect[40 500 500 700]/AP<</N %d 0 R>>>>"
        form = letter.Root.AcroForm
        form.Fields.append(pikepdf.Dictionary())
        fields = b" ".join(b"%d 0 R" % number_of(each) for each in list(form.Fields)[:-1])
        changed = b"<</Fields[%s %d 0 R]/SigFlags 3>>" % (fields, LATE)
        picture = stream(OTHER_WORDS, b"/Type/XObject/Subtype/Form/BBox[0 0 460 200]")
        return {
            **_page_marked(letter),
            number_of(form): changed,
            LATE: field % (LATE + 1),
            LATE + 1: picture,
        }

    return revised(pdf, change)


def _page_marked(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
    marks = b" ".join(b"%d 0 R" % number_of(each) for each in _page(letter).get("/Annots", []))
    return _page_with(letter, "/Annots", b"[%s %d 0 R]" % (marks, LATE))


# ── behind the end ───────────────────────────────────────────────────────────


def octets_behind_the_end(pdf: bytes) -> bytes:
    return pdf + b"anything at all\n"


def one_octet_behind_the_end(pdf: bytes) -> bytes:
    return pdf + b"\n"


def objects_without_a_table(pdf: bytes) -> bytes:
    """Incremental saving: what a lenient reader finds when it searches the file for objects."""
    ended = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    return ended + b"%d 0 obj\n%s\nendobj\n" % (_contents_of(pdf), stream(OTHER_WORDS))


def objects_without_a_table_but_an_end(pdf: bytes) -> bytes:
    return objects_without_a_table(pdf) + b"startxref\n%d\n%%%%EOF\n" % last_table(pdf)


def objects_before_an_empty_revision(pdf: bytes) -> bytes:
    return revised(objects_without_a_table(pdf), lambda _: {})


def changed_and_changed_back(pdf: bytes) -> bytes:
    def back(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        return {LATE: FREED}

    return revised(note_laid_on_top(pdf), back)


def _contents_of(pdf: bytes) -> int:
    found = re.findall(rb"/Contents (\d+) 0 R", pdf)
    return int(found[0])


# ── the seal itself ──────────────────────────────────────────────────────────

RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\s*\]")


def _ranges(pdf: bytes) -> tuple[int, int, int, int]:
    first, before, after, rest = (int(number) for number in RANGE.findall(pdf)[0])
    return first, before, after, rest


def _with_range(pdf: bytes, text: bytes) -> bytes:
    found = RANGE.search(pdf)
    assert found is not None
    return pdf[: found.start()] + text.ljust(found.end() - found.start()) + pdf[found.end() :]


def range_shrunk(pdf: bytes) -> bytes:
    _, before, after, rest = _ranges(pdf)
    return _with_range(pdf, b"/ByteRange [0 %d %d %d]" % (before, after, rest - 60))


def range_overlapping(pdf: bytes) -> bytes:
    _, before, _, rest = _ranges(pdf)
    return _with_range(pdf, b"/ByteRange [0 %d %d %d]" % (before, before - 9, rest))


def range_without_numbers(pdf: bytes) -> bytes:
    return _with_range(pdf, b"/ByteRange null")


def range_negative(pdf: bytes) -> bytes:
    return _with_range(pdf, b"/ByteRange [0 -1 0 0]")


def range_missing(pdf: bytes) -> bytes:
    return pdf.replace(b"/ByteRange", b"/ByteWidth")


def _with_contents(pdf: bytes, contents: bytes) -> bytes:
    _, before, after, _ = _ranges(pdf)
    filled = contents.hex().encode().ljust(after - before - 2, b"0")
    return pdf[:before] + b"<" + filled + b">" + pdf[after:]


def seal_emptied(pdf: bytes) -> bytes:
    return _with_contents(pdf, b"")


def seal_without_length(pdf: bytes) -> bytes:
    _, before, after, _ = _ranges(pdf)
    return pdf[:before] + b"<>".ljust(after - before) + pdf[after:]


def seal_of_garbage(pdf: bytes) -> bytes:
    return _with_contents(pdf, bytes(range(1, 255)) * 4)


def seal_with_something_behind(pdf: bytes) -> bytes:
    _, _, after, _ = _ranges(pdf)
    return pdf[: after - 9] + b"deadbeef" + pdf[after - 1 :]


def seal_of_another_kind(pdf: bytes) -> bytes:
    return pdf.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.attached")


def seal_as_a_timestamp(pdf: bytes) -> bytes:
    return pdf.replace(b"/Type /Sig\n", b"/Type /DocTimeStamp\n")


def field_taken_away(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        return {number_of(letter.Root.AcroForm): b"<</Fields[]/SigFlags 3>>"}

    return revised(pdf, change)


def one_letter_changed(pdf: bytes) -> bytes:
    place = pdf.index(b"/Title")
    return pdf[:place] + b"/Tytle" + pdf[place + 6 :]


def saved_anew(pdf: bytes) -> bytes:
    """What a harmless program does that knows nothing of seals."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as letter:
        letter.save(saved)
    return saved.getvalue()


def wrapped(pdf: bytes) -> bytes:
    """
    Signature wrapping: what was sealed behind the seal moves to the end, where the range now points.

    Its last lines, sealed, still say where the table of objects begins; there another table stands.
    """
    _, before, after, rest = _ranges(pdf)
    table_at, seal_number = last_table(pdf), _seal_of(pdf)
    seal_at = place_of(pdf, seal_number)
    seal = pdf[seal_at : pdf.index(b"endobj", seal_at)] + b"endobj\n"
    words = b"%d 0 obj\n%s\nendobj\n" % (_contents_of(pdf), stream(OTHER_WORDS))
    head = pdf[:after] + b"\n" * (table_at - after)

    def table(words_at: int, seal_at: int) -> bytes:
        old = pdf[table_at : pdf.rindex(b"startxref")]
        entries = b"%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n"
        return old.replace(
            b"trailer", entries % (_contents_of(pdf), words_at, seal_number, seal_at) + b"trailer"
        )

    def moved(to: int) -> bytes:
        return RANGE.sub(b"/ByteRange [0 %010d %010d %010d]" % (before, to, rest), seal)

    start = len(head) + len(table(0, 0))
    end = start + len(words) + len(moved(0))
    return head + table(start, start + len(words)) + words + moved(end) + pdf[after : after + rest]


def _seal_of(pdf: bytes) -> int:
    return int(re.findall(rb"/V (\d+) 0 R", pdf)[0])


# ── prepared before the office sealed it ─────────────────────────────────────


def _drawing_late(pdf: bytes, *, at: Mapping[int, int] | None = None) -> bytes:
    """The page also draws an object that is not there yet."""

    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        drawn = b"[%d 0 R %d 0 R]" % (number_of(_page(letter).Contents), LATE)
        return {**_page_with(letter, "/Contents", drawn), LATE + 9: b"null"}

    return revised(pdf, change, at=at)


def late_object_arrives(pdf: bytes) -> bytes:
    return revised(pdf, lambda _: {LATE: stream(OTHER_WORDS)})


def late_object_arrives_as_a_certificate(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        letter.Root.DSS = pikepdf.Dictionary()
        root = spoken(letter.Root).replace(b"/DSS << >>", b"/DSS<</Certs[%d 0 R]>>" % LATE)
        assert b"/Certs" in root
        return {number_of(letter.Root): root, LATE: stream(OTHER_WORDS)}

    return revised(pdf, change)


def cover_laid(pdf: bytes) -> bytes:
    cover = revised(_drawing_late(pdf), lambda _: {LATE: stream(b"1 g 0 0 600 900 re f")})
    return cover


def cover_lifted(pdf: bytes) -> bytes:
    return revised(pdf, lambda _: {LATE: FREED})


def cover_emptied(pdf: bytes) -> bytes:
    return revised(pdf, lambda _: {LATE: stream(b"")})


def other_words_hidden(pdf: bytes) -> bytes:
    return objects_before_an_empty_revision(pdf)


def hidden_words_shown(pdf: bytes) -> bytes:
    number = _contents_of(pdf)
    return revised(pdf, lambda _: {}, at={number: place_of(pdf, number)})


FAR = 60_000
"""An offset behind the end of any letter here."""


def far_object_expected(pdf: bytes) -> bytes:
    return _drawing_late(pdf, at={LATE: FAR})


def far_object_arrives(pdf: bytes) -> bytes:
    filling = b"%" + b" " * (FAR - len(pdf) - 2) + b"\n"
    return pdf + filling + b"%d 0 obj\n%s\nendobj\n" % (LATE, stream(OTHER_WORDS))


def far_object_arrives_in_a_revision(pdf: bytes) -> bytes:
    return revised(far_object_arrives(pdf), lambda _: {})


AFTER: tuple[Attack, ...] = (
    page_added,
    page_removed,
    words_replaced,
    words_put_elsewhere,
    page_turned,
    letters_drawn_otherwise,
    evidence_replaced,
    script_added,
    layers_added,
    language_changed,
    description_changed,
    title_changed,
    note_laid_on_top,
    note_under_another_name,
    octets_behind_the_end,
    one_octet_behind_the_end,
    objects_without_a_table,
    objects_without_a_table_but_an_end,
    objects_before_an_empty_revision,
    changed_and_changed_back,
    range_shrunk,
    range_overlapping,
    range_without_numbers,
    range_negative,
    range_missing,
    seal_emptied,
    seal_without_length,
    seal_of_garbage,
    seal_with_something_behind,
    seal_of_another_kind,
    seal_as_a_timestamp,
    field_taken_away,
    one_letter_changed,
    saved_anew,
    wrapped,
)
"""Done to a letter that was sealed as it should be."""

BEFORE_AND_AFTER: tuple[tuple[Attack, Attack], ...] = (
    (_drawing_late, late_object_arrives),
    (_drawing_late, late_object_arrives_as_a_certificate),
    (cover_laid, cover_lifted),
    (cover_laid, cover_emptied),
    (other_words_hidden, hidden_words_shown),
    (far_object_expected, far_object_arrives),
    (far_object_expected, far_object_arrives_in_a_revision),
)
"""Shadow attacks: the letter was prepared, the office sealed it, and then the rest was done."""
