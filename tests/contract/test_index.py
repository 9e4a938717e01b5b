"""Everything that can be looked up: every sentence of the port, on every kind of storage."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from chancery.check.match import Found
from chancery.errors import Conflict, OutOfOrder, SplitView
from chancery.record.code import code_of
from chancery.record.entry import Entry
from chancery.record.slice import Shelf, Sources, bearing_on
from chancery.record.statement import Instant, Institution, KeyName, StatementId, Verb
from chancery.registry.ports import Index
from tests.contract.sayings import (
    GENERAL,
    IQ,
    MINISTER,
    US,
    any_record,
    arrived,
    charter,
    clause,
    notice,
    statement,
    tell,
    triples,
    urn,
)
from tests.contract.storage import Codec, Durable, Storage

if TYPE_CHECKING:
    from chancery.store.index import DurableIndex


def found(sources: Sources, size: int) -> dict[str, list[StatementId]]:
    """The answer to every look-up that could be asked about a record of that size."""
    ids = [urn(number) for number in range(size)]
    answers: dict[str, list[Entry]] = {}
    for id in ids:
        entry = sources.entry(id)
        answers[f"entry {id}"] = [] if entry is None else [entry]
        answers[f"notices {id}"] = list(sources.notices_on(id))
        answers[f"successors {id}"] = list(sources.successors_of(id))
    for institution, office, verb in itertools.product((US, IQ), (GENERAL, MINISTER), Verb):
        for implementing in (None, *ids):
            name = f"acts {institution} {office} {verb} {implementing}"
            answers[name] = list(sources.acts(institution, office, verb, implementing))
    for institution in (US, IQ):
        answers[f"charters {institution}"] = list(sources.charters(institution))
        answers[f"keys {institution}"] = list(sources.key_notices(institution, KeyName("k1")))
    for fact in ("lunch", "rain", "snow"):
        answers[f"fact {fact}"] = list(sources.certifications(fact))
    return {name: sorted(entry.id for entry in entries) for name, entries in answers.items()}


class TestSources:
    """The index answers as a shelf does on which every entry stands where it is looked for."""

    @pytest.mark.parametrize("seed", range(4))
    def test_every_look_up_is_that_of_the_shelf(self, storage: Storage, seed: int) -> None:
        """Over records in which much bears on much, in two logs that arrive in turns."""
        record = any_record(random.Random(seed), 40)
        index = fill(storage, record)
        answers = found(index, 40)
        assert answers == found(Shelf(record), 40)
        assert Counter(bool(entries) for entries in answers.values())[True] > 40

    @pytest.mark.parametrize("seed", range(4))
    def test_the_slice_is_that_of_the_shelf(self, storage: Storage, seed: int) -> None:
        """Same entries, same order."""
        record = any_record(random.Random(seed), 40)
        index = fill(storage, record)
        shelf = Shelf([arrived(entry, number) for number, entry in enumerate(record, 1)])
        for number in range(40):
            assert bearing_on(urn(number), index) == bearing_on(urn(number), shelf)

    def test_many_are_looked_up_as_each_would_be(self, storage: Storage) -> None:
        """In the order asked, each once; what is not held is left out, and more than one query takes fits."""
        index = fill(storage, any_record(random.Random(1), 40))
        asked = [*map(urn, (7, 3, 7, 900, 11)), *map(urn, range(2_000, 5_000)), urn(39)]
        alone = [index.entry(id) for id in dict.fromkeys(asked)]
        assert list(index.entries(asked)) == [entry for entry in alone if entry is not None]
        assert index.entries(()) == ()

    def test_entries_come_back_as_they_went_in(self, storage: Storage) -> None:
        """With the order of their log time and arrival, whatever order they were given."""
        first, second = statement(1), replace(statement(2), order=77)
        index = tell(storage, first, second)
        assert index.entry(first.id) == arrived(first, 1)
        assert index.entry(second.id) == arrived(second, 2)

    def test_look_ups_give_the_oldest_first(self, storage: Storage) -> None:
        """By log time, whichever log it was; at the same moment, by arrival."""
        target = urn(99)
        tell(storage, *(notice(n, Verb.WITHDRAW, target, at=at) for n, at in ((1, 10), (2, 30), (3, 30))))
        index = tell(
            storage,
            *(
                notice(n, Verb.WITHDRAW, target, at=at, institution=IQ)
                for n, at in ((4, 5), (5, 30), (6, 40))
            ),
        )
        assert [entry.id for entry in index.notices_on(target)] == [urn(n) for n in (4, 1, 2, 3, 5, 6)]

    def test_an_id_belongs_to_the_entry_that_used_it_first(self, storage: Storage) -> None:
        """A later one, by mistake or in malice, is kept in its log and found nowhere."""
        tell(storage, statement(1, reference="ours"))
        index = tell(storage, statement(1, institution=IQ, reference="theirs"), statement(2, institution=IQ))
        kept = index.entry(urn(1))
        assert kept is not None
        assert kept.institution == US
        assert index.position(urn(1)) == (US, 0)
        assert index.referenced("theirs") == ()
        assert index.reached(IQ) == 2

    def test_an_id_used_twice_in_one_breath_belongs_to_the_first(self, storage: Storage) -> None:
        """Also when both arrive together."""
        index = tell(storage, statement(1, reference="first"), statement(1, reference="second"))
        assert index.referenced("first") == (urn(1),)
        assert index.referenced("second") == ()

    def test_what_is_not_held_is_not_given(self, storage: Storage) -> None:
        """An empty index answers nothing, and fails at nothing."""
        assert found(storage.index(), 3) == found(Shelf(), 3)
        assert storage.index().position(urn(1)) is None


def fill(storage: Storage, record: list[Entry]) -> Index:
    """Take in a record of two logs in the order in which it was made, an entry at a time or several."""
    reached: Counter[Institution] = Counter()
    for institution, some in itertools.groupby(record, key=lambda entry: entry.institution):
        entries = list(some)
        tell(storage, *entries, first=reached[institution])
        reached[institution] += len(entries)
    return storage.index()


class TestAdd:
    """`add` takes in entries of one institution in log order; twice is once."""

    def test_how_far_a_log_was_taken_in(self, storage: Storage) -> None:
        """The number of its entries, each log by itself."""
        assert storage.index().reached(US) == 0
        tell(storage, statement(1), statement(2))
        tell(storage, statement(3), first=2)
        index = tell(storage, statement(4, institution=IQ))
        assert (index.reached(US), index.reached(IQ)) == (3, 1)

    def test_a_log_may_begin_with_what_is_no_act(self, storage: Storage) -> None:
        """The genesis has no entry, so the first one given may be that at index 1."""
        index = tell(storage, statement(1), first=1)
        assert index.reached(US) == 2
        assert index.position(urn(1)) == (US, 1)

    def test_twice_is_once(self, storage: Storage) -> None:
        """Whole or in part; nothing is found twice."""
        given = triples(storage.codec, [statement(n, reference="1/2020") for n in range(4)])
        for some in (given[:2], given, given[1:3]):
            storage.index().add(some)
        assert storage.index().reached(US) == 4
        assert storage.index().referenced("1/2020") == tuple(urn(n) for n in range(4))

    def test_nothing_at_all_may_be_added(self, storage: Storage) -> None:
        """A log that has not grown."""
        storage.index().add([])
        assert storage.index().reached(US) == 0

    def test_another_reading_of_the_same_index_is_a_split_view(self, storage: Storage) -> None:
        """Nothing of what came with it is taken in."""
        tell(storage, statement(1), statement(2))
        with pytest.raises(SplitView, match=r"Entry 1 of us\.demo"):
            tell(storage, statement(3), statement(4), first=1)
        assert storage.index().reached(US) == 2
        assert storage.index().entry(urn(4)) is None

    @pytest.mark.parametrize("order", [(1, 0), (0, 0), (0, 2, 1)])
    def test_entries_out_of_order_are_refused(self, storage: Storage, order: tuple[int, ...]) -> None:
        """All of them: the log's order is what settles who was first."""
        given = [
            (place, storage.codec.write(statement(number)), statement(number))
            for number, place in enumerate(order)
        ]
        with pytest.raises(OutOfOrder):
            storage.index().add(given)
        assert storage.index().reached(US) == 0
        assert storage.index().entry(urn(0)) is None

    def test_several_may_fill_it_at_once(self, storage: Storage) -> None:
        """Each entry is there once, in whatever order the logs arrived."""
        logs = [triples(storage.codec, [statement(n) for n in range(20)])] * 3
        logs += [triples(storage.codec, [statement(100 + n, institution=IQ) for n in range(20)])] * 3

        def take_in(log: list[tuple[int, bytes, Entry]]) -> None:
            try:
                for start in range(0, 20, 5):
                    _insist(storage.index(), log[start : start + 5])
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(logs)) as fillers:
            list(fillers.map(take_in, logs))
        index = storage.index()
        assert (index.reached(US), index.reached(IQ)) == (20, 20)
        assert index.recent(US, 100) == tuple(urn(n) for n in reversed(range(20)))
        assert index.recent(IQ, 100) == tuple(urn(100 + n) for n in reversed(range(20)))


