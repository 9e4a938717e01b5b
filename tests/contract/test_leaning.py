"""Who leans on what: every look-up from the other side, on every kind of storage."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from chancery.record.entry import Entry, Hand, Role
from chancery.record.statement import (
    ActInForce,
    Clause,
    ClauseId,
    Condition,
    DateReached,
    FactCertified,
    Instant,
    KeyName,
    Link,
    Premise,
    Relation,
    Statement,
    StatementId,
    Verb,
)
from chancery.registry.ports import Index
from tests.contract.sayings import GENERAL, IQ, MINISTER, US, arrived, clause, statement, tell, urn
from tests.contract.storage import Storage

SIZE = 40
KEYS = tuple(KeyName(name) for name in ("k1", "k2"))
FACTS = ("lunch", "rain")


def leaning_record(chance: random.Random) -> list[Entry]:
    """A record in which much leans on much, also on what is not there and on what comes later."""
    return [_entry(chance, number) for number in range(SIZE)]


def _entry(chance: random.Random, number: int) -> Entry:
    linked = [Link(relation=chance.choice(list(Relation)), to=_any_id(chance)) for _ in range(2)]
    entry = statement(
        number,
        at=1 + number // 4,
        office=chance.choice((GENERAL, MINISTER)),
        implements=tuple(_any_id(chance) for _ in range(chance.randrange(2))),
        links=tuple(linked[: chance.randrange(3)]),
        clauses=tuple(_clause(chance, place) for place in range(chance.randrange(3))),
    )
    keys = chance.sample(KEYS, chance.randrange(3))
    return replace(entry, hands=tuple(Hand(person=str(key), key=key, role=Role.APPROVER) for key in keys))


def _clause(chance: random.Random, place: int) -> Clause:
    premises = [Premise(statement=_any_id(chance), clause=ClauseId("c0")) for _ in range(chance.randrange(3))]
    conditions = [_condition(chance, place) for place in range(chance.randrange(3))]
    return clause(f"c{place}", Verb.ORDER, premises=tuple(premises), conditions=tuple(conditions))


def _condition(chance: random.Random, place: int) -> Condition:
    match chance.randrange(3):
        case 0:
            return DateReached(id=f"d{place}", at=Instant(place))
        case 1:
            return FactCertified(id=f"d{place}", fact=chance.choice(FACTS))
    return ActInForce(
        id=f"d{place}",
        verb=chance.choice((Verb.ORDER, Verb.DECIDE)),
        office=chance.choice((GENERAL, MINISTER)),
        institution=chance.choice((None, US, IQ)),
        implementing=chance.choice((None, _any_id(chance))),
    )


def _any_id(chance: random.Random) -> StatementId:
    return urn(chance.randrange(SIZE + 4))


def scanned(record: list[Entry], wanted: Callable[[Entry, Statement], bool]) -> list[Entry]:
    """What a clerk finds who reads the whole record from the first page to the last."""
    pages = [arrived(entry, number) for number, entry in enumerate(record, 1)]
    return [page for page in pages if isinstance(page.act, Statement) and wanted(page, page.act)]


def conditions_of(statement: Statement) -> Iterator[Condition]:
    return (condition for each in statement.clauses for condition in each.conditions)


@pytest.fixture(params=range(3))
def filled(request: pytest.FixtureRequest, storage: Storage) -> tuple[Index, list[Entry]]:
    record = leaning_record(random.Random(request.param))
    return tell(storage, *record), record


def test_who_relies_on_a_statement_names_it(filled: tuple[Index, list[Entry]]) -> None:
    """As a premise, as what it carries out, or in a link; whoever does is found, and nobody else."""
    index, record = filled
    several = 0
    for number in range(SIZE + 4):
        id = urn(number)

        def names(_: Entry, said: Statement, id: StatementId = id) -> bool:
            premises = {premise.statement for each in said.clauses for premise in each.premises}
            return id in premises | set(said.implements) | {link.to for link in said.links}

        assert list(index.relying_on(id)) == scanned(record, names)
        assert list(index.relying_on(id, 1)) == scanned(record, names)[:1]
        several += len(index.relying_on(id)) > 1
    assert several > 10


def test_who_waits_for_an_act_asks_for_that_very_kind(filled: tuple[Index, list[Entry]]) -> None:
    """Where the condition names no institution, its own is meant."""
    index, record = filled
    kinds = {
        (condition.institution or US, condition.office, condition.verb, condition.implementing)
        for entry in record
        if isinstance(entry.act, Statement)
        for condition in conditions_of(entry.act)
        if isinstance(condition, ActInForce)
    }
    for kind in kinds:

        def waits(_: Entry, said: Statement, kind: object = kind) -> bool:
            return any(
                (each.institution or US, each.office, each.verb, each.implementing) == kind
                for each in conditions_of(said)
                if isinstance(each, ActInForce)
            )

        assert list(index.waiting_for(*kind)) == scanned(record, waits) != []
        assert list(index.waiting_for(*kind, 1)) == scanned(record, waits)[:1]
    assert len(kinds) > 5
    assert index.waiting_for(US, GENERAL, Verb.ACCEPT, None) == ()


@pytest.mark.parametrize("fact", [*FACTS, "snow"])
def test_who_awaits_a_fact_has_it_as_a_condition(filled: tuple[Index, list[Entry]], fact: str) -> None:
    """By the fact's own name."""
    index, record = filled
    awaits = scanned(
        record,
        lambda _, said: any(isinstance(c, FactCertified) and c.fact == fact for c in conditions_of(said)),
    )
    assert list(index.awaiting(fact)) == awaits
    assert list(index.awaiting(fact, 2)) == awaits[:2]
    assert bool(awaits) == (fact in FACTS)


@pytest.mark.parametrize("since", [0, 4, 9, 100])
@pytest.mark.parametrize("limit", [0, 3, 100])
def test_what_a_key_signed_comes_newest_first(storage: Storage, since: int, limit: int) -> None:
    """From that moment on, and no more than asked for."""
    record = leaning_record(random.Random(1))
    index = tell(storage, *record)
    for key in KEYS:
        signed = scanned(record, lambda entry, _, key=key: key in {hand.key for hand in entry.hands})  # type: ignore[misc]
        newest = [entry for entry in reversed(signed) if entry.at >= since]
        assert list(index.signed_with(US, key, Instant(since), limit)) == newest[:limit]
        assert index.signed_with(IQ, key, Instant(0), 10) == ()
        assert len(signed) > 3


def test_another_institution_leans_too(storage: Storage) -> None:
    """Whoever it is; what is relied on need not be held."""
    theirs = statement(2, institution=IQ, implements=(urn(1),))
    tell(storage, theirs)
    assert [entry.id for entry in storage.index().relying_on(urn(1))] == [urn(2)]
