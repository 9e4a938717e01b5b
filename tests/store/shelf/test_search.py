"""The quick search gives what looking at every letter gives, wherever nothing had to be left out."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from chancery.check import match
from chancery.record.statement import StatementId
from chancery.store.shelf.place import EMPTY
from chancery.store.shelf.search import Near, nearest
from chancery.store.shelf.segment import Segment
from tests.store.shelf.texts import Text, any_text, segment, word

Letters = Sequence[Sequence[Text]]


def in_parts(letters: Letters, parts: int) -> list[Segment]:
    segments: list[Segment] = []
    size = -(-len(letters) // parts)
    for start in range(0, len(letters), size):
        after = segments[-1].end if segments else EMPTY
        segments.append(segment(letters[start : start + size], after=after))
    return segments


def plainly(letters: Letters, asked: Sequence[int], limit: int) -> list[tuple[int, int]]:
    shelf = match.Shelf()
    shelf.shelve((StatementId(str(number)), texts) for number, texts in enumerate(letters, 1))
    found = shelf.nearest(asked, limit).candidates
    return [(int(candidate.statement), candidate.shared) for candidate in found]


def told(near: Near) -> list[tuple[int, int]]:
    return list(zip(near.numbers.tolist(), near.shared.tolist(), strict=True))


def misread(text: Sequence[int], share: float, chance: random.Random) -> list[int]:
    return [each if chance.random() > share else word(chance.randrange(10**6, 10**7)) for each in text]


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("seed", range(8))
def test_a_phrase_finds_the_same_letters_in_the_same_order(seed: int, parts: int) -> None:
    """With words misread, and however the letters are divided."""
    chance = random.Random(seed)
    letters = [[any_text(chance) for _ in range(chance.randrange(1, 3))] for _ in range(70)]
    segments = in_parts(letters, parts)
    for _ in range(30):
        text = chance.choice(letters)[0]
        start = chance.randrange(len(text))
        asked = misread(text[start : start + chance.randrange(1, 8)], 0.15, chance)
        assert told(nearest(segments, asked, 70)) == plainly(letters, asked, 70)


@pytest.mark.parametrize("length", [2, 3, 8, 12])
def test_every_holder_is_counted_and_no_other(length: int) -> None:
    """Of words of which there are only eight, so that every three of them are everywhere."""
    chance = random.Random(length)
    letters = [[any_text(chance, words=8, most=60)] for _ in range(400)]
    segments = in_parts(letters, 3)
    for _ in range(30):
        text = chance.choice([text for [text] in letters if len(text) >= length])
        start = chance.randrange(len(text) - length + 1)
        asked = text[start : start + length]
        near = nearest(segments, asked, 10)
        holders = {n for n, [text] in enumerate(letters, 1) if match.in_a_row(asked, text)}
        assert near.exact == len(holders)
        assert set(near.numbers[: near.exact].tolist()) <= holders


def test_of_a_family_the_right_one_comes_first() -> None:
    """Two hundred statements that differ in three words, a fifth of the copy misread elsewhere."""
    chance = random.Random(5)
    common = [word(number) for number in range(1, 250)]
    letters = [
        [(*common[:80], word(1000 + n), *common[80:160], word(2000 + n), *common[160:])] for n in range(200)
    ]
    for right in range(0, 200, 9):
        [text] = letters[right]
        kept = range(75, 85)
        asked = [
            each if n in kept else wrong
            for n, (each, wrong) in enumerate(zip(text, misread(text, 0.2, chance), strict=True))
        ]
        assert nearest([segment(letters)], asked, 20).numbers[0] == right + 1


def test_among_thousands_that_are_level_the_one_that_shares_most_is_found_by_what_is_rare_in_it() -> None:
    common = [word(number) for number in range(1, 60)]
    letters = [[(*common, word(1000 + n))] for n in range(5_000)]
    for right in (0, 2_500, 4_999):
        asked = [word(7), *common[30:], word(1000 + right)]
        assert nearest([segment(letters)], asked, 5).numbers[0] == right + 1


def test_a_long_copy_is_found_by_twos_where_no_three_of_its_words_were_read() -> None:
    text = tuple(word(number) for number in range(1, 200))
    asked = [word(10**6 + n) if n % 3 == 0 else each for n, each in enumerate(text)]
    assert nearest([segment([[text], [tuple(reversed(text))]])], asked, 5).numbers.tolist() == [1]


def test_nothing_is_found_on_an_empty_shelf() -> None:
    assert nearest([], [word(1), word(2), word(3)], 5).exact == 0
