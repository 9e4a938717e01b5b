"""Conditions and premises: what must hold before words have force.

Only the record fulfils a condition.  Absence is a *no* only where the record that should
hold the act is held in full; a fact is settled by certifying statements in force and by
nothing else, and silence or contradiction leaves it open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar, assert_never

from chancery.record.entry import Entry, statement_of
from chancery.record.logic import NO, UNDETERMINED, YES, Truth, every, known, some
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight
from chancery.record.statement import (
    ActInForce,
    Condition,
    DateReached,
    FactCertified,
    Premise,
    Unevaluable,
    Verb,
)

A = TypeVar("A")


def fulfilled(sight: Sight[A], entry: Entry, condition: Condition) -> A:
    """Whether the condition of a clause of *entry* is fulfilled."""
    match condition:
        case DateReached():
            reached = known(sight.at >= condition.at)
            return sight.tell.leaf(reached, Ground.DATE_REACHED, condition.id, condition.at)
        case ActInForce():
            return _act_in_force(sight, entry, condition)
        case FactCertified():
            return _fact_certified(sight, condition)
        case Unevaluable():
            return sight.tell.leaf(UNDETERMINED, Ground.UNEVALUABLE, condition.id)
        case _:
            assert_never(condition)


def _act_in_force(sight: Sight[A], entry: Entry, wanted: ActInForce) -> A:
    """Whether some later act of that office, of that kind, is in force."""
    where = wanted.institution or entry.institution
    ways = [
        sight.tell.leaf(sight.now((Ask.IN_FORCE, act.id, clause.id)), Ground.ACT_CANDIDATE, act.id, clause.id)
        for act in sight.shelf.acts(where, wanted.office, wanted.verb, wanted.implementing)
        if act.order > entry.order
        for clause in statement_of(act).clauses
        if clause.verb is wanted.verb
    ]
    named = (wanted.id, wanted.verb, wanted.office, where)
    if sight.complete is not None and where not in sight.complete:
        ways.append(sight.tell.leaf(UNDETERMINED, Ground.RECORD_INCOMPLETE, where))
    if not ways:
        ways = [sight.tell.leaf(NO, Ground.NO_SUCH_ACT, *named)]
    return sight.tell.some(ways, Ground.ACT_IN_FORCE, *named)


def _fact_certified(sight: Sight[A], wanted: FactCertified) -> A:
    """Certified and by nobody denied, or denied and by nobody certified; else it is open."""
    certified = dict(_certifying(sight, wanted.fact, so=True))
    denied = dict(_certifying(sight, wanted.fact, so=False))
    so, not_so = some(certified.values()), some(denied.values())
    settled = UNDETERMINED
    if every((so, ~not_so)) is YES:
        settled = YES
    elif every((not_so, ~so)) is YES:
        settled = NO
    return sight.tell.leaf(
        settled, Ground.FACT_CERTIFIED, wanted.id, wanted.fact, tuple(certified), tuple(denied)
    )


def _certifying(sight: Sight[A], fact: str, *, so: bool) -> Iterator[tuple[str, Truth]]:
    for entry in sight.shelf.certifications(fact):
        found = [
            sight.now((Ask.IN_FORCE, entry.id, clause.id))
            for clause in statement_of(entry).clauses
            if clause.verb is Verb.CERTIFY and clause.fact == fact and clause.holds is so
        ]
        if found:
            yield entry.id, some(found)


def premise_in_force(sight: Sight[A], premise: Premise) -> A:
    """Whether what a clause takes for granted is in force; open if it is not on record."""
    if sight.shelf.entry(premise.statement) is None:
        return sight.tell.leaf(UNDETERMINED, Ground.PREMISE_NOT_ON_RECORD, premise.statement, premise.clause)
    truth = sight.now((Ask.IN_FORCE, premise.statement, premise.clause))
    return sight.tell.leaf(truth, Ground.PREMISE, premise.statement, premise.clause)
