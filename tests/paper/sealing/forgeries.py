"""Seals tampered with themselves: universal forgery, signature wrapping (Mladenov and others, 2019)."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pikepdf

from tests.paper.sealing.attacks import OTHER_WORDS, Attack, contents_of
from tests.paper.sealing.revising import last_table, number_of, place_of, revised, stream

RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\s*\]")


def ranges(pdf: bytes) -> tuple[int, int, int, int]:
    first, before, after, rest = (int(number) for number in RANGE.findall(pdf)[0])
    return first, before, after, rest


def _with_range(pdf: bytes, text: bytes) -> bytes:
    found = RANGE.search(pdf)
    assert found is not None
    return pdf[: found.start()] + text.ljust(found.end() - found.start()) + pdf[found.end() :]


def range_shrunk(pdf: bytes) -> bytes:
    _, before, after, rest = ranges(pdf)
    return _with_range(pdf, b"/ByteRange [0 %d %d %d]" % (before, after, rest - 60))


def range_overlapping(pdf: bytes) -> bytes:
    _, before, _, rest = ranges(pdf)
    return _with_range(pdf, b"/ByteRange [0 %d %d %d]" % (before, before - 9, rest))


def range_without_numbers(pdf: bytes) -> bytes:
    return _with_range(pdf, b"/ByteRange null")


def range_negative(pdf: bytes) -> bytes:
    return _with_range(pdf, b"/ByteRange [0 -1 0 0]")


def range_missing(pdf: bytes) -> bytes:
    return pdf.replace(b"/ByteRange", b"/ByteWidth")


def _with_contents(pdf: bytes, contents: bytes) -> bytes:
    _, before, after, _ = ranges(pdf)
    filled = contents.hex().encode().ljust(after - before - 2, b"0")
    return pdf[:before] + b"<" + filled + b">" + pdf[after:]


def seal_emptied(pdf: bytes) -> bytes:
    return _with_contents(pdf, b"")


def seal_without_length(pdf: bytes) -> bytes:
    _, before, after, _ = ranges(pdf)
    return pdf[:before] + b"<>".ljust(after - before) + pdf[after:]


def seal_of_garbage(pdf: bytes) -> bytes:
    return _with_contents(pdf, bytes(range(1, 255)) * 4)


def seal_with_something_behind(pdf: bytes) -> bytes:
    _, _, after, _ = ranges(pdf)
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
    _, before, after, rest = ranges(pdf)
    table_at, seal_number = last_table(pdf), _seal_of(pdf)
    seal_at = place_of(pdf, seal_number)
    seal = pdf[seal_at : pdf.index(b"endobj", seal_at)] + b"endobj\n"
    words = b"%d 0 obj\n%s\nendobj\n" % (contents_of(pdf), stream(OTHER_WORDS))
    head = pdf[:after] + b"\n" * (table_at - after)

    def table(words_at: int, seal_at: int) -> bytes:
        old = pdf[table_at : pdf.rindex(b"startxref")]
        entries = b"%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n"
        return old.replace(
            b"trailer", entries % (contents_of(pdf), words_at, seal_number, seal_at) + b"trailer"
        )

    def moved(to: int) -> bytes:
        return RANGE.sub(b"/ByteRange [0 %010d %010d %010d]" % (before, to, rest), seal)

    start = len(head) + len(table(0, 0))
    end = start + len(words) + len(moved(0))
    return head + table(start, start + len(words)) + words + moved(end) + pdf[after : after + rest]


def _seal_of(pdf: bytes) -> int:
    return int(re.findall(rb"/V (\d+) 0 R", pdf)[0])


FORGERIES: tuple[Attack, ...] = (
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
"""Done to the seal, or to what it covers."""
