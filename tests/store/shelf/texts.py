"""Letters to be shelved: few words, much in common, and numbers as far apart as those of real words."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from chancery.check.word_numbers import NO_WORD
from chancery.store.shelf.place import EMPTY, Place
from chancery.store.shelf.segment import Segment, sort

Text = tuple[int, ...]


def word(number: int) -> int:
    """As far from its neighbours as numbers of real words are (Knuth, volume 3, 6.4: the golden ratio)."""
    return number * 2654435769 % 2**32


def any_text(chance: random.Random, *, words: int = 40, most: int = 40) -> Text:
    """Some words often, others seldom."""
    length = chance.randrange(3, most)
    return tuple(word(min(chance.randrange(1, words), chance.randrange(1, words))) for _ in range(length))


def segment(letters: Sequence[Sequence[Text]], *, after: Place = EMPTY) -> Segment:
    """Letters with their texts, sorted."""
    words: list[int] = []
    starts = [0]
    for texts in letters:
        for text in texts:
            words += [*text, NO_WORD]
        starts.append(len(words))
    number = after.number + len(letters)
    end = Place(number, number.to_bytes(16, "big"))
    return sort(after, end, np.array(words, np.uint32), np.array(starts))
