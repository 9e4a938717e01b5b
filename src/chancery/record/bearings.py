"""What bears on a statement's standing: notices, successors, and its own expiry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from chancery.record.charters import in_charge
from chancery.record.entry import Entry, notice_of, statement_of
from chancery.record.holds import on_hold
from chancery.record.logic import YES, Truth, every, known, some
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight
from chancery.record.standing import Reached, Status, reaching
from chancery.record.statement import ClauseId, Notice, Statement, StatementId, Verb

A = TypeVar("A")

GIVES = {
    Verb.DISOWN: Status.DISOWNED,
    Verb.WITHDRAW: Status.WITHDRAWN,
    Verb.SUPERSEDE: Status.SUPERSEDED,
    Verb.SUSPEND: Status.SUSPENDED,
    Verb.CORRECT: Status.CORRECTED,
}
"""The notices that give a standing."""

GROUND = {
    Status.DISOWNED: Ground.DISOWNED,
    Status.WITHDRAWN: Ground.WITHDRAWN,
    Status.SUPERSEDED: Ground.SUPERSEDED,
    Status.CORRECTED: Ground.CORRECTED,
}


class Mark(NamedTuple, Generic[A]):
    """What something would make of a statement, or of some clauses, and whether it does."""

    status: Status
    by: StatementId
    clauses: Reached
    told: A

    def covers(self, clause: ClauseId) -> bool:
        """Whether the clause is among those it reaches."""
        return self.clauses is None or clause in self.clauses


def marks(sight: Sight[A], entry: Entry) -> list[Mark[A]]:
    """Everything that bears on the entry at the moment asked about, with effect or without."""
    return [*_by_notice(sight, entry), *_by_successor(sight, entry), *_by_time(sight, entry)]


def _by_notice(sight: Sight[A], entry: Entry) -> Iterator[Mark[A]]:
    for other in sight.shelf.notices_on(entry.id):
        notice = notice_of(other)
        status = GIVES.get(notice.verb)
        if status is not None and other.order > entry.order and other.at <= sight.at:
            if status is Status.SUSPENDED:
                told = on_hold(sight, other)
            else:
                told = sight.tell.leaf(sight.now((Ask.EFFECTIVE, other.id, None)), GROUND[status], other.id)
            yield Mark(status, other.id, _reached(notice, entry.id), told)


def _reached(notice: Notice, id: StatementId) -> Reached:
    if notice.concerns(id):
        return None
    return frozenset(
        target.clause for target in notice.targets if target.statement == id and target.clause is not None
    )


def _by_time(sight: Sight[A], entry: Entry) -> Iterator[Mark[A]]:
    if isinstance(entry.act, Statement) and entry.act.expires is not None and sight.at >= entry.act.expires:
        yield Mark(Status.EXPIRED, entry.id, None, sight.tell.leaf(YES, Ground.EXPIRED, entry.act.expires))


def _by_successor(sight: Sight[A], entry: Entry) -> Iterator[Mark[A]]:
    """A successor once withdrawn has still replaced its predecessor; once disowned, it never did."""
    for other in sight.shelf.successors_of(entry.id):
        at_home = other.institution == entry.institution and other.order > entry.order
        if statement_of(other).notice is None and at_home and other.at <= sight.at:
            yield Mark(Status.SUPERSEDED, other.id, None, _succeeds(sight, other, entry))


def _succeeds(sight: Sight[A], successor: Entry, entry: Entry) -> A:
    office = statement_of(successor).office
    parts = [
        sight.tell.leaf(_ranks(sight, successor, entry), Ground.SUCCESSOR_RANKS, successor.id, office),
        sight.tell.leaf(_authorised(sight, successor), Ground.SUCCESSOR_AUTHORISED, successor.id),
        sight.tell.leaf(~_disowned(sight, successor), Ground.SUCCESSOR_NOT_DISOWNED, successor.id),
    ]
    return sight.tell.every(parts, Ground.SUPERSEDED, successor.id)


def _ranks(sight: Sight[A], successor: Entry, entry: Entry) -> Truth:
    """Whether the successor comes from the same office or one above it."""
    ours = statement_of(successor).office
    theirs = statement_of(entry).office if isinstance(entry.act, Statement) else None
    return some(
        every(
            (
                counted,
                known(
                    theirs is not None and (ours == theirs or sight.powers[charter.id].superior(ours, theirs))
                ),
            )
        )
        for charter, counted in in_charge(sight, successor)
    )


def _authorised(sight: Sight[A], entry: Entry) -> Truth:
    clauses = statement_of(entry).clauses
    said = known(bool(clauses))
    return every((said, *(sight.now((Ask.AUTHORISED, entry.id, clause.id)) for clause in clauses)))


def _disowned(sight: Sight[A], entry: Entry) -> Truth:
    """Whether the whole of it has been disowned, at once or clause by clause."""
    disowned = [
        (_reached(notice, entry.id), sight.now((Ask.EFFECTIVE, other.id, None)))
        for other in sight.shelf.notices_on(entry.id)
        if (notice := notice_of(other)).verb is Verb.DISOWN and other.at <= sight.at
    ]
    return reaching(disowned, [clause.id for clause in statement_of(entry).clauses])
