"""The way a draft still has to go: who must agree to each part, who has, who still can, who may release it.

All of it is worked out from the charter, the draft and the moment, and nothing of it is
kept: when somebody takes an office over, the way is another one at once.  It agrees with
`draft.lacking`, which decides; this only tells whose turn it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from chancery.record.charter import SUBSTANTIVE, Charter, Holder, Mandate, Rule
from chancery.record.charter_faults import offices_that_count
from chancery.record.charter_remarks import capacity_rule
from chancery.record.draft import Draft, PartAsked, State, asked, counts, likeliest_releaser, parts, separated
from chancery.record.entry import Hand, Role
from chancery.record.statement import Instant, OfficeName, Subject, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A person in a seat that counts, at the moment asked about."""

    person: str
    office: OfficeName
    capacity: str
    acts_for: tuple[str, ...] = ()
    """Whose seat it is, for somebody who only acts in it; nobody if the seat is theirs or vacant."""
    disputed: bool = False
    """Whether the charter itself leaves open if this capacity may do it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One part of the draft, and how far it is on the way."""

    part: str
    """A clause's id; for a notice its verb."""
    verb: Verb
    subject: Subject | None
    mandate: str | None = None
    """None: no mandate allows it, and no approval would help."""
    people: int = 0
    """How many different people must agree, the releaser among them."""
    offices: frozenset[OfficeName] = frozenset()
    agreed: tuple[Seated, ...] = ()
    """Whose agreement to these very words counts."""
    with_releaser: bool = False
    """Whether the likeliest releaser's own hand would count once more."""
    can: tuple[Seated, ...] = ()
    """Who could agree and has not."""

    @property
    def missing(self) -> int:
        """How many more must agree besides whoever releases it."""
        return max(0, self.people - len({each.person for each in self.agreed}) - self.with_releaser)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """The whole way."""

    rungs: tuple[Rung, ...]
    releasers: tuple[Seated, ...]
    """Who may put it on the record, once nothing else is lacking."""
    barred: frozenset[str] = field(default_factory=frozenset)
    """Who holds the office and wrote at the draft, where two must agree: they may not release it."""

    @property
    def waits_for(self) -> frozenset[str]:
        """Those whose agreement would bring it further."""
        return frozenset(each.person for rung in self.rungs if rung.missing for each in rung.can)


def routing(draft: Draft, charter: Charter, at: Instant) -> Routing:
    """The way that *draft* still has to go under *charter*, at that moment."""
    likeliest = likeliest_releaser(draft, charter, at)
    mandates = {part.name: mandate for part, mandate in asked(draft, charter, at, likeliest)}
    holders = _holders(draft.statement.office, charter, at)
    barred = frozenset(
        each.person for each in holders if each.person in draft.drafters and _bars(draft, charter, at, each)
    )
    return Routing(
        rungs=tuple(
            _rung(draft, charter, at, part, mandates.get(part.name), likeliest)
            for part in parts(draft.statement)
        ),
        releasers=tuple(each for each in holders if each.person not in barred),
        barred=barred,
    )


def concerned(draft: Draft, charter: Charter, at: Instant) -> frozenset[str]:
    """Who may see the draft: who wrote at it, who may release it, and whose agreement it asks for."""
    way = routing(draft, charter, at)
    asked_for = {each.person for rung in way.rungs for each in (*rung.can, *rung.agreed)}
    holders = {each.person for each in _holders(draft.statement.office, charter, at)}
    return frozenset(draft.drafters | asked_for | holders)


def offices_concerned(draft: Draft, charter: Charter, at: Instant) -> frozenset[OfficeName]:
    """Whose business the draft is: its office's, and once it is submitted, theirs whose agreement counts."""
    own = frozenset({draft.statement.office})
    if draft.state in (State.DRAFT, State.VOID):
        return own
    return own.union(*(rung.offices for rung in routing(draft, charter, at).rungs))


def _rung(
    draft: Draft,
    charter: Charter,
    at: Instant,
    part: PartAsked,
    mandate: Mandate | None,
    likeliest: Hand | None,
) -> Rung:
    if mandate is None:
        return Rung(part=part.name, verb=part.verb, subject=part.subject)
    agreed = tuple(
        _as_seated(approval.hand, draft, charter, mandate, part.verb, at)
        for approval in draft.approvals
        if counts(draft, charter, mandate, part.verb, approval.hand, at)
    )
    people = {each.person for each in agreed}
    counted = likeliest is not None and counts(draft, charter, mandate, part.verb, likeliest, at)
    return Rung(
        part=part.name,
        verb=part.verb,
        subject=part.subject,
        mandate=mandate.id,
        people=mandate.approvals,
        offices=offices_that_count(mandate),
        agreed=agreed,
        with_releaser=counted and likeliest is not None and likeliest.person not in people,
        can=tuple(each for each in _electors(charter, mandate, part.verb, at) if each.person not in people),
    )


def _electors(charter: Charter, mandate: Mandate, verb: Verb, at: Instant) -> tuple[Seated, ...]:
    """Everybody who sits where agreement counts, in a capacity that is not denied it."""
    return tuple(
        _seated(name, holder, charter, mandate, verb, at)
        for name in charter.offices
        if name in offices_that_count(mandate)
        for holder in charter.offices[name].holders
        if holder.serves(at) and capacity_rule(charter, mandate, holder.capacity, verb) is not Rule.DENY
    )


def _as_seated(
    hand: Hand, draft: Draft, charter: Charter, mandate: Mandate, verb: Verb, at: Instant
) -> Seated:
    office = hand.office or draft.statement.office
    holder = next(
        each
        for each in charter.offices[office].holders
        if each.person == hand.person and hand.key in each.keys and each.serves(at)
    )
    return _seated(office, holder, charter, mandate, verb, at)


def _seated(
    office: OfficeName, holder: Holder, charter: Charter, mandate: Mandate, verb: Verb, at: Instant
) -> Seated:
    rule = capacity_rule(charter, mandate, holder.capacity, verb)
    return Seated(
        person=holder.person,
        office=office,
        capacity=holder.capacity,
        acts_for=_whose_seat(charter, office, holder, at),
        disputed=rule is Rule.DISPUTED,
    )


def _holders(office: OfficeName, charter: Charter, at: Instant) -> tuple[Seated, ...]:
    seat = charter.offices.get(office)
    return tuple(
        Seated(
            person=each.person,
            office=office,
            capacity=each.capacity,
            acts_for=_whose_seat(charter, office, each, at),
        )
        for each in (seat.holders if seat else ())
        if each.serves(at)
    )


def _whose_seat(charter: Charter, office: OfficeName, holder: Holder, at: Instant) -> tuple[str, ...]:
    """The substantive holders now; where the seat is vacant, whoever left it last."""
    if holder.capacity == SUBSTANTIVE:
        return ()
    own = [each for each in charter.offices[office].holders if each.capacity == SUBSTANTIVE]
    serving = tuple(each.person for each in own if each.serves(at) and each.person != holder.person)
    gone = [each for each in own if each.until is not None and each.until <= at]
    last = max(gone, key=lambda each: each.until or at, default=None)
    return serving or (() if last is None else (last.person,))


def _bars(draft: Draft, charter: Charter, at: Instant, seated: Seated) -> bool:
    """Whether the charter keeps drafter and releaser apart here, with any of the person's keys."""
    hands = (
        Hand(person=seated.person, key=key, role=Role.RELEASER, public=charter.keys.get(key))
        for holder in charter.offices[seated.office].holders
        if holder.person == seated.person
        for key in sorted(holder.keys)
    )
    return any(separated(draft, charter, at, hand) for hand in hands)
