"""Files that two programs read differently.

pdfium and qpdf (in pikepdf) are asked for the same things; both forgive much, but not alike.
An object number used twice in one revision, a cross-reference table that had to be rebuilt and
a page count in dispute are the marks of a file that is two files.  A later revision (a seal, a
proof of time) is no such mark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pikepdf

from chancery.paper.paper import Hidden, Hiding

_OBJECT = re.compile(rb"(?:^|[\r\n\t ])(\d{1,10}) (\d{1,5}) obj\b")
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_HARMLESS = (b"is not one plus the highest object number", b"expected endstream")
"""What real presses get wrong without any two readings of it."""


def found(octets: bytes, document: pikepdf.Pdf | None, pages: int) -> Iterator[Hidden]:
    """Each disagreement, in words for the record of the check (not for people)."""
    if document is None:
        yield _hidden("only one program opens it")
        return
    if len(document.pages) != pages:
        yield _hidden("page count")
    for warning in document.get_warnings():
        if not any(harmless.decode() in str(warning) for harmless in _HARMLESS):
            yield _hidden("repaired")
            break
    if _numbers_used_twice(octets):
        yield _hidden("object twice")


def _hidden(what: str) -> Hidden:
    return Hidden(hiding=Hiding.STRUCTURE, text=what)


def _numbers_used_twice(octets: bytes) -> bool:
    """Whether one revision defines an object number more than once."""
    plain = _STREAM.sub(b"stream endstream", octets)
    revisions = _END.split(plain)
    return any(max(Counter(_OBJECT.findall(one)).values(), default=0) > 1 for one in revisions)
