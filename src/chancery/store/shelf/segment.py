"""The words of many letters in a row, and every place in them sorted by the three words that stand there.

A phrase of three words stands at a stretch of neighbours in the sorted places, a phrase
of two at a longer one, a single word at a longer one still.  The sorting key packs the
upper bits of the three words into 64; two phrases with one key are so rare that they
may call up a letter too many, and where it counts the words themselves are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chancery.store.shelf.place import Place

Words: TypeAlias = NDArray[np.uint32]
Keys: TypeAlias = NDArray[np.uint64]
Counts: TypeAlias = NDArray[np.int64]

STRIDE = 8
"""Of so many sorted places the first one's key is kept ready; the others are worked out when asked."""

BITS = (22, 21, 21)
"""How many of its 32 bits each word lends to the key."""

PADDING = 2
"""Places past the last word, so that three words can be read anywhere."""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """
    Rows *begin* + 1 to *end* of the shelf, one after another.

    `words` are the rows' words, each text ended by `NO_WORD`, and `PADDING` more of
    these; row number *i* stands at ``starts[i]`` to ``starts[i + 1]``; `order` are the
    places that are words, sorted; `fences` the keys at every `STRIDE`-th of them.
    """

    begin: Place
    end: Place
    words: Words
    starts: Counts
    order: Words
    fences: Keys

    @property
    def length(self) -> int:
        """How many words, ends of texts included."""
        return len(self.words) - PADDING

    @cached_property
    def lengths(self) -> Counts:
        """The same for each row."""
        return np.diff(self.starts)

    def stretches(self, least: Keys, most: Keys) -> tuple[Counts, Counts]:
        """From where to where in `order` the keys lie between *least* and *most*, both included."""
        return self._before(least, "left"), self._before(most, "right")

    def rows_at(self, places: NDArray[np.integer]) -> Counts:
        """In which row, counted from nought, each of the places is."""
        return np.searchsorted(self.starts, places, side="right") - 1

    def _before(self, keys: Keys, side: str) -> Counts:
        """How many places have a smaller key; with *side* right, how many have no larger one."""
        fence = np.searchsorted(self.fences, keys, side="left" if side == "left" else "right")
        first = np.maximum(fence - 1, 0) * STRIDE
        sorted_places = first[:, None] + np.arange(STRIDE)
        near = key_at(self.words, self.order[np.minimum(sorted_places, len(self.order) - 1)])
        before = near < keys[:, None] if side == "left" else near <= keys[:, None]
        inside: Counts = np.count_nonzero(before & (sorted_places < len(self.order)), axis=1)
        return first + inside


def sort(begin: Place, end: Place, words: Words, starts: Counts) -> Segment:
    """A segment of these rows; *words* without the padding."""
    padded = np.concatenate((words, np.zeros(PADDING, np.uint32)))
    places = np.flatnonzero(words).astype(np.uint32)
    keys = key_of(*(padded[offset : offset + len(words)] for offset in range(3)))[places]
    # Stable, so that places with one key keep their order, and rows theirs.
    sequence = np.argsort(keys, kind="stable")
    return Segment(
        begin=begin,
        end=end,
        words=padded,
        starts=starts,
        order=places[sequence],
        fences=keys[sequence[::STRIDE]],
    )


def joined(first: Segment, second: Segment) -> Segment:
    """One segment of two that follow one another."""
    assert first.end == second.begin
    words = np.concatenate((first.words[:-PADDING], second.words[:-PADDING]))
    return sort(
        first.begin, second.end, words, np.concatenate((first.starts, second.starts[1:] + first.length))
    )


def key_at(words: Words, places: NDArray[np.integer]) -> Keys:
    """The keys of the three words at each of the places."""
    places = places.astype(np.int64)
    return key_of(words[places], words[places + 1], words[places + 2])


def key_of(first: Words, second: Words, third: Words) -> Keys:
    """The first word's upper bits, then the second's, then the third's."""
    key = (first >> np.uint32(32 - BITS[0])).astype(np.uint64)
    for word, bits in zip((second, third), BITS[1:], strict=True):
        key = (key << np.uint64(bits)) | (word >> np.uint32(32 - bits)).astype(np.uint64)
    return key