def _insist(index: Index, entries: list[tuple[int, bytes, Entry]]) -> None:
    """Read again and retry, as `Conflict` asks."""
    for _ in range(20):
        try:
            return index.add(entries)
        except Conflict:
            continue
    raise AssertionError("still in conflict after twenty attempts")


class TestSeen:
    """`seen` is the moment up to which a record is known; None if it is not held."""

    def test_a_record_nobody_saw_is_not_held(self, storage: Storage) -> None:
        """Having some entries of it is not holding it in full."""
        index = tell(storage, statement(1))
        assert index.seen(US) is None
        assert index.institutions() == frozenset()

    def test_what_was_seen_is_held(self, storage: Storage) -> None:
        """Even a record with nothing in it."""
        storage.index().saw(US, Instant(10))
        storage.index().saw(IQ, Instant(0))
        assert storage.index().seen(US) == 10
        assert storage.index().seen(IQ) == 0
        assert storage.index().institutions() == {US, IQ}
        assert storage.index().reached(US) == 0

    def test_what_was_seen_is_not_unseen(self, storage: Storage) -> None:
        """An older report arriving late changes nothing."""
        for at in (10, 30, 20):
            storage.index().saw(US, Instant(at))
        assert storage.index().seen(US) == 30

    def test_seeing_and_taking_in_do_not_disturb_each_other(self, storage: Storage) -> None:
        """They are two facts about one log."""
        storage.index().saw(US, Instant(10))
        tell(storage, statement(1))
        storage.index().saw(US, Instant(20))
        assert storage.index().reached(US) == 1
        assert storage.index().seen(US) == 20


