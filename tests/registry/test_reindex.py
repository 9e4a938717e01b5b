"""The log is the truth; the index is what the log says, and can be thrown away."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from chancery.check.word_numbers import word_numbers
from chancery.record.code import code_of
from chancery.record.entry import Entry
from chancery.record.slice import Shelf, bearing_on
from chancery.record.statement import KeyName, OfficeName, Statement, StatementId, Verb
from chancery.record.world import World
from chancery.registry.opening import Opening
from chancery.registry.ports import Index
from chancery.seal.reading import Reading
from chancery.store.database import attach, migrate, stand_alone
from chancery.store.memory import MemoryIndex
from tests.institution import Clock, Institution, at, department
from tests.letters import INFORM, LETTER, OPERATIONS, clause, letter, notice
from tests.people import CHAIR, DUTY, GENERAL, PRESS, SECRETARY, UNDERSECRETARY

ALIASES = (f"record:reindexed-{number}" for number in itertools.count())


def in_memory(_: Path) -> Index:
    return MemoryIndex()


def in_sqlite(folder: Path) -> Index:
    stand_alone()
    alias = next(ALIASES)
    attach(alias, folder)
    migrate(alias)
    from chancery.store.index import DurableIndex

    opening = Opening(lambda _: None)
    index = DurableIndex(opening, using=alias)
    opening.sources = index
    return index


@pytest.fixture(params=[in_memory, in_sqlite], ids=lambda make: make.__name__)
def us(request: pytest.FixtureRequest, tmp_path: Path) -> Institution:
    """A department after a day on which everything happened."""
    us = department(Clock(), index=request.param(tmp_path))
    live_through_a_day(us)
    return us


def live_through_a_day(us: Institution) -> None:
    clock = us.clock
    sent = us.release_anyway(LETTER, by=GENERAL)
    clock.turn("4m")
    disowning = us.disown(sent, by=[SECRETARY, CHAIR])
    order = us.release(OPERATIONS, by=GENERAL)
    clock.turn("4m")
    us.hold(order, by=DUTY, until="T0+1h")
    us.reinstate(disowning, by=[SECRETARY, CHAIR])
    successor = letter(
        ("Operations go on.", clause("c1", INFORM, "forces/operations")),
        reference="8/2020",
        supersedes=(order,),
        implements=(sent,),
    )
    us.release(successor, by=GENERAL)
    us.release(notice(Verb.DISCLAIM), by=PRESS)
    us.report_stolen(CHAIR, since="T0", by=DUTY)
    us.confirm_stolen(CHAIR, since="T0", by=[SECRETARY, UNDERSECRETARY])
    us.withdraw(order, by=GENERAL)


def everything(us: Institution) -> dict[str, Any]:
    """Whatever can be looked up, as the index answers it."""
    index, ids = us.index, written(us)
    entries = {id: index.entry(id) for id in ids}
    verbs = itertools.product(us.charter.offices, Verb)
    return {
        "entries": entries,
        "positions": {id: index.position(id) for id in ids},
        "charters": list(index.charters(us.domain)),
        "notices": {id: list(index.notices_on(id)) for id in ids},
        "successors": {id: list(index.successors_of(id)) for id in ids},
        "keys": {key: list(index.key_notices(us.domain, key)) for key in us.charter.keys},
        "acts": {
            (office, verb, of): list(index.acts(us.domain, OfficeName(office), verb, of))
            for office, verb in verbs
            for of in (None, *ids)
        },
        "facts": list(index.certifications("rain")),
        "relied on": {id: index.relying_on(id) for id in ids},
        "signed": {
            key: index.signed_with(us.domain, KeyName(key), us.first_charter.at, 9) for key in us.charter.keys
        },
        "codes": {id: index.coded(code_of(id)) for id in ids},
        "references": index.referenced("8/2020"),
        "recent": index.recent(us.domain, 99),
        "disclaimed": index.disclaimed(us.domain),
        "near": {id: near(us, entry) for id, entry in entries.items() if entry is not None},
        "reached": index.reached(us.domain),
        "institutions": index.institutions(),
    }


def near(us: Institution, entry: Entry) -> object:
    words = us.registry.words_of(entry.act)
    return None if words is None else us.index.nearest(word_numbers(words.authoritative.text), 20)


def written(us: Institution) -> list[StatementId]:
    return [entry.id for entry in fold(us)]


def fold(us: Institution) -> list[Entry]:
    """The entries as the log alone tells them, one after the other."""
    reading = Reading(us.domain)
    read = [reading.read_next(us.archive.entry(index), index) for index in range(us.archive.applied())]
    return [entry for entry in read if entry is not None]


def test_an_emptied_index_is_filled_again_from_the_log(us: Institution) -> None:
    """Every look-up answers after reindexing what it answered before."""
    before = everything(us)
    assert all(before[part] for part in before if part != "facts"), "there is something to compare"
    assert us.registry.reindex() == us.archive.applied()
    assert everything(us) == before


def test_the_index_says_what_the_log_says(us: Institution) -> None:
    """Index equals fold: the entries read straight from the log are those that are looked up."""
    for entry in fold(us):
        held = us.index.entry(entry.id)
        assert held is not None
        assert (held.id, held.at, held.act, held.hands) == (entry.id, entry.at, entry.act, entry.hands)


def test_the_answers_are_those_of_the_whole_log(us: Institution) -> None:
    """What the index finds for a letter gives the same answers as the log read from end to end."""
    now = at("T0+2h")
    whole = World(Shelf(fold(us)), now)
    for entry in fold(us):
        if isinstance(entry.act, Statement):
            part = World(bearing_on(entry.id, us.index), now)
            assert part.authorised(entry.id).truth is whole.authorised(entry.id).truth
            assert part.standing(entry.id).status is whole.standing(entry.id).status
            assert part.force(entry.id).effect is whole.force(entry.id).effect


def test_another_process_finds_what_this_one_wrote(us: Institution) -> None:
    """A registry opened anew over the same storage answers the same."""
    assert us.reopened(pen=False).recent(99) == us.registry.recent(99)


def test_an_index_that_fell_behind_catches_up_by_itself() -> None:
    """Killed between the log and the index: the next act finds the index short and fills it."""
    us = department(Clock())
    us.release(OPERATIONS, by=GENERAL)
    behind = MemoryIndex()
    us.index = behind
    us.registry = us.reopened()
    assert behind.reached(us.domain) == 0
    us.release(OPERATIONS, by=GENERAL)
    assert behind.reached(us.domain) == us.archive.applied() == 4
    assert behind.key_notices(us.domain, KeyName("k-chair")) == ()
