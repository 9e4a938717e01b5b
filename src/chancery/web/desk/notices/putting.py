"""Whose hand is open to whoever looks at a notice: to approve it, to release it, or neither yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from chancery.record.charter import Charter
from chancery.record.draft import (
    ApprovalsLacking,
    Draft,
    ReviewLacking,
    State,
    lacking,
)
from chancery.record.entry import Hand, Role
from chancery.record.statement import Instant, OfficeName
from chancery.registry.foresight import may_be_done_alone
from chancery.web.desk import door, hands
from chancery.web.desk.hands import Offer
from chancery.web.desk.officers import Officer, officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What the officer at this page may do with a notice that is on its way."""

    alone: bool
    """Whether the charter asks for nobody but its releaser."""
    submit: bool
    approve: Offer | None
    release: Offer | None
    approved: bool
    """Whether they have approved it already."""
    may_abandon: bool


def open_to(request: HttpRequest, draft: Draft, charter: Charter) -> Open:
    """What whoever is signed in may do with it now."""
    who, at = officer(request), door.now()
    alone = may_be_done_alone(draft.statement, charter, at, by=who.person)
    approved = any(given.hand.person == who.person for given in draft.approvals)
    writing = draft.state is State.DRAFT
    return Open(
        alone=alone,
        submit=writing and not alone,
        approve=None if writing or approved or alone else _approving(request, draft, charter),
        release=_releasing(request, draft, charter, alone=alone),
        approved=approved,
        may_abandon=who.person in draft.drafters,
    )


def hand_of(who: Officer, charter: Charter, office: OfficeName, at: Instant) -> Hand | None:
    """Their hand as releaser for that office, for asking the rules; None if they do not sit there."""
    for seat in who.seats(charter, at):
        if seat.office == office:
            key = min(seat.keys)
            return Hand(person=who.person, key=key, role=Role.RELEASER, public=charter.keys.get(key))
    return None


def offices_of(who: Officer, charter: Charter, at: Instant) -> tuple[OfficeName, ...]:
    """The offices in which they sit, each once."""
    return tuple(dict.fromkeys(seat.office for seat in who.seats(charter, at)))


def approving_office(who: Officer, draft: Draft, charter: Charter, at: Instant) -> OfficeName | None:
    """For which of their offices they may approve it; None if their approval would not count."""
    if draft.state is State.DRAFT or any(given.hand.person == who.person for given in draft.approvals):
        return None
    counting = [
        office
        for lack in lacking(draft, charter, at)
        if isinstance(lack, ApprovalsLacking)
        for office in lack.offices
    ]
    return next((office for office in offices_of(who, charter, at) if office in counting), None)


def _approving(request: HttpRequest, draft: Draft, charter: Charter) -> Offer | None:
    office = approving_office(officer(request), draft, charter, door.now())
    if office is None:
        return None
    return hands.offer(
        request, charter, draft.digest, Role.APPROVER, issuing=draft.statement.office, wanted=office
    )


def _releasing(request: HttpRequest, draft: Draft, charter: Charter, *, alone: bool) -> Offer | None:
    """A lone act is released from where it was written; any other, once nothing is lacking but this hand."""
    hand = hand_of(officer(request), charter, draft.statement.office, door.now())
    if hand is None:
        return None
    lacks = set(lacking(draft, charter, door.now(), hand))
    if alone:
        lacks -= {ReviewLacking()}
    if lacks:
        return None
    return hands.offer(request, charter, draft.digest, Role.RELEASER, issuing=draft.statement.office)
