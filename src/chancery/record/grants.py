"""What a charter grants: mandates, and delegations cut down to what was there to hand on.

A delegation is the meet of what it says and what its origin holds (SPKI, RFC 2693
section 6.3; TUF: every role in the chain must trust).  One that grants itself, or comes
after its depth has run out, grants nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from chancery.record.charter import Charter, Delegation, Holder, Mandate
from chancery.record.entry import Hand
from chancery.record.statement import Instant, KeyName, OfficeName, Subject, Verb, covers

Bound = TypeVar("Bound", Instant, Decimal)

Seat = tuple[OfficeName, str, KeyName]
"""An office, a person, and a key in that person's hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """One charter, worked out: who sits where, who is above whom, and what each office may do."""

    grants: Mapping[tuple[OfficeName, Verb], tuple[Mandate, ...]]
    """Under which mandates, direct or delegated, an office may do what the verb says."""
    seats: Mapping[Seat, tuple[Holder, ...]]
    above: Mapping[OfficeName, frozenset[OfficeName]]
    """Every office above each, up to the top."""
    keys: Mapping[KeyName, str]
    """The public part of each key, where the charter carries them."""

    def holder(self, office: OfficeName, hand: Hand, at: Instant) -> Holder | None:
        """As whom the person held the office at that moment, with the key they used; None if they did not."""
        if self.owns(hand):
            for holder in self.seats.get((office, hand.person, hand.key), ()):
                if holder.serves(at):
                    return holder
        return None

    def owns(self, hand: Hand) -> bool:
        """Whether the key that signed is the very key to which the charter gives that name."""
        return self.keys.get(hand.key) == hand.public

    def superior(self, office: OfficeName, of: OfficeName) -> bool:
        """Whether *office* is above *of*, at any distance; nobody is above themselves."""
        return office in self.above.get(of, ())


@lru_cache(maxsize=256)
def powers(charter: Charter) -> Powers:
    """Work the charter out, once for all the statements that are judged under it."""
    grants: dict[tuple[OfficeName, Verb], list[Mandate]] = {}
    for mandate in granted(charter):
        for verb in mandate.may:
            grants.setdefault((mandate.office, verb), []).append(mandate)
    seats: dict[Seat, list[Holder]] = {}
    for name, office in charter.offices.items():
        for holder in office.holders:
            for key in holder.keys:
                seats.setdefault((name, holder.person, key), []).append(holder)
    return Powers(
        grants={power: tuple(mandates) for power, mandates in grants.items()},
        seats={seat: tuple(holders) for seat, holders in seats.items()},
        above={office: _above(charter, office) for office in charter.offices},
        keys=charter.keys,
    )


def granted(charter: Charter) -> tuple[Mandate, ...]:
    """Every mandate in the charter, and every delegation as the mandate it amounts to."""
    handed_on: dict[str, list[Delegation]] = {}
    for delegation in charter.delegations:
        handed_on.setdefault(delegation.of, []).append(delegation)
    found = {mandate.id: mandate for mandate in charter.mandates}
    agenda = list(found.values())
    for origin in agenda:  # grows as it goes; delegations in a circle are never reached
        for delegation in handed_on.pop(origin.id, ()):
            if origin.depth > 0:
                found[delegation.id] = _handed_on(delegation, origin)
                agenda.append(found[delegation.id])
    return tuple(found.values())


def _handed_on(delegation: Delegation, origin: Mandate) -> Mandate:
    """The meet: nothing in it is wider than in the origin, and no threshold is lower."""
    return Mandate(
        id=delegation.id,
        office=delegation.to,
        may=origin.may if delegation.may is None else delegation.may & origin.may,
        about=origin.about if delegation.about is None else _narrower(delegation.about, origin.about),
        approvals=max(delegation.approvals, origin.approvals),
        approvers=origin.approvers,
        separation=origin.separation,
        since=_met(max, delegation.since, origin.since),
        until=_met(min, delegation.until, origin.until),
        limit=_met(min, delegation.limit, origin.limit),
        over=origin.over,
        depth=min(delegation.depth, origin.depth - 1),
        capacity=origin.capacity,
        lapses_after=origin.lapses_after,
    )


def _narrower(wanted: tuple[Subject, ...], held: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """The subjects in both: of two paths one above the other, the longer."""
    within = [path for path in wanted if any(covers(scope, path) for scope in held)]
    below = [path for path in held if any(covers(scope, path) and scope != path for scope in wanted)]
    return tuple(dict.fromkeys(within + below))


def _met(tighter: Callable[[Bound, Bound], Bound], ours: Bound | None, theirs: Bound | None) -> Bound | None:
    """The tighter of two bounds, where None is no bound at all."""
    if ours is None or theirs is None:
        return theirs if ours is None else ours
    return tighter(ours, theirs)


def _above(charter: Charter, office: OfficeName) -> frozenset[OfficeName]:
    """The offices above *office*; a circle, which a charter should not have, ends where it closes."""
    above: set[OfficeName] = set()
    superior = charter.offices[office].superior
    while superior is not None and superior not in above:
        above.add(superior)
        seat = charter.offices.get(superior)
        superior = seat.superior if seat else None
    return frozenset(above - {office})
