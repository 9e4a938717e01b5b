"""A text as it is looked for: its words in a row, each as a number.

Capitals, marks and look-alikes are forgotten (`Reading.loose`), because a copy with a
Cyrillic letter must still find the letter it imitates, to be told how it differs.
These numbers find; they never say that two words are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

from chancery.check.normalise import fold
from chancery.check.reading import loosened
from chancery.check.tokens import word_texts
from chancery.check.vocabulary import CONDITIONS, FUNCTION_WORDS, JOINED, MODALS, NEGATIONS
from chancery.record.words import Words

NO_WORD = 0
"""A number that no word has: whoever files texts in a row may put it between them."""

MOST_REMEMBERED = 200_000
"""So many pieces of text are remembered while letters are filed: some 50 megabytes."""


def word_numbers(text: str) -> tuple[int, ...]:
    """The words of *text* as unsigned 32-bit numbers, the same in every process and for ever."""
    # Remembered for one text only: a memory that outlived it would tell, by its speed,
    # which words somebody else had asked about.
    return _numbered(text, {})


class Filing:
    """Numbers the words of letters that are filed, one letter after another; what is filed is no secret."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, ...]] = {}

    def texts(self, words: Words) -> tuple[tuple[int, ...], ...]:
        """What a statement is filed under: the words of every language it was registered in."""
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        return tuple(_numbered(text.text, self._known) for text in words)


@cache
def grammar() -> frozenset[int]:
    """The numbers of the words that carry grammar rather than matter; letters share them by chance."""
    turning = NEGATIONS | CONDITIONS | MODALS
    joined = {letter + word for letter in JOINED for word in turning}
    return frozenset(map(_number, FUNCTION_WORDS | turning | joined))


def _numbered(text: str, known: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
    # No word has white space in it, so what stands between white space can be taken apart
    # by itself; most such pieces come again and again.
    numbers: list[int] = []
    for piece in text.split():
        found = known.get(piece)
        if found is None:
            found = known[piece] = tuple(map(_number, word_texts(piece)))
        numbers += found
    return tuple(numbers)


def _number(word: str) -> int:
    # Python's own hash differs from process to process; this one is for ever.
    form = loosened(fold(word)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(form, digest_size=4).digest(), "big") or 1


def in_a_row(words: Sequence[int], text: Sequence[int]) -> bool:
    """Whether all of *words* stand in *text* one after another."""
    length = len(words)
    return any(text[start : start + length] == words for start in range(len(text) - length + 1))
