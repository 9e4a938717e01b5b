"""From the words of a copy to the letters that share most phrases with them.

1. *Holders*: the rarest three of the copy's words are looked up, and at every place
   where they stand all its words are compared.  Nothing is left out, so they can be counted.
2. *Votes*: of the copy's threes the rarest are looked up, as many as `VOTES` allows; each
   votes for the letters it stands in, the rarer the more.  Twos vote too where the copy
   is short, or where its threes have found little: every third word of it may be misread.
3. *Counting*: of the letters with most votes all shared phrases are counted, which tells
   a statement from those of the months before and after.

Only the second step can miss a letter: one that shares nothing rare with the copy while
thousands share as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chancery.check.match import FEWEST, LONG_ENOUGH, LOOKED_AT
from chancery.store.shelf.phrases import Phrases, spread
from chancery.store.shelf.segment import Counts, Keys, Segment

VOTES = 60_000
"""Places that are looked at for one copy, more only if its rarest phrase stands in more."""

COUNTED = 200
"""Letters of which all shared phrases are counted, and besides them …"""

COUNTED_IF_LEVEL = 1_000
"""… those that are level with the last of them, up to so many."""

WORDS_COUNTED = 250_000
"""Their words together at most, except that the first `LOOKED_AT` are counted however long they are."""

LITTLE = 4
"""Where the best letter shares less than one phrase in so many, twos vote too."""

AT_ONCE = 8_192
"""Places at which words are compared before going on: as many as the processor's memory holds."""


@dataclass(frozen=True, slots=True)
class Near:
    """
    Rows of the shelf by what they share with a copy, nearest first, at most as many as asked for.

    `exact` rows hold all the words in a row; these come first among equals.
    """

    numbers: NDArray[np.int64]
    shared: NDArray[np.int64]
    exact: int


NOTHING = Near(np.zeros(0, np.int64), np.zeros(0, np.int64), 0)


def nearest(segments: Sequence[Segment], words: Sequence[int], limit: int) -> Near:
    """The rows nearest to *words* in all the segments."""
    if len(words) < FEWEST:
        return NOTHING
    return _Search(segments, Phrases(words), limit).near()


@dataclass(frozen=True, slots=True)
class _Asked:
    """Phrases, and in each segment from where to where they stand."""

    keys: tuple[Keys, Keys, Counts]
    stretches: Sequence[tuple[Counts, Counts]]

    @property
    def often(self) -> Counts:
        """In how many places each stands."""
        each = [most - least for least, most in self.stretches]
        return np.sum(each, axis=0) if each else np.zeros(len(self.keys[0]), np.int64)


