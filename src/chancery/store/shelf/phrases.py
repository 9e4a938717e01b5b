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

from chancery.check.word_numbers import grammar
from chancery.store.shelf.segment import Counts, Keys, Segment, Words, key_of

MOST_ASKED = 2_048
"""Of a longer copy so many phrases are looked up, evenly spread; all are counted."""


class Phrases:
    """What a copy is looked up by."""

    def __init__(self, words: Sequence[int]) -> None:
        self.words: Words = np.fromiter(words, np.uint32, len(words))
        self._vocabulary = np.unique(self.words)
        self._grammar = np.isin(self._vocabulary, np.fromiter(grammar(), np.uint32))
        self._known, self._often = np.unique(self._told(self._numbered(self.words)), return_counts=True)

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
        carry = self._grammar[np.searchsorted(self._vocabulary, self.words)]
        places = np.flatnonzero(~(carry[:-1] & carry[1:]))
        least = key_of(self.words[:-1], self.words[1:], lone)[places]
        most = key_of(self.words[:-1], self.words[1:], ~lone)[places]
        return _asked(least, most, places)

    def shared(self, segment: Segment, rows: Counts) -> Counts:
        """How many phrases each of these rows shares with the copy, each as often as it stands in both."""
        lengths = segment.lengths[rows]
        texts = segment.words[spread(segment.starts[rows], lengths)]
        kinds = len(self._known)
        # A phrase in a letter, as one number; equal ones are counted by sorting.
        where, what = self._found(self._numbered(texts), np.repeat(np.arange(len(rows)), lengths))
        both, often = np.unique(where * kinds + what, return_counts=True)
        counted = np.minimum(often, self._often[both % kinds])
        return np.bincount(both // kinds, weights=counted, minlength=len(rows)).astype(np.int64)

    def _numbered(self, words: Words) -> Counts:
        """Each word's number in the copy's vocabulary, from 1; 0 for a word that the copy has not."""
        near: Counts = np.searchsorted(self._vocabulary, words)
        near[near == len(self._vocabulary)] = 0
        return np.where(self._vocabulary[near] == words, near + 1, 0)

    def _told(self, numbers: Counts) -> Counts:
        """Every phrase of a text whose words are all the copy's."""
        return np.concatenate([phrases for _, phrases in self._each(numbers)])

    def _found(self, numbers: Counts, letters: Counts) -> tuple[Counts, Counts]:
        """Every phrase that the copy has too: in which letter, and which one."""
        where, what = [], []
        for places, phrases in self._each(numbers):
            near = np.searchsorted(self._known, phrases)
            near[near == len(self._known)] = 0
            same = self._known[near] == phrases
            where.append(letters[places[same]])
            what.append(near[same])
        return np.concatenate(where), np.concatenate(what)

    def _each(self, numbers: Counts) -> list[tuple[Counts, Counts]]:
        """Single words, twos and threes: where they stand, and which they are, no two the same number."""
        size = len(self._vocabulary) + 1
        carry = np.concatenate(([True], self._grammar))[numbers]
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


def spread(starts: NDArray[np.integer], counts: NDArray[np.integer]) -> Counts:
    """The whole numbers from each of *starts* on, so many of each, in one row."""
    ends = np.cumsum(counts)
    within: Counts = np.arange(int(ends[-1]) if len(ends) else 0)
    return within + np.repeat(starts - (ends - counts), counts)


def _asked(least: Keys, most: Keys, places: Counts) -> tuple[Keys, Keys, Counts]:
    """Each once, and no more than `MOST_ASKED`."""
    _, first = np.unique(least, return_index=True)
    some = np.sort(first)
    some = some[:: max(1, -(-len(some) // MOST_ASKED))]
    return least[some], most[some], places[some]
