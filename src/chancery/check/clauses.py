"""Where the clauses of a letter may stand: its sentences, without greeting and close.

A suggestion for the writer, who says which of them do something and which of them belong
together.  Every span is a place in the text exactly as it stands.
"""

from __future__ import annotations

import re

from chancery.check.sentences import sentences
from chancery.check.tokens import word_texts
from chancery.record.words import Span

FEWEST_WORDS = 3
"""A shorter sentence is a greeting, a heading or a name."""

_CLOSE = re.compile(
    r"(?:yours|respectfully|sincerely|with\s+(?:kind|best)|dear|sir|madam"
    r"|تفضلوا|وتفضلوا|سيدي|السيد|مع\s+(?:أطيب|خالص))\b",
    re.IGNORECASE,
)


def clause_spans(text: str) -> tuple[Span, ...]:
    """The sentences that may each be a clause, in their order."""
    return tuple(span for span in sentences(text) if _may_say_something(text[slice(*span)]))


def _may_say_something(sentence: str) -> bool:
    greeting = sentence.rstrip().endswith((",", "،", ":")) or _CLOSE.match(sentence)
    return not (greeting and len(word_texts(sentence)) < 12) and len(word_texts(sentence)) >= FEWEST_WORDS
