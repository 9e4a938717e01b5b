"""From what was read on paper to a copy the registry can be asked about."""

from __future__ import annotations

import re
from functools import cache

from chancery.check.copy import Copy, Kind, Read
from chancery.paper.paper import Medium, Paper, ReadWord
from chancery.paper.press.template import labels

_GAP = re.compile(r"\{\w+\}")

EXTRACTED_ARABIC = 0.45
"""
How sure an Arabic word is that was taken out of a PDF.

Letters with vowel marks come out in another order than they were set in (`موقّعة` as
`قومّعة`), so that such a word alone must never make an alteration.
"""


def copy_of(paper: Paper, name: str, *, article: bool = False) -> Copy:
    """The copy; words that were read with doubt keep their doubt."""
    return Copy(
        kind=Kind.ARTICLE if article else Kind.TEXT,
        text=paper.text,
        digest=paper.digest,
        name=name or None,
        marks=paper.marks,
        sheet=paper.medium is not Medium.TEXT and not article,
        pasted=paper.medium is Medium.TEXT and not article,
        furniture=_labels(),
        read=_reads(paper),
        hides=tuple(dict.fromkeys(hidden.hiding.value for hidden in paper.hidden)),
        obstacle=None if paper.obstacle is None else paper.obstacle.value,
    )


def pasted(text: str, digest: bytes) -> Copy:
    """A whole letter, or much of one, as somebody pasted it."""
    return Copy(kind=Kind.TEXT, text=text, digest=digest, pasted=True, furniture=_labels())


@cache
def _labels() -> tuple[str, ...]:
    """Every label of the press, in every language, its gaps left out."""
    said = [text for words in labels().values() for text in words.values() if isinstance(text, str)]
    return tuple(dict.fromkeys(part.strip() for text in said for part in _GAP.split(text) if part.strip()))


def _reads(paper: Paper) -> tuple[Read, ...]:
    """How surely each word was read; nothing to say where every character is certain."""
    reads = tuple(
        Read(span=word.span, sure=_sure(paper, word), otherwise=word.otherwise) for word in paper.words
    )
    return reads if any(read.sure < 1.0 for read in reads) else ()


def _sure(paper: Paper, word: ReadWord) -> float:
    doubtful = paper.medium is Medium.PDF and _is_arabic(paper.text[slice(*word.span)])
    return min(word.sure, EXTRACTED_ARABIC) if doubtful else word.sure


def _is_arabic(word: str) -> bool:
    return any("\u0600" <= character <= "\u06ff" or "\ufb50" <= character <= "\ufefc" for character in word)
