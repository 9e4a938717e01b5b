"""Every place in the words of many letters, sorted by the three words that stand there."""

from __future__ import annotations

import random

import numpy as np
import pytest

from chancery.store.shelf.segment import joined, key_at, key_of
from tests.store.shelf.texts import any_text, segment, word


@pytest.mark.parametrize("seed", range(5))
def test_a_phrase_stands_where_its_stretch_says_and_nowhere_else(seed: int) -> None:
    chance = random.Random(seed)
    held = segment([[any_text(chance), any_text(chance)] for _ in range(chance.randrange(1, 40))])
    wanted = np.array([[word(chance.randrange(1, 45)) for _ in range(3)] for _ in range(50)], np.uint32)
    keys = key_of(wanted[:, 0], wanted[:, 1], wanted[:, 2])
    first, after = held.stretches(keys, keys)
    for three, start, end in zip(wanted, first, after, strict=True):
        there = [at for at in range(held.length) if (held.words[at : at + 3] == three).all()]
        assert held.order[start:end].tolist() == there


def test_the_places_are_those_of_words_in_the_order_of_their_keys() -> None:
    chance = random.Random(9)
    held = segment([[any_text(chance)] for _ in range(30)])
    assert sorted(held.order.tolist()) == np.flatnonzero(held.words).tolist()
    keys = key_at(held.words, held.order)
    assert (keys[1:] >= keys[:-1]).all()


def test_two_that_are_joined_are_one_that_was_sorted_at_once() -> None:
    chance = random.Random(4)
    letters = [[any_text(chance)] for _ in range(20)]
    first = segment(letters[:7])
    both, whole = joined(first, segment(letters[7:], after=first.end)), segment(letters)
    assert (both.begin, both.end) == (whole.begin, whole.end)
    for part in ("words", "starts", "order", "fences"):
        assert (getattr(both, part) == getattr(whole, part)).all(), part


def test_a_place_belongs_to_its_letter() -> None:
    held = segment([[(word(1), word(2))], [(word(3),), (word(4), word(5))]])
    assert held.rows_at(np.array([0, 1, 3, 5, 6])).tolist() == [0, 0, 1, 1, 1]
