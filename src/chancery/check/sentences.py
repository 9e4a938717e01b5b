"""Where sentences end, well enough to say what belongs together; no grammar.

A sentence ends at a full stop, question or exclamation mark followed by white space,
at an empty line, and at words that are not given (“[…]”).  The stop after an initial
(“William H. Seely”) or a common abbreviation ends nothing, nor does one before a
small letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chancery.record.words import Span

_ABBREVIATED = (
    "adm amb art arts capt cf cmdr co col corp dept dr e.g etc fig gen gov hon i.e inc jr lt ltd maj"
    " messrs mr mrs ms mt no nos op p para paras pp pres prof rep rev sec sen sgt sr st u.k u.n u.s vol vs"
)
ABBREVIATIONS = frozenset(_ABBREVIATED.split())

_END = re.compile(r"[.!?؟۔]++[”’\"»)\]]*+|\n[^\S\n]*+\n|\[…\]|\[\.\.\.\]")
_LAST_WORD = re.compile(r"[\w.]+$")
_LONGEST_ABBREVIATION = 12


def sentences(text: str) -> tuple[Span, ...]:
    """The spans of the sentences, without the white space round them; together they hold every word."""
    spans = []
    start = 0
    for end in (*_ends(text), len(text)):
        span = trimmed(text, start, end)
        if span[0] < span[1]:
            spans.append(span)
        start = end
    return tuple(spans)


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at either side; empty when there is nothing else."""
    piece = text[start:end]
    if not piece.strip():
        return (start, start)
    return (start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))


def _ends(text: str) -> Iterator[int]:
    for found in _END.finditer(text):
        if found.group()[0] in "\n[" or _is_end(text, found.start(), found.end()):
            yield found.end()


def _is_end(text: str, stop: int, after: int) -> bool:
    following = text[after : after + 2]
    if following and not following[0].isspace():
        return False
    if following[1:].islower():
        return False
    return text[stop] != "." or not _abbreviated(text[max(0, stop - _LONGEST_ABBREVIATION) : stop])


def _abbreviated(before: str) -> bool:
    found = _LAST_WORD.search(before)
    if found is None:
        return False
    word = found.group()
    return (len(word) == 1 and word.isupper()) or word.lower() in ABBREVIATIONS
