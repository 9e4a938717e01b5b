"""Finding by words: every sentence of `Candidates` and of the port, on every kind of storage."""

from __future__ import annotations

import random

import pytest

from chancery.check.match import Candidate, Found, Shelf
from chancery.record.statement import StatementId
from chancery.registry.ports import Index
from tests.contract.sayings import urn
from tests.contract.storage import Storage

LARGEST = 2**32 - 1


def word(number: int) -> int:
    """As far from its neighbours as numbers of real words are (Knuth, volume 3, 6.4: the golden ratio)."""
    return number * 2654435769 % 2**32


def words(*numbers: int) -> list[int]:
    return [word(number) for number in numbers]


def shelve(storage: Storage, *texts: list[int]) -> Index:
    """Letters 0, 1, 2 …, each filed by itself, as when they are released one after another."""
    for number, text in enumerate(texts):
        storage.index().shelve([(urn(number), [text])])
    return storage.index()


def found(index: Index, asked: list[int], limit: int = 10) -> list[StatementId]:
    return [candidate.statement for candidate in index.nearest(asked, limit).candidates]


class TestNearest:
    """The letters that share most phrases with some words, at most so many."""

    def test_the_phrases_that_are_shared_are_counted(self, storage: Storage) -> None:
        """Single words, twos and threes, each as often as it stands in both."""
        index = shelve(storage, words(1, 2, 3, 9, 9), words(8, 1, 2, 8), words(1, 7, 2, 7, 3), words(5, 6))
        assert index.nearest(words(1, 2, 3), 10) == Found(
            candidates=(Candidate(statement=urn(0), shared=6), Candidate(statement=urn(1), shared=3)), exact=1
        )

    def test_of_equals_those_with_the_words_in_a_row_come_first_then_the_shorter(
        self, storage: Storage
    ) -> None:
        """And then those that were filed first."""
        index = shelve(
            storage, words(9, 1, 2, 3, 4), words(9, 9, 1, 2, 3, 4), words(1, 2, 3, 4), words(8, 1, 2, 3, 4)
        )
        assert found(index, words(1, 2, 3, 4)) == [urn(2), urn(0), urn(3), urn(1)]
        assert found(index, words(1, 2, 3, 4), limit=1) == [urn(2)]

    def test_every_letter_with_the_words_in_a_row_is_counted(self, storage: Storage) -> None:
        """However many, and however few are asked for."""
        index = storage.index()
        index.shelve((urn(number), [words(7, 1, 2, 3, 1, 2, 3, number + 10)]) for number in range(500))
        for asked, exact in (
            (words(1, 2, 3), 500),
            (words(3, 1, 2), 500),
            (words(3, 33), 1),
            (words(2, 3, 2), 0),
        ):
            near = storage.index().nearest(asked, 5)
            assert (near.exact, len(near.candidates) <= 5) == (exact, True), asked

    def test_words_are_not_in_a_row_across_two_texts(self, storage: Storage) -> None:
        """The end of the English and the beginning of the Arabic are no phrase."""
        storage.index().shelve([(urn(1), [words(1, 2, 3), words(4, 5, 6)])])
        assert storage.index().nearest(words(2, 3, 4, 5), 10).exact == 0
        assert storage.index().nearest(words(4, 5, 6), 10).exact == 1

    def test_nothing_shared_is_nothing_found(self, storage: Storage) -> None:
        """And asking for nothing, or for a single word, finds nothing."""
        storage.index().shelve([(urn(1), [words(1, 2, 3)]), (urn(2), [[]])])
        for asked in ([], words(1), words(9, 8, 7), words(1, 3), words(9) * 30):
            assert storage.index().nearest(asked, 10) == Found()

    def test_a_phrase_with_a_slip_of_the_pen_is_found_by_two_of_its_words(self, storage: Storage) -> None:
        """A short one; there is nothing else to find it by."""
        index = shelve(storage, words(1, 2, 3, 4, 5), words(6, 7, 8))
        assert found(index, words(1, 2, 99, 4)) == [urn(0)]

    def test_a_long_copy_with_every_third_word_misread_is_found(self, storage: Storage) -> None:
        """No three of its words stand together."""
        index = shelve(storage, words(*range(1, 200)), words(*range(500, 700)))
        assert found(index, [word(each if each % 3 else 9000 + each) for each in range(50, 90)]) == [urn(0)]

    def test_the_largest_number_is_a_word_like_any(self, storage: Storage) -> None:
        """Numbers have 32 bits and no sign."""
        index = shelve(storage, [LARGEST, LARGEST - 1, LARGEST], [1, LARGEST, 1])
        assert index.nearest([LARGEST, LARGEST - 1, LARGEST], 10).exact == 1

    def test_a_long_text_may_be_asked_for(self, storage: Storage) -> None:
        """Four hundred pages."""
        pages = words(*range(1, 100_000))
        storage.index().shelve([(urn(1), [pages]), (urn(2), [words(*range(200_000, 200_050))])])
        near = storage.index().nearest(pages, 10)
        assert ([candidate.statement for candidate in near.candidates], near.exact) == ([urn(1)], 1)

    @pytest.mark.parametrize("seed", range(3))
    def test_it_is_what_looking_at_every_letter_gives(self, storage: Storage, seed: int) -> None:
        """Over letters that have much in common, asked with a few of their words changed."""
        chance = random.Random(seed)
        plain, letters = Shelf(), [(urn(n), [_any_text(chance)]) for n in range(60)]
        plain.shelve(letters)
        storage.index().shelve(letters)
        for _ in range(20):
            _, [text] = chance.choice(letters)
            start = chance.randrange(len(text) - 7)
            asked = [each if chance.random() > 0.1 else word(999) for each in text[start : start + 7]]
            assert storage.index().nearest(asked, 60) == plain.nearest(asked, 60)


def _any_text(chance: random.Random) -> list[int]:
    return [
        word(min(chance.randrange(1, 40), chance.randrange(1, 40))) for _ in range(chance.randrange(8, 40))
    ]


class TestShelve:
    """What is filed is added to what was, and twice is once."""

    def test_more_words_may_be_added(self, storage: Storage) -> None:
        """A translation that was shown later, say."""
        for texts in ([words(1, 2, 3)], [words(1, 2, 3), words(4, 5, 6)], [words(4, 5, 6)]):
            storage.index().shelve([(urn(1), texts)])
        for asked in (words(1, 2, 3), words(4, 5, 6)):
            near = storage.index().nearest(asked, 10)
            assert (near.candidates, near.exact) == ((Candidate(statement=urn(1), shared=6),), 1)

    def test_what_another_process_filed_is_found_here(self, storage: Storage) -> None:
        """Without either being told."""
        ours, theirs = storage.index(), storage.index()
        for number in range(5):
            theirs.shelve([(urn(number), [words(number + 10, 1, 2)])])
            assert found(ours, words(number + 10, 1, 2), limit=1) == [urn(number)]

    def test_what_was_forgotten_is_found_no_more(self, storage: Storage) -> None:
        """Also by a process that had found it, and when other letters have taken its place."""
        ours, theirs = shelve(storage, words(1, 2, 3), words(4, 5, 6)), storage.index()
        assert found(ours, words(1, 2, 3)) == [urn(0)]
        theirs.clear()
        assert ours.nearest(words(1, 2, 3), 10) == Found()
        theirs.shelve([(urn(7), [words(4, 5, 6)]), (urn(8), [words(1, 2, 3)])])
        assert found(ours, words(1, 2, 3)) == [urn(8)]
