"""One act under one charter: which of its mandates allow it, and whose hands count towards them.

Approvals count persons, not keys and not signatures.  The releaser approves by
releasing, and must hold the office in whose name the act is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from chancery.record.charter import Holder, Mandate, Reach, Rule
from chancery.record.entry import Entry, Hand, Role, charter_of, statement_of
from chancery.record.keys_in_doubt import key_good
from chancery.record.logic import NO, UNDETERMINED, YES, known
from chancery.record.rules import Ground
from chancery.record.sight import Sight
from chancery.record.statement import OfficeName, Subject, Verb, covers

A = TypeVar("A")

APPROVING = frozenset({Role.APPROVER, Role.RELEASER})
ALLOWED = {Rule.ALLOW: YES, Rule.DENY: NO, Rule.DISPUTED: UNDETERMINED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """What an act asks the charter for."""

    verb: Verb
    subject: Subject
    amount: Decimal = Decimal(0)
    over: OfficeName | None = None
    """For a notice with a target: in whose name that was done."""


Persons = Mapping[str, A]
"""Each person with a hand under the act, and whether that hand counts."""

Demand = Callable[[Mandate, Persons[A]], A]
"""Something more to ask of each mandate that may allow the act."""


class Case(Generic[A]):
    """An entry that asks for a power, before one charter."""

    __slots__ = ("also", "asked", "charter", "entry", "office", "powers", "sight", "tell")

    def __init__(
        self, sight: Sight[A], entry: Entry, charter: Entry, asked: Power, also: Demand[A] | None
    ) -> None:
        self.sight, self.tell = sight, sight.tell
        self.entry, self.office = entry, statement_of(entry).office
        self.charter, self.powers = charter_of(charter), sight.powers[charter.id]
        self.asked, self.also = asked, also

    def under_some_mandate(self) -> A:
        """Whether any mandate of the office, its own or delegated, allows it."""
        mandates = self.powers.grants.get((self.office, self.asked.verb), ())
        if not mandates:
            return self.tell.leaf(NO, Ground.NO_MANDATE, self.office, self.asked.verb)
        ways = [self._under(mandate) for mandate in mandates]
        return self.tell.some(ways, Ground.SOME_MANDATE, self.office, self.asked.verb)

    def _under(self, mandate: Mandate) -> A:
        persons = self._persons(mandate)
        parts = [
            *self._scope(mandate),
            *self._reach(mandate),
            self.tell.enough(mandate.approvals, list(persons.values()), Ground.MANDATE_APPROVALS),
            *self._release(mandate),
        ]
        if self.also is not None:
            parts.append(self.also(mandate, persons))
        return self.tell.every(parts, Ground.MANDATE, mandate.id)

    def _scope(self, mandate: Mandate) -> list[A]:
        """Subject, dates and limit; a bound that was not set is not asked after."""
        tell, asked, at = self.tell, self.asked, self.entry.at
        about = known(any(covers(scope, asked.subject) for scope in mandate.about))
        parts = [tell.leaf(about, Ground.MANDATE_SUBJECT, asked.subject, mandate.about)]
        since, until, limit = mandate.since, mandate.until, mandate.limit
        if since is not None or until is not None:
            dates = known((since is None or since <= at) and (until is None or at < until))
            parts.append(tell.leaf(dates, Ground.MANDATE_DATES, since, until, at))
        if limit is not None:
            parts.append(
                tell.leaf(known(asked.amount <= limit), Ground.MANDATE_LIMIT, str(asked.amount), str(limit))
            )
        return parts

    def _reach(self, mandate: Mandate) -> list[A]:
        """For a notice: over whom.  The issuing office and its superiors; only superiors disown."""
        over = self.asked.over
        if over is None or mandate.over is Reach.ANY:
            return []
        own, superior = over == self.office, self.powers.superior(self.office, over)
        parts = [self.tell.leaf(known(own or superior), Ground.MANDATE_OVER, self.office, over)]
        if self.asked.verb is Verb.DISOWN:
            allowed = known(superior or (own and mandate.may_disown_itself))
            parts.append(self.tell.leaf(allowed, Ground.MANDATE_SUPERIOR, self.office, over))
        return parts

    def _release(self, mandate: Mandate) -> list[A]:
        """Released by a holder of the office; where several must approve, not by the drafter."""
        releasers = [hand for hand in self.entry.hands if hand.role is Role.RELEASER]
        seated = any(self.powers.holder(self.office, hand, self.entry.at) for hand in releasers)
        parts = [self.tell.leaf(known(seated), Ground.MANDATE_RELEASED, self.office)]
        if mandate.separation and mandate.approvals > 1:
            drafters = {hand.person for hand in self.entry.hands if hand.role is Role.DRAFTER}
            both = tuple(hand.person for hand in releasers if hand.person in drafters)
            parts.append(self.tell.leaf(known(not both), Ground.MANDATE_SEPARATION, both))
        return parts

    def _persons(self, mandate: Mandate) -> Persons[A]:
        """A person counts once, if any of the keys they signed with does."""
        # By key and office as well: whoever approves and then releases is told once.
        hands: dict[str, dict[tuple[object, ...], A]] = {}
        for hand in self.entry.hands:
            if hand.role in APPROVING:
                given = hands.setdefault(hand.person, {})
                given[hand.key, hand.public, hand.office] = self._hand(mandate, hand)
        return {
            person: self.tell.some(tuple(given.values()), Ground.PERSON, person)
            for person, given in hands.items()
        }

    def _hand(self, mandate: Mandate, hand: Hand) -> A:
        """Whether one hand counts: of a holder of an office that may approve, fit for it, with a good key."""
        office, tell = hand.office or self.office, self.tell
        if office != self.office and office not in (mandate.approvers or ()):
            return tell.leaf(NO, Ground.HAND_ELIGIBLE, hand.person, office)
        holder = self.powers.holder(office, hand, self.entry.at)
        if holder is None:
            return tell.leaf(NO, Ground.HAND_SEATED, hand.person, hand.key, office)
        parts = [self._capacity(mandate, holder), key_good(self.sight, self.entry, hand.key)]
        return tell.every(parts, Ground.HAND, hand.person, hand.key, office)

    def _capacity(self, mandate: Mandate, holder: Holder) -> A:
        """Whether the holder may do this in their capacity; what no rule forbids is allowed."""
        verb = self.asked.verb
        general = self.charter.capacity.get(holder.capacity, {}).get(verb, Rule.ALLOW)
        rule = mandate.capacity.get(holder.capacity, general)
        return self.tell.leaf(ALLOWED[rule], Ground.HAND_CAPACITY, holder.person, holder.capacity, verb)