class TestFinding:
    """What people search by."""

    def test_a_statement_is_found_by_its_printed_code(self, storage: Storage) -> None:
        """Two with the same code are two answers."""
        twin = StatementId(urn(7)[:-1] + "1")
        first = statement(7)
        second = replace(statement(7, at=8), id=twin)
        index = tell(storage, first, second, statement(8))
        assert code_of(twin) == code_of(first.id)
        assert index.coded(code_of(first.id)) == (first.id, twin)
        assert index.coded("no code") == ()

    def test_a_statement_whose_id_has_no_code_is_still_taken_in(self, storage: Storage) -> None:
        """Other institutions may name theirs otherwise."""
        odd = replace(statement(1, reference="1/2020"), id=StatementId("L"))
        index = tell(storage, odd)
        assert index.entry(StatementId("L")) == arrived(odd, 1)
        assert index.referenced("1/2020") == ("L",)

    def test_a_charter_has_a_position_and_no_code(self, storage: Storage) -> None:
        """Nobody prints one on a letter."""
        index = tell(storage, charter(1))
        assert index.position(urn(1)) == (US, 0)
        assert index.coded(code_of(urn(1))) == ()

    def test_a_reference_may_lead_to_two_statements(self, storage: Storage) -> None:
        """Of any institution, oldest first."""
        tell(storage, statement(1, at=20, reference="1/2020"), statement(2, reference="2/2020", at=21))
        index = tell(storage, statement(3, at=10, reference="1/2020", institution=IQ))
        assert index.referenced("1/2020") == (urn(3), urn(1))
        assert index.referenced("3/2020") == ()

    @pytest.mark.parametrize("reference", ["1\0/2020", "x" * 60_000, "", "١/٢٠٢٠", "'; --", "%s"])
    def test_a_reference_is_any_text(self, storage: Storage, reference: str) -> None:
        """Strangers choose theirs."""
        index = tell(storage, statement(1, reference=reference), statement(2, reference="else"))
        assert index.referenced(reference) == (urn(1),)

    def test_the_newest_statements_come_first(self, storage: Storage) -> None:
        """Of that institution, no charters, no more than asked for."""
        tell(storage, statement(1), charter(2), notice(3, Verb.WITHDRAW, urn(1)), statement(4))
        index = tell(storage, statement(5, institution=IQ))
        assert index.recent(US, 10) == (urn(4), urn(3), urn(1))
        assert index.recent(US, 2) == (urn(4), urn(3))
        assert index.recent(US, 0) == ()

    def test_disclaimers_come_newest_first(self, storage: Storage) -> None:
        """Those of that institution, and no other notices."""
        tell(storage, notice(1, Verb.DISCLAIM), notice(2, Verb.WITHDRAW, urn(1)), notice(3, Verb.DISCLAIM))
        index = tell(storage, notice(4, Verb.DISCLAIM, institution=IQ))
        assert index.disclaimed(US) == (urn(3), urn(1))
        assert index.disclaimed(Institution("fr.demo")) == ()


