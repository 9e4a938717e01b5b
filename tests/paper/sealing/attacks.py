"""Letters that were changed after they were sealed, each the way somebody has done it to others.

Attack classes are those of the published work on PDF signatures: here incremental saving (Mladenov and
others, 2019), and evil annotation and sneaky signature attacks on certified documents (2021).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pikepdf

from tests.paper.sealing.revising import FREED, last_table, number_of, revised, spoken, stream

OTHER_WORDS = b"0 g 40 500 400 200 re f"
"""Words as good as any other: they are seen, and they need no font."""

LATE = 900
"""An object number that nothing in a letter has."""

Attack = Callable[[bytes], bytes]


def page_of(pdf: pikepdf.Pdf) -> pikepdf.Object:
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
        first = number_of(page_of(letter))
        return {number_of(_pages(letter)): b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % first}

    return revised(pdf, change)


def words_replaced(pdf: bytes) -> bytes:
    return revised(pdf, lambda letter: {number_of(page_of(letter).Contents): stream(OTHER_WORDS)})


def words_put_elsewhere(pdf: bytes) -> bytes:
    return revised(
        pdf, lambda letter: {**page_with(letter, "/Contents", b" %d 0 R" % LATE), LATE: stream(OTHER_WORDS)}
    )


def page_with(letter: pikepdf.Pdf, word: str, value: bytes) -> Mapping[int, bytes]:
    page = page_of(letter)
    if word in page:
        del page[word]
    return {number_of(page): b"%s%s%s>>" % (spoken(page)[:-2], word.encode(), value)}


def page_turned(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        page = page_of(letter)
        page.Rotate = 180
        return {number_of(page): spoken(page)}

    return revised(pdf, change)


def letters_drawn_otherwise(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        font = next(iter(page_of(letter).Resources.Font.values()))
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


def something_else_among_the_certificates(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        root = spoken(letter.Root)[:-2] + b"/DSS<</Words %d 0 R>>>>" % LATE
        return {number_of(letter.Root): root, LATE: stream(OTHER_WORDS)}

    return revised(pdf, change)


def object_that_nobody_uses(pdf: bytes) -> bytes:
    return revised(pdf, lambda _: {LATE: stream(OTHER_WORDS)})


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
    marks = b" ".join(b"%d 0 R" % number_of(each) for each in page_of(letter).get("/Annots", []))
    return page_with(letter, "/Annots", b"[%s %d 0 R]" % (marks, LATE))


# ── behind the end ───────────────────────────────────────────────────────────


def octets_behind_the_end(pdf: bytes) -> bytes:
    return pdf + b"anything at all\n"


def one_octet_behind_the_end(pdf: bytes) -> bytes:
    return pdf + b"\n"


def objects_without_a_table(pdf: bytes) -> bytes:
    """Incremental saving: what a lenient reader finds when it searches the file for objects."""
    ended = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    return ended + b"%d 0 obj\n%s\nendobj\n" % (contents_of(pdf), stream(OTHER_WORDS))


def objects_without_a_table_but_an_end(pdf: bytes) -> bytes:
    return objects_without_a_table(pdf) + b"startxref\n%d\n%%%%EOF\n" % last_table(pdf)


def objects_before_an_empty_revision(pdf: bytes) -> bytes:
    return revised(objects_without_a_table(pdf), lambda _: {})


def changed_and_changed_back(pdf: bytes) -> bytes:
    def back(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        return {LATE: FREED}

    return revised(note_laid_on_top(pdf), back)


def contents_of(pdf: bytes) -> int:
    found = re.findall(rb"/Contents (\d+) 0 R", pdf)
    return int(found[0])


CHANGES: tuple[Attack, ...] = (
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
    something_else_among_the_certificates,
    object_that_nobody_uses,
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
)
"""Done to a letter that was sealed as it should be."""
