"""The phrases of a copy, and how many of them each of some letters shares.

The same as `chancery.check.match.phrases`, for many letters at once.  Words are first
numbered anew by their place in the copy's own vocabulary; a phrase is then one number,
and whatever is not in the copy falls out at the first step.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chancery.check.word_numbers import NO_WORD, grammar
from chancery.store.shelf.segment import Counts, Keys, Segment, Words, key_of

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_TO_16_BITS = np.uint64(48)

MOST_ASKED = 2_048
"""Of a longer copy so many phrases are looked up, evenly spread; all are counted."""


MOST_IN_A_TABLE = 1 << 21
"""Letters times phrases that are counted in a table: sixteen megabytes of it."""


class Phrases:
    """What a copy is looked up by."""

    def __init__(self, words: Sequence[int]) -> None:
        self.words: Words = np.fromiter(words, np.uint32, len(words))
        vocabulary = np.unique(self.words)
        self._vocabulary = _Listed(vocabulary)
        # Nought is the number of every word that the copy has not; no phrase has it.
        self._grammar = np.isin(np.concatenate(([NO_WORD], vocabulary)), [NO_WORD, *grammar()])
        told, self._often = np.unique(self._told(self._vocabulary.places(self.words) + 1), return_counts=True)
        self._known = _Listed(told)

    @cached_property
    def total(self) -> int:
        """How many phrases the copy has."""
        return int(self._often.sum())

    @cached_property
    def threes(self) -> tuple[Keys, Keys, Counts]:
        """The least and the most key of each three, and where in the copy it stands."""
        words = self.words
        keys = key_of(words[:-2], words[1:-1], words[2:])
        return _asked(keys, keys, np.arange(len(keys)))

    @cached_property
    def twos(self) -> tuple[Keys, Keys, Counts]:
        """The same of each two that are not both grammar."""
        lone = np.zeros(len(self.words) - 1, np.uint32)
        carry = self._grammar[self._vocabulary.places(self.words) + 1]
        places = np.flatnonzero(~(carry[:-1] & carry[1:]))
        least = key_of(self.words[:-1], self.words[1:], lone)[places]
        most = key_of(self.words[:-1], self.words[1:], ~lone)[places]
        return _asked(least, most, places)

    def shared(self, segment: Segment, rows: Counts) -> Counts:
        """How many phrases each of these rows shares with the copy, each as often as it stands in both."""
        lengths = segment.lengths[rows]
        texts = segment.words[spread(segment.starts[rows], lengths)]
        kinds = len(self._often)
        # A phrase in a letter, as one number.  Equal ones are counted in a table while that is
        # small; sorting them takes longer, and no more memory than there are of them.
        numbers = self._vocabulary.places(texts) + 1
        where, what = self._found(numbers, np.repeat(np.arange(len(rows)), lengths))
        if len(rows) * kinds <= MOST_IN_A_TABLE:
            told = np.bincount(where * kinds + what, minlength=len(rows) * kinds).reshape(len(rows), kinds)
            counted: Counts = np.minimum(told, self._often).sum(axis=1, dtype=np.int64)
            return counted
        both, often = np.unique(where * kinds + what, return_counts=True)
        least = np.minimum(often, self._often[both % kinds])
        shared: Counts = np.bincount(both // kinds, weights=least, minlength=len(rows)).astype(np.int64)
        return shared

    def _told(self, numbers: Counts) -> Counts:
        """Every phrase of a text whose words are all the copy's."""
        return np.concatenate([phrases for _, phrases in self._each(numbers)])

    def _found(self, numbers: Counts, letters: Counts) -> tuple[Counts, Counts]:
        """Every phrase that the copy has too: in which letter, and which one."""
        where, what = [], []
        for places, phrases in self._each(numbers):
            which = self._known.places(phrases)
            where.append(letters[places[which >= 0]])
            what.append(which[which >= 0])
        return np.concatenate(where), np.concatenate(what)

    def _each(self, numbers: Counts) -> list[tuple[Counts, Counts]]:
        """Single words, twos and threes: where they stand, and which they are, no two the same number."""
        size = len(self._grammar)
        carry = self._grammar[numbers]
        ones = np.flatnonzero(~carry)
        twos = np.flatnonzero((numbers[:-1] > 0) & (numbers[1:] > 0))
        threes = twos[:-1][np.diff(twos) == 1]
        twos = twos[~(carry[twos] & carry[twos + 1])]
        pairs = numbers[twos] * size + numbers[twos + 1]
        return [
            (ones, numbers[ones]),
            (twos, pairs),
            (threes, (numbers[threes] * size + numbers[threes + 1]) * size + numbers[threes + 2]),
        ]


class _Listed:
    """
    Numbers in ascending order, and where each stands.

    Most are found at the first look, in a table by sixteen of their bits mixed; only
    those that share a place there are searched for.
    """

    def __init__(self, numbers: NDArray[np.integer]) -> None:
        self._numbers = numbers
        self._table = np.zeros(1 << 16, np.int64)
        self._table[self._mixed(numbers)] = np.arange(1, len(numbers) + 1)

    def places(self, asked: NDArray[np.integer]) -> Counts:
        """Where each of the numbers asked for stands; -1 for those that do not."""
        places: Counts = self._table[self._mixed(asked)] - 1
        there = np.flatnonzero(places >= 0)
        others = there[self._numbers[places[there]] != asked[there]]
        near = np.minimum(np.searchsorted(self._numbers, asked[others]), len(self._numbers) - 1)
        places[others] = np.where(self._numbers[near] == asked[others], near, -1)
        return places

    def _mixed(self, numbers: NDArray[np.integer]) -> NDArray[np.uint64]:
        mixed: NDArray[np.uint64] = numbers.astype(np.uint64) * _GOLDEN
        return np.right_shift(mixed, _TO_16_BITS)


def spread(starts: NDArray[np.integer], counts: NDArray[np.integer]) -> Counts:
    """The whole numbers from each of *starts* on, so many of each, in one row."""
    ends = np.cumsum(counts)
    within: Counts = np.arange(int(ends[-1]) if len(ends) else 0)
    before: Counts = np.repeat(starts - (ends - counts), counts)
    return within + before


def _asked(least: Keys, most: Keys, places: Counts) -> tuple[Keys, Keys, Counts]:
    """Each once and no more than `MOST_ASKED`, in the order of their keys, as they are looked up quickest."""
    _, first = np.unique(least, return_index=True)
    evenly = np.sort(first)[:: max(1, -(-len(first) // MOST_ASKED))]
    some = evenly[np.argsort(least[evenly])]
    return least[some], most[some], places[some]
