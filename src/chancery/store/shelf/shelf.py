"""The letters of one database, found by their words.

What was filed since the last question is read from the rows and sorted; segments that
have grown alike are joined, so that there are few.  Large ones are written to files,
for the next process, if there is a folder for them that this one may write to.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from chancery.check.match import Candidate, Found
from chancery.errors import Unavailable
from chancery.record.statement import StatementId
from chancery.store.shelf import bound, rows
from chancery.store.shelf.place import EMPTY, Place
from chancery.store.shelf.search import nearest
from chancery.store.shelf.segment import Segment, joined, sort

MOST_WORDS = 1 << 24
"""Segments are joined up to so many words: some 65,000 letters, half a gigabyte while they are sorted."""

WORTH_A_FILE = 1 << 18
"""Smaller segments are sorted by every process for itself, in a few milliseconds."""


class Shelf:
    """The shelf of the database *using*; *folder* is where its segments lie, None if only in memory."""

    def __init__(
        self,
        using: str,
        folder: Path | None = None,
        *,
        most_words: int = MOST_WORDS,
        worth_a_file: int = WORTH_A_FILE,
    ) -> None:
        self._using = using
        self._folder = folder
        self._most_words = most_words
        self._worth_a_file = worth_a_file
        self._one_at_a_time = Lock()
        self._segments: tuple[Segment, ...] = ()

    def nearest(self, words: Sequence[int], limit: int) -> Found:
        """See `chancery.check.match.Candidates`."""
        near = nearest(self.caught_up(), words, limit)
        named = rows.ids(self._using, near.numbers.tolist())
        found: dict[StatementId, Candidate] = {}
        for number, shared in zip(near.numbers.tolist(), near.shared.tolist(), strict=True):
            if number in named:
                found.setdefault(named[number], Candidate(statement=named[number], shared=shared))
        return Found(candidates=tuple(found.values()), exact=near.exact)

    def caught_up(self) -> tuple[Segment, ...]:
        """
        All that is filed, as segments that follow one another.

        Raises `Unavailable` while another process empties and fills the index.
        """
        with self._one_at_a_time:
            upto = rows.filled(self._using)
            if self._reached != upto and not rows.holds(self._using, self._reached):
                self._segments = ()  # the index was emptied, and filled with other letters
            while self._reached.number < upto.number:
                self._take(upto)
            return self._segments

    @property
    def _reached(self) -> Place:
        return self._segments[-1].end if self._segments else EMPTY

    def _take(self, upto: Place) -> None:
        """One segment more."""
        found = self._bound()
        if found is not None:
            self._segments = (*self._segments, found)
        else:
            self._join(self._sorted(upto))

    def _bound(self) -> Segment | None:
        """What follows, from a file made of the rows that are held."""
        if self._folder is None:
            return None
        segments = bound.following(self._folder, self._reached)
        return next((each for each in segments if rows.holds(self._using, each.end)), None)

    def _sorted(self, upto: Place) -> Segment:
        """What follows, from the rows: as many as may stand in one segment."""
        texts: list[bytes] = []
        starts, end = [0], self._reached
        for row in rows.after(self._using, self._reached):
            texts.append(row.words)
            starts.append(starts[-1] + len(row.words) // rows.OCTETS)
            end = row.place
            if starts[-1] >= self._most_words or end.number == upto.number:
                break
        if not texts:
            raise Unavailable("The index is being filled again; ask again in a moment.")
        words = np.frombuffer(b"".join(texts), "<u4").astype(np.uint32, copy=False)
        return sort(self._reached, end, words, np.array(starts, np.int64))

    def _join(self, fresh: Segment) -> None:
        """Put a segment to the others, and together with the last of them while they are much alike."""
        segments = [*self._segments, fresh]
        while len(segments) > 1 and self._belong_together(*segments[-2:]):
            segments[-2:] = [joined(*segments[-2:])]
        if self._folder is not None and segments[-1].length >= self._worth_a_file:
            segments[-1] = bound.bind(self._folder, segments[-1])
        self._segments = tuple(segments)

    def _belong_together(self, first: Segment, second: Segment) -> bool:
        # The first at most twice as long: each word is then sorted anew only as often as
        # the record doubles, and there are never many segments to search.
        return first.length <= 2 * second.length and first.length + second.length <= self._most_words