class TestClear:
    """The index holds nothing that the logs do not say: it can be emptied and filled again."""

    def test_nothing_is_left(self, storage: Storage) -> None:
        """Neither entries nor words nor what was seen."""
        tell(storage, *any_record(random.Random(1), 20))
        storage.index().saw(US, Instant(10))
        storage.index().shelve([(urn(1), [[1, 2, 3]])])
        storage.index().clear()
        index = storage.index()
        assert found(index, 20) == found(Shelf(), 20)
        assert (index.reached(US), index.seen(US), index.institutions()) == (0, None, frozenset())
        assert index.nearest([1, 2, 3], 10) == Found()
        assert index.recent(US, 10) == ()

    def test_filled_again_it_answers_the_same(self, storage: Storage) -> None:
        """Index equals fold."""
        record = any_record(random.Random(2), 40)
        index = fill(storage, record)
        before = found(index, 40), index.recent(US, 100), index.disclaimed(IQ), index.referenced("1/2020")
        index.clear()
        index = fill(storage, record)
        after = found(index, 40), index.recent(US, 100), index.disclaimed(IQ), index.referenced("1/2020")
        assert after == before

    def test_what_was_opened_before_is_not_taken_for_what_arrived_since(self, storage: Storage) -> None:
        """One process fills the index again, in another order; another has old entries open."""
        ours = triples(storage.codec, [statement(1, clauses=(clause("c1", Verb.ORDER),))])
        theirs = triples(storage.codec, [statement(2, institution=IQ)])
        long_running = storage.index()
        for log in (ours, theirs):
            long_running.add(log)
        assert [long_running.entry(urn(n)) for n in (1, 2)] == [
            arrived(ours[0][2], 1),
            arrived(theirs[0][2], 2),
        ]
        other = storage.index()
        other.clear()
        for log in (theirs, ours):
            other.add(log)
        assert [long_running.entry(urn(n)) for n in (1, 2)] == [
            arrived(ours[0][2], 2),
            arrived(theirs[0][2], 1),
        ]


def test_an_entry_is_opened_once(lasting: Durable) -> None:
    """Opening means checking signatures; an entry never changes."""
    from chancery.store.index import DurableIndex

    opened: list[int] = []

    def opening(institution: Institution, index: int, octets: bytes, order: int) -> Entry:
        opened.append(index)
        return lasting.codec.open(institution, index, octets, order)

    index = DurableIndex(opening, using=lasting.record)
    index.add(triples(lasting.codec, [statement(1), notice(2, Verb.WITHDRAW, urn(1))]))
    for _ in range(3):
        assert index.entry(urn(1)) is not None
        assert len(list(index.notices_on(urn(1)))) == 1
    assert opened == [0, 1]


def test_many_additions_may_be_one(lasting: Durable) -> None:
    """Inside `together` all happens at once, or nothing."""
    from chancery.store.index import DurableIndex

    index = DurableIndex(lasting.codec.open, using=lasting.record)
    with pytest.raises(SplitView):
        _tell_two_stories(index, lasting.codec)
    assert index.reached(US) == 0
    assert index.nearest([1, 2, 3], 1) == Found()


def _tell_two_stories(index: DurableIndex, codec: Codec) -> None:
    with index.together():
        index.add(triples(codec, [statement(1)]))
        index.shelve([(urn(1), [[1, 2, 3]])])
        index.add(triples(codec, [statement(9)]))
