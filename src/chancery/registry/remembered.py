"""Registered words, opened and taken apart once for everybody who compares with them.

They are public and never change, and whoever compares them with a copy is not remembered
with them.  Nothing that a reader brings comes here, and no draft.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Generic, TypeAlias, TypeVar

from chancery.check.reading import Reading
from chancery.check.words import readings
from chancery.record.words import Words
from chancery.seal.words_form import open_words

MOST_OPENED = 4_000_000
"""Octets of sealed words that are kept open."""

MOST_TAKEN_APART = 2_000_000
"""Characters of text that are kept taken apart; each takes some thirty octets then."""

Turns: TypeAlias = Callable[[], AbstractContextManager[Any]]
"""Makes something that lets one thread in at a time, where there are several."""

K = TypeVar("K")
V = TypeVar("V")


class Remembered:
    """What was opened and taken apart last, up to the bounds; the rest is done anew."""

    def __init__(
        self,
        *,
        opened: int = MOST_OPENED,
        taken_apart: int = MOST_TAKEN_APART,
        turns: Turns = nullcontext,
    ) -> None:
        self._opened: _Bounded[tuple[bytes, bytes], Words] = _Bounded(opened, turns)
        self._readings: _Bounded[tuple[str, ...], Sequence[Reading]] = _Bounded(taken_apart, turns)

    def opened(self, sealed: bytes, digest: bytes) -> Words:
        """See `chancery.seal.words_form.open_words`; what cannot be opened is not remembered."""
        return self._opened.found((digest, sealed), len(sealed), lambda: open_words(sealed, digest))

    def readings(self, words: Words) -> Sequence[Reading]:
        """See `chancery.check.words.readings`."""
        texts = tuple(text.text for text in words)
        return self._readings.found(texts, sum(map(len, texts)), lambda: readings(words))


class _Bounded(Generic[K, V]):
    """What was made, by what it was made of; what nobody asked for longest makes room."""

    def __init__(self, most: int, turns: Turns) -> None:
        self._left = most
        self._made: OrderedDict[K, tuple[int, V]] = OrderedDict()
        self._one_at_a_time = turns()

    def found(self, key: K, weight: int, make: Callable[[], V]) -> V:
        with self._one_at_a_time:
            known = self._made.get(key)
            if known is not None:
                self._made.move_to_end(key)
                return known[1]
        made = make()
        with self._one_at_a_time:
            if key not in self._made:
                self._made[key] = (weight, made)
                self._left -= weight
            while self._left < 0:
                _, (gone, _) = self._made.popitem(last=False)
                self._left += gone
        return made
