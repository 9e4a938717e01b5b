"""What one officer may do alone, and for how long: a hold on a statement, a report about a key.

It is shown at once and lapses by itself after 72 hours, or sooner or later where the
mandate says so; a second person makes it last.  Nobody can renew a hold of their own:
who wants it longer must convince somebody.  Nothing here ever brings anything into force.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from chancery.record.charter import Mandate
from chancery.record.entry import Entry, notice_of
from chancery.record.logic import NO, Truth, at_least, every, known
from chancery.record.mandates import Demand, Persons
from chancery.record.notices import effective, permitted
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight
from chancery.record.statement import Notice, Verb

A = TypeVar("A")

LONE = frozenset({Verb.SUSPEND, Verb.REPORT_COMPROMISE})
"""What one officer may do alone."""

LAPSE = 72 * 3600
"""Seconds after which a lone act ends, where the mandate sets no other time."""


def running(sight: Sight[A], entry: Entry) -> A:
    """Whether the hold or report is permitted and, if it is one person's, has not lapsed."""

    def lasting(mandate: Mandate, persons: Persons[A]) -> A:
        until = entry.at + (LAPSE if mandate.lapses_after is None else mandate.lapses_after)
        lasts = max(_joined(sight, persons), known(sight.at < until))
        return sight.tell.leaf(lasts, Ground.MANDATE_RUNNING, until)

    return sight.tell.every(permitted(sight, entry, lasting), Ground.RUNNING, entry.id)


def hold_effective(sight: Sight[A], entry: Entry) -> A:
    """Whether a hold is a good notice, and not one person prolonging their own."""
    return sight.tell.every([effective(sight, entry), *_unrenewed(sight, entry)], Ground.HOLD, entry.id)


def on_hold(sight: Sight[A], entry: Entry) -> A:
    """Whether the hold stands at the moment asked about."""
    notice, tell = notice_of(entry), sight.tell
    parts = [
        tell.leaf(sight.now((Ask.EFFECTIVE, entry.id, None)), Ground.HOLD_EFFECTIVE, entry.id),
        tell.leaf(sight.now((Ask.RUNNING, entry.id, None)), Ground.HOLD_RUNNING, entry.id),
        *_unlifted(sight, entry),
    ]
    if notice.until is not None:
        parts.append(tell.leaf(known(sight.at < notice.until), Ground.HOLD_NOT_OVER, notice.until))
    return tell.every(parts, Ground.SUSPENDED, entry.id)


def _unlifted(sight: Sight[A], entry: Entry) -> list[A]:
    return [
        sight.tell.leaf(~sight.now((Ask.EFFECTIVE, other.id, None)), Ground.HOLD_NOT_LIFTED, other.id)
        for other in sight.shelf.notices_on(entry.id)
        if (notice := notice_of(other)).verb is Verb.LIFT
        and notice.concerns(entry.id)
        and other.order > entry.order
        and other.at <= sight.at
    ]


def _unrenewed(sight: Sight[A], entry: Entry) -> Iterator[A]:
    """Whether nobody who holds alone has held the same thing alone before."""
    for earlier in _holds_before(sight, entry):
        for person in sorted({hand.person for hand in entry.hands} & {hand.person for hand in earlier.hands}):
            renewed = every(
                (
                    sight.now((Ask.EFFECTIVE, earlier.id, None)),
                    _alone(sight, earlier, person),
                    _alone(sight, entry, person),
                )
            )
            yield sight.tell.leaf(~renewed, Ground.HOLD_NOT_RENEWED, earlier.id, person)


def _holds_before(sight: Sight[A], entry: Entry) -> Iterator[Entry]:
    """The institution's earlier holds on the same thing, unless known to have had no effect."""
    ours = notice_of(entry)
    for statement in dict.fromkeys(target.statement for target in ours.targets):
        for other in sight.shelf.notices_on(statement):
            theirs = notice_of(other)
            if (
                theirs.verb is Verb.SUSPEND
                and other.institution == entry.institution
                and other.order < entry.order
                and _overlap(ours, theirs)
                and sight.now((Ask.EFFECTIVE, other.id, None)) is not NO
            ):
                yield other


def _overlap(ours: Notice, theirs: Notice) -> bool:
    """Whether two notices have a clause in common; a whole statement has every clause."""
    return any(
        one.statement == other.statement
        and (None in (one.clause, other.clause) or one.clause == other.clause)
        for one in ours.targets
        for other in theirs.targets
    )


def _alone(sight: Sight[A], entry: Entry, person: str) -> Truth:
    """Whether the person's is the one hand that counts under the act."""

    def theirs(mandate: Mandate, persons: Persons[A]) -> A:
        return persons[person] if person in persons else sight.tell.leaf(NO, Ground.PERSON, person)

    def joined(mandate: Mandate, persons: Persons[A]) -> A:
        return sight.tell.leaf(_joined(sight, persons), Ground.MANDATE_RUNNING, None)

    return every((_permitted(sight, entry, theirs), ~_permitted(sight, entry, joined)))


def _permitted(sight: Sight[A], entry: Entry, also: Demand[A]) -> Truth:
    return every(sight.tell.truth(answer) for answer in permitted(sight, entry, also))


def _joined(sight: Sight[A], persons: Persons[A]) -> Truth:
    """Whether two people did it together."""
    return at_least(2, [sight.tell.truth(answer) for answer in persons.values()])
