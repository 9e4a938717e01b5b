"""A text as words and marks, each knowing where it stands; what lies between is white space.

    Token.WORD      letters, digits, accents, and characters without ink that stick to
                    them; an apostrophe between two letters; `. , : /` between two digits,
                    so that “5,000” and “10:30” are one word each
    Token.MARK      any other single character that is not white space, and a run of
                    characters without ink that touches no word
    Token.ELLIPSIS  “…” or three full stops
    Token.GAP       an ellipsis in brackets: “[…]”, words that are not given

The rules follow the spirit of Unicode's word boundaries (UAX #29) and differ on
purpose: a hyphen is a mark of its own, so that changing, adding or losing one is
seen.  One pass, linear in the text, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum, unique
from functools import cache
from typing import NamedTuple

from chancery.check.characters import UNSEEN_RANGES, character_class, combining_ranges
from chancery.record.words import Span


@unique
class Kind(Enum):
    """What a token is."""

    WORD = "word"
    MARK = "mark"
    ELLIPSIS = "ellipsis"
    GAP = "gap"


class Token(NamedTuple):
    """
    One word or mark exactly as printed, and where it stands.

    A named tuple and not a dataclass: a long letter has half a million of them.
    """

    text: str
    start: int
    end: int
    kind: Kind

    @property
    def span(self) -> Span:
        """Where it stands, in code points."""
        return (self.start, self.end)


APOSTROPHES = "'’‘‛"
"""Characters that stand for an apostrophe between two letters.  U+02BC is itself a letter."""

_NUMBER_MARKS = ".,:/٫٬"
_KINDS = {kind.value: kind for kind in Kind}


@cache
def _pattern() -> re.Pattern[str]:
    # Possessive quantifiers throughout, and the runs without ink are consumed whole by
    # one alternative or the other: no text can make the matching go back over itself.
    unseen = f"[{character_class(UNSEEN_RANGES)}]"
    inner = f"[\\w{character_class(combining_ranges())}{character_class(UNSEEN_RANGES)}]"
    dots = r"(?:…|\.[ \u00a0]?\.[ \u00a0]?\.)"
    return re.compile(
        rf"(?P<gap>[\[(][ \u00a0]?{dots}[ \u00a0]?[\])])"
        r"|(?P<ellipsis>…|\.{3,}|\.(?:[ \u00a0]\.){2,})"
        rf"|(?P<word>{unseen}*+[^\W]{inner}*+"
        rf"(?:(?:[{APOSTROPHES}](?=\w)|(?<=\d)[{_NUMBER_MARKS}](?=\d)){inner}++)*+)"
        rf"|(?P<mark>{unseen}++|\S)"
    )


def tokens(text: str) -> tuple[Token, ...]:
    """The words and marks of *text* in order; their spans reproduce it but for the white space between."""
    kinds = _KINDS
    return tuple(
        [
            Token(found[0], *found.span(), kinds[found.lastgroup or "mark"])
            for found in _pattern().finditer(text)
        ]
    )


def word_texts(text: str) -> list[str]:
    """The words of *text* exactly as printed: those of `tokens`, for who need not know where they stand."""
    return [found.group() for found in _pattern().finditer(text) if found.lastgroup == "word"]


def words_of(stream: Iterable[Token]) -> tuple[Token, ...]:
    """Only the words."""
    return tuple(token for token in stream if token.kind is Kind.WORD)
