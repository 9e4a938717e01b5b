"""What an answer costs: authority, standing and force of a letter, in a small record and in a large one.

The record is made in memory, of many institutions with the mix of a working day; what is
asked about is always the same kind of letter: two charters, two notices, and a premise in
another institution.  The slice is cut anew for every answer, as it is when somebody asks.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import count, cycle, islice

from bench import measure
from bench.measure import Spread
from bench.row import Better, Row, at_least, at_most
from chancery.record.charter import Charter, Holder, Mandate, Office, Root
from chancery.record.entry import Entry, Hand, Role
from chancery.record.slice import Shelf, bearing_on
from chancery.record.statement import (
    Clause,
    Instant,
    KeyName,
    Notice,
    Premise,
    Reliance,
    Statement,
    StatementId,
    Target,
    Verb,
)
from chancery.record.world import World

SMALL, LARGE = 1_000, 1_000_000
LETTERS = 1_000
"""How many different letters are asked about at most, one after the other, from all over the record."""

RULES: tuple[tuple[str, frozenset[Verb], int], ...] = (
    ("ministry", frozenset({Verb.DECIDE, Verb.UNDERTAKE, Verb.ORDER}), 2),
    ("ministry", frozenset({Verb.DISOWN, Verb.WITHDRAW, Verb.REINSTATE, Verb.CONFIRM_COMPROMISE}), 2),
    ("directorate", frozenset({Verb.UNDERTAKE, Verb.INFORM, Verb.ACKNOWLEDGE, Verb.CERTIFY}), 1),
    ("directorate", frozenset({Verb.CORRECT, Verb.WITHDRAW}), 1),
    ("duty", frozenset({Verb.SUSPEND, Verb.REPORT_COMPROMISE}), 1),
)
OFFICES = {"ministry": None, "directorate": "ministry", "duty": "ministry"}


def rows() -> Iterator[Row]:
    """Answers per second at both sizes, and how much the larger record costs."""
    small = asked(SMALL)
    large = asked(LARGE)
    for size, spread in ((SMALL, small), (LARGE, large)):
        yield Row(
            name=f"authority + standing + force, {size:,} entries",
            value=1 / spread.median,
            unit="statements/s",
            better=Better.HIGHER,
            bar=at_least(2_000),
            how=f"{spread.how(unit='µs')}; slice cut and reasons built each time, other letters in turn",
        )
    yield Row(
        name=f"cost of an answer at {LARGE:,} entries over that at {SMALL:,}",
        value=large.median / small.median,
        unit="times",
        bar=at_most(1.5),
        how="ratio of the two medians above, CPU time",
    )


def asked(size: int) -> Spread:
    """Measure one answer in a record of *size* entries."""
    shelf, letters, at = record(size)
    gc.collect()
    gc.freeze()  # the record is not rubbish; looking through a million entries for some would be measured too
    spread = measure.cpu(answering(shelf, letters, at), runs=9, calls=2 * LETTERS)
    gc.unfreeze()
    return spread


def answering(shelf: Shelf, letters: Sequence[StatementId], at: Instant) -> Callable[[], object]:
    """One call, one letter, three answers with their reasons."""
    turn = cycle(letters)

    def answer() -> object:
        id = next(turn)
        world = World(bearing_on(id, shelf), at)
        return world.authority(id), world.standing(id), world.force(id)

    return answer


# ── the record ──

DAYS_OF_AN_INSTITUTION = 50
"""For so many days it writes the letters; then another one does."""

MOST_IN_A_DAY = 16
"""Entries that a day may have; orders are spaced by it."""


def record(size: int) -> tuple[Shelf, tuple[StatementId, ...], Instant]:
    """A record of *size* entries, some letters from all over it, and a moment after its end."""
    shelf = Shelf(islice((entry for day in count() for entry in _day(day)), size))
    letters = [entry.id for entry in shelf if entry.id.startswith("letter")][
        :-1
    ]  # the last may lack its notices
    return shelf, tuple(letters[:: len(letters) // LETTERS + 1]), Instant(_moment(size) + 1)


def _moment(order: int) -> int:
    """A hundred entries a second: nothing lapses before the record ends, so both sizes answer alike."""
    return order // 100


def _day(day: int) -> Iterator[Entry]:
    """One letter with what belongs to it, nine other acts, and now and then a new institution."""
    number = day // DAYS_OF_AN_INSTITUTION
    home, away = f"i{number}.demo", f"i{number + 1}.demo"
    acts: list[Statement | Charter] = []
    if day % DAYS_OF_AN_INSTITUTION == 0:
        acts += [_charter(home), _charter(away)] if day == 0 else [_charter(away)]
    acts += _letter(day, home, away)
    acts += [_statement(f"other-{day}-{k}", home, "directorate", Verb.INFORM) for k in range(8)]
    acts.append(_notice(f"withdrawal-{day}", home, "ministry", Verb.WITHDRAW, f"other-{day}-0"))
    return (_entry(day * MOST_IN_A_DAY + k, act) for k, act in enumerate(acts))


def _letter(day: int, home: str, away: str) -> list[Statement | Charter]:
    letter, ground = f"letter-{day}", f"ground-{day}"
    leaning = Premise(statement=StatementId(ground), clause="c1", reliance=Reliance.NECESSARY)
    return [
        _statement(ground, away, "ministry", Verb.DECIDE),
        _statement(letter, home, "directorate", Verb.UNDERTAKE, leaning),
        _notice(f"hold-{day}", home, "duty", Verb.SUSPEND, letter),
        _notice(f"correction-{day}", home, "directorate", Verb.CORRECT, letter),
    ]


def _entry(order: int, act: Statement | Charter) -> Entry:
    if isinstance(act, Charter):
        id, hands = f"charter-{act.institution}", _hands(act.institution, "root", Role.ROOT, Role.ROOT)
    else:
        id, hands = act.id, _hands(act.institution, act.office, Role.RELEASER, Role.APPROVER)
    return Entry(
        id=StatementId(id),
        institution=act.institution,
        at=Instant(_moment(order)),
        order=order,
        act=act,
        hands=hands,
    )


@cache
def _hands(institution: str, office: str, *roles: Role) -> tuple[Hand, ...]:
    return tuple(
        Hand(person=person, key=KeyName(f"k-{person}"), role=role)
        for person, role in zip(_people(institution, office), roles, strict=True)
    )


def _people(institution: str, office: str) -> tuple[str, str]:
    return f"{office}-1@{institution}", f"{office}-2@{institution}"


def _charter(institution: str) -> Charter:
    return Charter(
        institution=institution,
        version=1,
        root=Root(
            threshold=2, keys={KeyName(f"k-{person}"): person for person in _people(institution, "root")}
        ),
        offices={
            office: Office(superior=above, holders=tuple(map(_holder, _people(institution, office))))
            for office, above in OFFICES.items()
        },
        mandates=tuple(
            Mandate(id=f"M{n}", office=office, may=may, about=("**",), approvals=approvals, separation=False)
            for n, (office, may, approvals) in enumerate(RULES)
        ),
    )


def _holder(person: str) -> Holder:
    return Holder(person=person, keys=frozenset({KeyName(f"k-{person}")}))


def _statement(id: str, institution: str, office: str, verb: Verb, *premises: Premise) -> Statement:
    clauses = (Clause(id="c1", verb=verb, subject="works/roads", premises=premises),)
    return Statement(id=id, institution=institution, office=office, clauses=clauses)


def _notice(id: str, institution: str, office: str, verb: Verb, on: str) -> Statement:
    notice = Notice(verb=verb, targets=(Target(statement=StatementId(on)),))
    return Statement(id=id, institution=institution, office=office, notice=notice)
