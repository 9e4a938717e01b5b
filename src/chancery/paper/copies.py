"""From what was read on paper to a copy the registry can be asked about."""

from __future__ import annotations

from collections.abc import Iterator

from chancery.check.copy import Copy, Kind
from chancery.paper.paper import Medium, Paper, ReadWord

EXTRACTED_ARABIC = 0.5
"""
How sure an Arabic word is that was taken out of a PDF.

Letters with vowel marks come out in another order than they were set in (`موقّعة` as
`قومّعة`), so that such a word alone must never make an alteration.
"""


def copy_of(paper: Paper, digest: bytes, name: str, *, article: bool = False) -> Copy:
    """The copy; words that were read with doubt keep their doubt."""
    return Copy(
        kind=Kind.ARTICLE if article else Kind.TEXT,
        text=paper.text,
        digest=digest,
        name=name or None,
        marks=paper.marks,
        hides=tuple(dict.fromkeys(hidden.hiding.value for hidden in paper.hidden)),
        obstacle=None if paper.obstacle is None else paper.obstacle.value,
    )


def _sure(paper: Paper) -> Iterator[tuple[ReadWord, float]]:
    for word in paper.words:
        doubtful = paper.medium is Medium.PDF and _is_arabic(paper.text[slice(*word.span)])
        yield word, min(word.sure, EXTRACTED_ARABIC) if doubtful else word.sure


def _is_arabic(word: str) -> bool:
    return any("\u0600" <= character <= "\u06ff" or "\ufb50" <= character <= "\ufefc" for character in word)
