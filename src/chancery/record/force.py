"""Force: what words do, whether they bind, and if not, what is missing.

In force is what may bind by its kind, was authorised, is defeated by no notice, has begun
and not ended, and lacks nothing it was made to depend on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TypeVar, assert_never

from chancery.record.bearings import marks
from chancery.record.conditions import fulfilled, premise_in_force
from chancery.record.entry import Entry, statement_of
from chancery.record.logic import NO, UNDETERMINED, YES, Truth, every, known
from chancery.record.reason import Reason
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight
from chancery.record.standing import Status
from chancery.record.statement import OPERATIVE, Clause, ClauseId, Reliance, StatementId

A = TypeVar("A")


@unique
class Effect(StrEnum):
    """What a statement does, all its clauses taken together."""

    IN_FORCE = "in force"
    PARTLY = "partly in force"
    NOT_IN_FORCE = "not in force"
    UNDETERMINED = "undetermined"
    NONE = "no operative effect"


@unique
class Why(StrEnum):
    """Why a clause is not in force: the first of these that is so."""

    NEVER = "never"
    """It never had authority, or has been disowned from the beginning."""
    ENDED = "ended"
    SUSPENDED = "suspended"
    NOT_YET = "not yet"
    """A date, a condition or a premise is missing; the reason names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forces:
    """What a statement does at a moment, clause by clause."""

    effect: Effect
    clauses: Mapping[ClauseId, Reason]
    why: Mapping[ClauseId, Why]
    """For each clause that could bind and does not."""
    reason: Reason


DEFEATED = {
    Status.DISOWNED: Ground.NOT_DISOWNED,
    Status.WITHDRAWN: Ground.NOT_WITHDRAWN,
    Status.SUPERSEDED: Ground.NOT_SUPERSEDED,
    Status.SUSPENDED: Ground.NOT_SUSPENDED,
    Status.EXPIRED: Ground.NOT_EXPIRED,
}
"""Which standings take force away; a corrected statement keeps it."""

WHY: Mapping[str, Why] = {
    Ground.CLAUSE_AUTHORISED: Why.NEVER,
    Ground.NOT_DISOWNED: Why.NEVER,
    Ground.NOT_WITHDRAWN: Why.ENDED,
    Ground.NOT_SUPERSEDED: Why.ENDED,
    Ground.NOT_EXPIRED: Why.ENDED,
    Ground.NOT_SUSPENDED: Why.SUSPENDED,
}
"""What it means when one of these is missing; anything else may still come."""


def clause_in_force(sight: Sight[A], entry: Entry, clause: Clause) -> A:
    """Whether one clause does what it says."""
    statement, tell = statement_of(entry), sight.tell
    if clause.verb not in OPERATIVE or statement.notice is not None:
        return tell.leaf(NO, Ground.NO_EFFECT, entry.id, clause.id, clause.verb)
    effective = entry.at if statement.effective is None else statement.effective
    parts = [
        sight.ask((Ask.AUTHORISED, entry.id, clause.id)),
        *_undefeated(sight, entry, clause.id),
        tell.leaf(known(sight.at >= effective), Ground.EFFECTIVE_DATE, effective),
        *(fulfilled(sight, entry, condition) for condition in clause.conditions),
        *(
            premise_in_force(sight, premise)
            for premise in clause.premises
            if premise.reliance is Reliance.NECESSARY
        ),
    ]
    return tell.every(parts, Ground.CLAUSE_FORCE, entry.id, clause.id, clause.verb)


def _undefeated(sight: Sight[A], entry: Entry, clause: ClauseId) -> list[A]:
    """Whether nothing that reaches the clause takes its force away."""
    return [
        sight.tell.leaf(~sight.tell.truth(mark.told), DEFEATED[mark.status], mark.by)
        for mark in marks(sight, entry)
        if mark.status in DEFEATED and mark.covers(clause)
    ]


def forces(entry: StatementId, clauses: tuple[Clause, ...], told: Mapping[ClauseId, Reason]) -> Forces:
    """What the statement does, from what each clause does."""
    binding = {clause.id: told[clause.id] for clause in clauses if clause.verb in OPERATIVE}
    effect = _effect([reason.truth for reason in binding.values()])
    return Forces(
        effect=effect,
        clauses=told,
        why={clause: _why(reason) for clause, reason in binding.items() if reason.truth is NO},
        reason=_told(entry, effect, tuple(told.values())),
    )


def _effect(truths: list[Truth]) -> Effect:
    if not truths:
        return Effect.NONE
    if every(truths) is YES:
        return Effect.IN_FORCE
    if YES in truths:
        return Effect.PARTLY
    return Effect.UNDETERMINED if UNDETERMINED in truths else Effect.NOT_IN_FORCE


def _why(reason: Reason) -> Why:
    """The most final of the things that are missing; never, for what by its kind does nothing."""
    missing = {WHY.get(part.rule, Why.NOT_YET) for part in reason.because if part.truth is NO}
    return next((why for why in Why if why in missing), Why.NEVER)


def _told(entry: StatementId, effect: Effect, because: tuple[Reason, ...]) -> Reason:
    """The reason for the whole; in force in part, it says what its weakest clause says."""
    match effect:
        case Effect.IN_FORCE:
            truth = YES
        case Effect.UNDETERMINED:
            truth = UNDETERMINED
        case Effect.NOT_IN_FORCE | Effect.NONE:
            truth = NO
        case Effect.PARTLY:
            truth = min(reason.truth for reason in because)
        case _:
            assert_never(effect)
    return Reason(truth=truth, rule=Ground.FORCE, facts={"entry": entry, "effect": effect}, because=because)