class _Search:
    def __init__(self, segments: Sequence[Segment], phrases: Phrases, limit: int) -> None:
        self._segments = segments
        self._phrases = phrases
        self._limit = limit

    def near(self) -> Near:
        threes = self._asked(self._phrases.threes)
        sure = threes if len(self._phrases.words) > FEWEST else self._asked(self._phrases.twos)
        holding = [self._holders(place, sure) for place in range(len(self._segments))]
        exact = sum(map(len, holding))
        if exact >= self._limit:
            return self._ranked(holding, holding, exact)
        called = [threes]
        if len(self._phrases.words) < LONG_ENOUGH:
            called.append(self._asked(self._phrases.twos))
        near = self._ranked(self._called(called), holding, exact)
        if len(called) == 1 and self._is_little(near):
            called.append(self._asked(self._phrases.twos))
            near = self._ranked(self._called(called), holding, exact)
        return near

    def _asked(self, keys: tuple[Keys, Keys, Counts]) -> _Asked:
        least, most, _ = keys
        return _Asked(keys, [segment.stretches(least, most) for segment in self._segments])

    def _is_little(self, near: Near) -> bool:
        best = int(near.shared[0]) if len(near.shared) else 0
        return best * LITTLE < self._phrases.total

    # Holders

    def _holders(self, segment: int, asked: _Asked) -> Counts:
        """The rows of a segment that hold all the words in a row."""
        least, most = asked.stretches[segment]
        if not len(least):
            return np.zeros(0, np.int64)
        rarest = int(np.argmin(most - least))
        stand = self._segments[segment].order[least[rarest] : most[rarest]]
        begun = stand.astype(np.int64) - asked.keys[2][rarest]
        standing = [self._standing(segment, begun[at : at + AT_ONCE]) for at in range(0, len(begun), AT_ONCE)]
        places = np.concatenate([np.zeros(0, np.int64), *standing])
        return np.unique(self._segments[segment].rows_at(places))

    def _standing(self, segment: int, places: Counts) -> Counts:
        """Those of the places at which the words stand."""
        held, words = self._segments[segment].words, self._phrases.words
        places = places[(places >= 0) & (places <= len(held) - len(words))]
        for offset, word in enumerate(words):
            if not len(places):
                break
            places = places[held[places + offset] == word]
        return places

    # Votes

    def _called(self, asked: Sequence[_Asked]) -> list[Counts]:
        """The rows of each segment with most votes."""
        chosen, weight = self._chosen(asked)
        votes = [self._votes(place, asked, chosen, weight) for place in range(len(self._segments))]
        return _most_voted(votes, [segment.lengths for segment in self._segments])

    def _chosen(self, asked: Sequence[_Asked]) -> tuple[Counts, Counts]:
        """Which phrases vote, the rarest first, and each one's weight: how rare it is, in powers of two."""
        often = np.concatenate([each.often for each in asked])
        standing = np.flatnonzero(often)
        rarest = standing[np.argsort(often[standing], kind="stable")]
        afforded = rarest[: max(1, int(np.searchsorted(np.cumsum(often[rarest]), VOTES, side="right")))]
        places = sum(len(segment.order) for segment in self._segments)
        return afforded, 1 + np.log2(places / often[afforded]).astype(np.int64)

    def _votes(
        self, place: int, asked: Sequence[_Asked], chosen: Counts, weight: Counts
    ) -> NDArray[np.float64]:
        """Each row's votes in a segment; a phrase votes once for a letter, however often it stands there."""
        segment = self._segments[place]
        least = np.concatenate([each.stretches[place][0] for each in asked])[chosen]
        most = np.concatenate([each.stretches[place][1] for each in asked])[chosen]
        voter = np.repeat(np.arange(len(chosen)), most - least)
        rows = segment.rows_at(segment.order[spread(least, most - least)])
        once = np.ones(len(rows), np.bool_)
        once[1:] = (np.diff(rows) != 0) | (np.diff(voter) != 0)
        return np.bincount(rows[once], weights=weight[voter[once]], minlength=len(segment.lengths)).astype(
            np.float64
        )

    # Counting

    def _ranked(self, called: Sequence[Counts], holding: Sequence[Counts], exact: int) -> Near:
        """The rows called, and those that hold the words, by how much they share."""
        chosen = zip(self._segments, called, holding, strict=True)
        parts = [self._counted(*each) for each in chosen if len(each[1]) or len(each[2])]
        numbers, lengths, shared, inexact = np.concatenate([np.zeros((4, 0), np.int64), *parts], axis=1)
        ranked = np.lexsort((numbers, lengths, inexact, -shared))[: self._limit]
        ranked = ranked[shared[ranked] > 0]
        return Near(numbers[ranked], shared[ranked], exact)

    def _counted(self, segment: Segment, called: Counts, holding: Counts) -> NDArray[np.int64]:
        """Of each row its number, its length, how many phrases it shares and whether not in a row."""
        rows = np.union1d(called, holding)
        inexact = ~np.isin(rows, holding)
        shared = np.full(len(rows), self._phrases.total, np.int64)
        shared[inexact] = self._phrases.shared(segment, rows[inexact])
        return np.stack((segment.begin.number + 1 + rows, segment.lengths[rows], shared, inexact))


def _most_voted(votes: Sequence[NDArray[np.float64]], lengths: Sequence[Counts]) -> list[Counts]:
    """Of each segment the rows among the `COUNTED` with most votes, and those level with the last."""
    called = [np.flatnonzero(each > 0) for each in votes]
    ballot = np.concatenate([np.zeros(0), *(each[rows] for each, rows in zip(votes, called, strict=True))])
    if len(ballot) > COUNTED:
        last = np.partition(ballot, -COUNTED)[-COUNTED]
        called = [rows[each[rows] >= last] for each, rows in zip(votes, called, strict=True)]
    return _afforded(called, votes, lengths)


def _afforded(
    called: Sequence[Counts], votes: Sequence[NDArray[np.float64]], lengths: Sequence[Counts]
) -> list[Counts]:
    """As many of the rows as can be counted, those with more votes first, then those filed first."""
    segment = np.repeat(np.arange(len(called)), [len(rows) for rows in called])
    row = np.concatenate([np.zeros(0, np.int64), *called])
    ballot = np.concatenate([np.zeros(0), *(each[rows] for each, rows in zip(votes, called, strict=True))])
    words = np.concatenate(
        [np.zeros(0, np.int64), *(each[rows] for each, rows in zip(lengths, called, strict=True))]
    )
    first = np.argsort(-ballot, kind="stable")[:COUNTED_IF_LEVEL]
    enough = int(np.searchsorted(np.cumsum(words[first]), WORDS_COUNTED, side="right"))
    kept = np.sort(first[: max(LOOKED_AT, enough)])
    return [row[kept][segment[kept] == each] for each in range(len(called))]
