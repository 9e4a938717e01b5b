"""Registered words: the exact text of a statement, in one language or several side by side.

The text is kept as it was approved, code point for code point.  Nothing here folds,
trims or repairs; comparing is `chancery.check`'s business, and every normalisation
it uses has a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chancery.errors import Malformed
from chancery.record.statement import ClauseId

Span = tuple[int, int]
"""Code points from the start of the text, half-open."""

MOST_CHARACTERS = 1_000_000
"""The longest text that may be registered; about four hundred printed pages."""


_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The words in one language, and where each clause stands in them."""

    language: str
    """A BCP 47 tag, e.g. `en`, `ar`."""
    text: str
    clauses: Mapping[ClauseId, Span] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)
    """The wording of each condition, by its id; kept here because the log holds no words."""

    def __post_init__(self) -> None:
        if _HALF_A_PAIR.search(self.text):
            raise Malformed("The text contains half of a character pair and cannot be kept exactly.")
        if "\0" in self.text:
            raise Malformed("The text contains a NUL character, which no letter has.")
        if len(self.text) > MOST_CHARACTERS:
            raise Malformed(f"The text has {len(self.text):,} characters; the most is {MOST_CHARACTERS:,}.")
        for clause, (start, end) in self.clauses.items():
            if not 0 <= start <= end <= len(self.text):
                raise Malformed(f"Clause {clause} is said to stand at {start}–{end}, outside the text.")

    def of(self, clause: ClauseId) -> str | None:
        """The words of one clause; None when the text does not mark it."""
        span = self.clauses.get(clause)
        return None if span is None else self.text[span[0] : span[1]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """
    A statement's words: one authoritative text, and translations beside it.

    A translation is registered as a translation and never decides; where the two
    differ, the authoritative one speaks.
    """

    authoritative: Text
    translations: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        languages = [text.language for text in self]
        if len(set(languages)) != len(languages):
            raise Malformed("The same language is given twice; each language has one text.")

    def __iter__(self) -> Iterator[Text]:
        """The texts, the authoritative one first."""
        return iter((self.authoritative, *self.translations))

    def in_language(self, language: str) -> Text | None:
        """The text in that language, if it was registered."""
        return next((text for text in self if text.language == language), None)
