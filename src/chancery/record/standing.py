"""Standing: where a statement is now, as a value that can be spelt.

The dominant notice gives the standing; doubt about a stronger one makes it undetermined,
never better.  *Current* says only that nothing stands against it: an unauthorised letter
is current until somebody acts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import NamedTuple

from chancery.record.logic import NO, UNDETERMINED, YES, Truth, every, some
from chancery.record.reason import Reason
from chancery.record.statement import ClauseId, Instant, StatementId


@unique
class Status(StrEnum):
    """What a notice, or time, has made of a statement."""

    DISOWNED = "disowned"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    CORRECTED = "corrected"
    CURRENT = "current"


PRECEDENCE = (
    Status.DISOWNED,
    Status.WITHDRAWN,
    Status.SUPERSEDED,
    Status.SUSPENDED,
    Status.EXPIRED,
    Status.CORRECTED,
    Status.CURRENT,
)
"""The first of these that some effective notice gives is the standing."""


Reached = frozenset[ClauseId] | None
"""The clauses that something reaches; None: the statement as a whole."""


class Place(NamedTuple):
    """Where a statement or a clause stands, and what stronger it may turn out to be."""

    status: Status
    doubts: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """One thing that bears on a statement's standing, whether or not it has any effect."""

    status: Status
    """What it would make of the statement."""
    by: StatementId
    """The notice, the successor, or for an expiry the statement itself."""
    clauses: Reached
    truth: Truth
    """Whether it has that effect at the moment asked about."""
    reason: Reason

    def covers(self, clause: ClauseId) -> bool:
        """Whether the clause is among those it reaches."""
        return self.clauses is None or clause in self.clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    Where a statement stood at a moment.

    *status* is that of the statement as a whole: what reaches every clause.  A notice
    that reaches only some is in *clauses*.  None: there is no such statement on record.
    """

    at: Instant
    status: Status | None
    doubts: tuple[Status, ...] = ()
    clauses: Mapping[ClauseId, Place]
    notices: tuple[Bearing, ...] = ()
    """Whatever bears on it, the strongest first, with effect or without."""
    reason: Reason

    @property
    def in_part(self) -> Mapping[ClauseId, Place]:
        """The clauses that stand otherwise than the whole."""
        whole = (self.status, self.doubts)
        return {clause: place for clause, place in self.clauses.items() if place != whole}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """What is left of a standing when the record was last seen too long ago: nothing is known since then."""

    since: Instant
    last_known: Standing


def placed(marks: Iterable[tuple[Status, Truth]]) -> Place:
    """The first status in the order of precedence that holds, and the stronger ones that may."""
    strongest: dict[Status, Truth] = {}
    for status, truth in marks:
        strongest[status] = max(truth, strongest.get(status, NO))
    doubts: list[Status] = []
    for status in PRECEDENCE:
        truth = strongest.get(status, NO)
        if truth is YES:
            return Place(status, tuple(doubts))
        if truth is UNDETERMINED:
            doubts.append(status)
    return Place(Status.CURRENT, tuple(doubts))


def placed_as_a_whole(bearings: Collection[Bearing], clauses: Collection[ClauseId]) -> Place:
    """Where the statement stands: what several notices do to every clause, they do to the whole."""
    return placed(
        (
            status,
            reaching(
                [(bearing.clauses, bearing.truth) for bearing in bearings if bearing.status is status],
                clauses,
            ),
        )
        for status in {bearing.status for bearing in bearings}
    )


def reaching(marks: Collection[tuple[Reached, Truth]], clauses: Collection[ClauseId]) -> Truth:
    """Whether the marks together reach the whole: every clause, or the statement where it has none."""
    if not clauses:
        return some(truth for reached, truth in marks if reached is None)
    return every(
        some(truth for reached, truth in marks if reached is None or clause in reached) for clause in clauses
    )


def spell(standing: Standing) -> str:
    """The standing in the words of `docs/reference/answers.md`."""
    if standing.status is None:
        return "no public record"
    parts = "; ".join(f"{clause}: {_spell(place)}" for clause, place in standing.in_part.items())
    whole = _spell(Place(standing.status, standing.doubts))
    if not parts:
        return whole
    return f"in part ({parts})" if whole == Status.CURRENT else f"{whole}; in part ({parts})"


def _spell(place: Place) -> str:
    if not place.doubts:
        return place.status
    return f"undetermined (possibly {' / '.join(place.doubts)}; otherwise {place.status})"


def stale(standing: Standing, fresh_at: Instant, max_age: int) -> Stale | None:
    """What to say instead, if the record was last seen more than *max_age* seconds before."""
    if standing.status is None or standing.at - fresh_at <= max_age:
        return None
    return Stale(since=fresh_at, last_known=standing)
