"""Which octets of a file a seal covers, and whether those behind it are what they seem.

A seal names the octets it covers, and leaves out its own place (ISO 32000-1, 12.8.1).  A reader that
only computes a digest over them believes whatever was put into the gap, or behind the end.  So the gap
must be the seal and nothing else, and behind the end may stand only whole revisions, every octet of
which the cross-reference tables account for.  Otherwise two programs may read two letters.
"""

from __future__ import annotations

import re
from typing import Any, Final

END_OF_LINE: Final = (b"", b"\n", b"\r", b"\r\n")

BLANK = rb"(?:[\x00\t\n\f\r ]|%(?!%EOF)[^\r\n]*[\r\n])*"
OBJECT = rb"\d{1,10}[\t\n\f\r ]+\d{1,5}[\t\n\f\r ]+obj\b"

WHOLE: Final = re.compile(
    rb"(?:" + OBJECT + rb".*endobj\b" + BLANK + rb")?"
    rb"(?:xref\b.*trailer\b.*>>" + BLANK + rb")?"
    rb"(?:startxref" + BLANK + rb"\d+" + BLANK + rb"%%EOF" + BLANK + rb")?",
    re.DOTALL,
)
"""From where one object or table begins to where the next one does: that, and nothing besides."""

HEADS: Final = re.compile(rb"\d[\t\n\f\r ]+\d+[\t\n\f\r ]+obj\b")


def sealed_until(pdf: bytes, byte_range: Any, contents: bytes, cms_length: int) -> int | None:
    """
    Where the octets end that a seal covers from the first one on; None if it covers them any other way.

    *contents* are the seal as the file's structure gives it, of which the signed message takes
    *cms_length*; the rest must be filling.
    """
    if len(byte_range) != 4 or any(type(number) is bool or number < 0 for number in byte_range):
        return None
    first, before, after, rest = (int(number) for number in byte_range)
    gap = pdf[before:after]
    if first != 0 or after + rest > len(pdf) or gap.lower() != b"<" + contents.hex().encode() + b">":
        return None
    return None if any(contents[cms_length:]) else after + rest


def unaccounted(pdf: bytes, end: int, xrefs: Any, signed_revision: int) -> bool:
    """Whether octets stand behind *end* that no later revision accounts for, or an earlier one does."""
    if end == len(pdf):
        return False
    later = range(signed_revision + 1, xrefs.total_revisions)
    if not later or _reaches_beyond(end, xrefs, signed_revision):
        return True
    starts = sorted({place for revision in later for place in _places(xrefs, revision)})
    # The end of the last line may be missing, and where it is not it belongs to that line.
    if starts[0] < end or pdf[pdf.rfind(b"%%EOF") + 5 :] not in END_OF_LINE:
        return True
    between = re.fullmatch(BLANK, pdf[end : starts[0]])
    pieces = zip(starts, [*starts[1:], len(pdf)], strict=True)
    return not between or not all(_is_whole(pdf[start:stop]) for start, stop in pieces)


def _is_whole(piece: bytes) -> bool:
    return bool(WHOLE.fullmatch(piece)) and len(HEADS.findall(piece)) <= 1


def _places(xrefs: Any, revision: int) -> set[int]:
    """Where the objects of a revision and its cross-reference table begin."""
    offsets = {offset for _, offset in xrefs.get_xref_data(revision).standard_xrefs.values()}
    return offsets | {xrefs.get_startxref_for_revision(revision)}


def _reaches_beyond(end: int, xrefs: Any, signed_revision: int) -> bool:
    """Whether what was sealed points to octets that were not there yet."""
    return any(place >= end for revision in range(signed_revision + 1) for place in _places(xrefs, revision))
