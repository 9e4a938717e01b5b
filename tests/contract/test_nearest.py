"""Finding by words: every sentence of the port about shingles, on every kind of storage."""

from __future__ import annotations

import random

import pytest

from chancery.registry.ports import Index
from tests.contract.sayings import urn
from tests.contract.storage import Durable, Storage

WIDEST = (-(2**63), 2**63 - 1)


class TestNearest:
    """`nearest` gives the statements that share most of these shingles, best first, with how many."""

    def test_best_first_and_ties_by_id(self, storage: Storage) -> None:
        """A shingle asked for twice, or standing twice in a statement, counts once."""
        index = storage.index()
        index.shingled(urn(3), [1, 2, 3])
        index.shingled(urn(2), [1, 2, 2, 9])
        index.shingled(urn(1), [1, 2, *WIDEST])
        index.shingled(urn(4), [8])
        assert storage.index().nearest([1, 1, 2, 3], 10) == ((urn(3), 3), (urn(1), 2), (urn(2), 2))
        assert storage.index().nearest([1, 2, 3], 1) == ((urn(3), 3),)
        assert storage.index().nearest(WIDEST, 10) == ((urn(1), 2),)

    def test_nothing_shared_is_nothing_found(self, storage: Storage) -> None:
        """And asking for nothing finds nothing."""
        storage.index().shingled(urn(1), [1, 2])
        assert storage.index().nearest([3], 10) == ()
        assert storage.index().nearest([], 10) == ()

    def test_more_words_may_be_added(self, storage: Storage) -> None:
        """A translation, say; the same again is once."""
        for shingles in ([1, 2], [2, 3], [2, 3]):
            storage.index().shingled(urn(1), shingles)
        assert storage.index().nearest([1, 2, 3], 10) == ((urn(1), 3),)

    def test_a_long_text_may_be_asked_for(self, storage: Storage) -> None:
        """Four hundred pages are more than a database has parameters."""
        storage.index().shingled(urn(1), range(0, 100_000, 2))
        assert storage.index().nearest(range(100_000), 10) == ((urn(1), 50_000),)

    @pytest.mark.parametrize("seed", range(3))
    def test_it_is_what_counting_gives(self, storage: Storage, seed: int) -> None:
        """Over texts that have some words in common and some not."""
        chance = random.Random(seed)
        texts = {
            urn(n): {min(chance.randrange(60), chance.randrange(60)) for _ in range(20)} for n in range(30)
        }
        for id, shingles in texts.items():
            storage.index().shingled(id, shingles)
        asked = [chance.randrange(60) for _ in range(15)]
        counted = [(id, len(shingles & set(asked))) for id, shingles in texts.items()]
        wanted = sorted((pair for pair in counted if pair[1]), key=lambda pair: (-pair[1], pair[0]))
        assert storage.index().nearest(asked, 100) == tuple(wanted)
        assert storage.index().nearest(asked, 5) == tuple(wanted[:5])


class TestFrequentShingles:
    """Phrases that stand in every letter find nothing by themselves, and are never ignored."""

    @pytest.fixture
    def letters(self, lasting: Durable) -> Index:
        """Twenty letters with the same opening (0–4), each with words of its own."""
        from chancery.store.index import DurableIndex

        index = DurableIndex(lasting.codec.open, using=lasting.record, frequent=10)
        for number in range(20):
            index.shingled(urn(number), [0, 1, 2, 3, 4, 100 + number, 200 + number])
        index.shingled(urn(50), [0, 1, 2])
        return index

    def test_a_query_of_nothing_else_still_finds(self, letters: Index) -> None:
        """All that share most of it, in the same order as ever."""
        best = letters.nearest([0, 1, 2, 3, 4], 100)
        assert best == (*((urn(number), 5) for number in range(20)), (urn(50), 3))

    def test_they_count_for_what_rarer_ones_have_found(self, letters: Index) -> None:
        """The number is exact; letters that share only the opening are left out."""
        assert letters.nearest([0, 1, 2, 3, 4, 107, 207, 999], 10) == ((urn(7), 7),)

    def test_a_rare_phrase_that_stands_nowhere_does_not_hide_the_rest(self, letters: Index) -> None:
        """An opening quoted with a slip of the pen is still found by the opening."""
        assert letters.nearest([0, 1, 2, 999], 2) == ((urn(0), 3), (urn(1), 3))
