"""However many entries are crowded together, each open question is worked out a few times and no more.

Counted in formulas, not in seconds: what grows with the square of a crowd would let one
officer, by entries that are all permitted, stop every answer about a letter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from chancery.record.charter import Charter, Holder, Mandate, Office, Root
from chancery.record.entry import Entry, Hand, Role
from chancery.record.statement import (
    ANY_SUBJECT,
    ActInForce,
    Clause,
    ClauseId,
    Instant,
    Institution,
    KeyName,
    Notice,
    OfficeName,
    Premise,
    Statement,
    StatementId,
    Target,
    Verb,
)
from chancery.record.world import World

HOME, OFFICE, KEY = Institution("a.demo"), OfficeName("office"), KeyName("k")
CHARTER = Charter(
    institution=HOME,
    version=1,
    root=Root(threshold=1, keys={KEY: "p"}),
    offices={OFFICE: Office(holders=(Holder(person="p", keys=frozenset({KEY})),))},
    mandates=(Mandate(id="M", office=OFFICE, may=frozenset(Verb), about=(ANY_SUBJECT,)),),
)
LETTER = StatementId("letter")
CROWD = 60


def logged(act: Statement | Charter, place: int, role: Role = Role.RELEASER) -> Entry:
    id = act.id if isinstance(act, Statement) else StatementId("charter")
    hand = Hand(person="p", key=KEY, role=role)
    return Entry(id=id, institution=HOME, at=Instant(place), order=place, act=act, hands=(hand,))


def statement(id: str, *clauses: Clause, notice: Notice | None = None) -> Statement:
    return Statement(id=StatementId(id), institution=HOME, office=OFFICE, clauses=clauses, notice=notice)


def clause(verb: Verb, *, conditions: int = 0, premise: str | None = None) -> Clause:
    return Clause(
        id=ClauseId("c1"),
        verb=verb,
        subject=ANY_SUBJECT,
        conditions=tuple(
            ActInForce(id=f"x{number}", verb=Verb.ORDER, office=OFFICE) for number in range(conditions)
        ),
        premises=() if premise is None else (Premise(statement=StatementId(premise), clause=ClauseId("c1")),),
    )


def on_the_letter(verb: Verb) -> Sequence[Statement]:
    notice = Notice(verb=verb, targets=(Target(statement=LETTER),))
    return [statement(f"n{number}", notice=notice) for number in range(CROWD)]


def holds() -> Sequence[Statement]:
    return [statement(LETTER, clause(Verb.DECIDE)), *on_the_letter(Verb.SUSPEND)]


def withdrawals() -> Sequence[Statement]:
    return [statement(LETTER, clause(Verb.DECIDE)), *on_the_letter(Verb.WITHDRAW)]


def key_reports() -> Sequence[Statement]:
    report = Notice(verb=Verb.REPORT_COMPROMISE, key=KEY)
    reports = [statement(f"n{number}", notice=report) for number in range(CROWD)]
    return [statement(LETTER, clause(Verb.DECIDE)), *reports]


def conditions() -> Sequence[Statement]:
    orders = [statement(f"o{number}", clause(Verb.ORDER)) for number in range(CROWD)]
    return [statement(LETTER, clause(Verb.DECIDE, conditions=CROWD)), *orders]


def premises_in_a_circle() -> Sequence[Statement]:
    names = [LETTER, *(f"s{number}" for number in range(CROWD))]
    return [
        statement(name, clause(Verb.DECIDE, premise=leans_on))
        for name, leans_on in zip(names, [*names[1:], LETTER], strict=True)
    ]


CROWDS = [holds, withdrawals, key_reports, conditions, premises_in_a_circle]


@pytest.mark.parametrize("crowd", CROWDS)
def test_an_open_question_is_asked_a_few_times(crowd: Callable[[], Sequence[Statement]]) -> None:
    """Fifty reports on one key once took seventy thousand formulas; now there are six for each of them."""
    entries = [logged(act, place) for place, act in enumerate(crowd(), 1)]
    world = World([logged(CHARTER, 0, Role.ROOT), *entries], Instant(1_000))
    assert world.evaluations <= 8 * len(entries)
