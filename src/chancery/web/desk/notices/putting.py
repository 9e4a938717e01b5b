"""Whose hand is open to whoever looks at a notice: to approve it, to release it, or neither yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest

from chancery.record.charter import Charter
from chancery.record.draft import (
    AnotherReleaserNeeded,
    ApprovalsLacking,
    Draft,
    Lack,
    ReleaserLacking,
    ReviewLacking,
    State,
    lacking,
)
from chancery.record.entry import Hand, Role
from chancery.record.statement import Instant, KeyName, OfficeName
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
    released_later: bool
    """Whether they may release it once others agreed: their hand counts then, and is not needed now."""
    others: tuple[str, ...]
    """Who could put it on the record now, where this officer cannot."""
    approved: bool
    """Whether they have approved it already."""
    may_abandon: bool


def open_to(request: HttpRequest, draft: Draft, charter: Charter) -> Open:
    """What whoever is signed in may do with it now."""
    who, at = officer(request), door.now()
    alone = may_be_done_alone(draft.statement, charter, at, by=who.person)
    approved = any(given.hand.person == who.person for given in draft.approvals)
    writing = draft.state is State.DRAFT
    release = _releasing(request, draft, charter, alone=alone)
    done = writing or approved or alone or release is not None
    approve = None if done else _approving(request, draft, charter)
    return Open(
        alone=alone,
        submit=writing and not alone,
        approve=approve,
        release=release,
        released_later=approve is not None and _may_release_later(who, draft, charter, at),
        others=() if writing or release is not None else may_release(draft, charter, at),
        approved=approved,
        may_abandon=who.person in draft.drafters,
    )


def _may_release_later(who: Officer, draft: Draft, charter: Charter, at: Instant) -> bool:
    hand = hand_of(who, charter, draft.statement.office, at)
    return hand is not None and _can_release(lacking(draft, charter, at, hand))


def _can_release(lacks: Iterable[Lack]) -> bool:
    """Whether what is lacking is anything but another releaser."""
    return not any(isinstance(lack, ReleaserLacking | AnotherReleaserNeeded) for lack in lacks)


def hand_of(who: Officer, charter: Charter, office: OfficeName, at: Instant) -> Hand | None:
    """Their hand as releaser for that office, for asking the rules; None if they do not sit there."""
    for seat in who.seats(charter, at):
        if seat.office == office:
            return _releaser(who.person, min(seat.keys), charter)
    return None


def _releaser(person: str, key: KeyName, charter: Charter) -> Hand:
    return Hand(person=person, key=key, role=Role.RELEASER, public=charter.keys.get(key))


def offices_of(who: Officer, charter: Charter, at: Instant) -> tuple[OfficeName, ...]:
    """The offices in which they sit, each once."""
    return tuple(dict.fromkeys(seat.office for seat in who.seats(charter, at)))


def approving_office(who: Officer, draft: Draft, charter: Charter, at: Instant) -> OfficeName | None:
    """For which of their offices they may approve it; None if their approval would not count."""
    if draft.state is State.DRAFT or any(given.hand.person == who.person for given in draft.approvals):
        return None
    counting = [office for lack in _wanting(draft, charter, at) for office in lack.offices]
    return next((office for office in offices_of(who, charter, at) if office in counting), None)


def may_release(draft: Draft, charter: Charter, at: Instant) -> tuple[str, ...]:
    """Those who could put it on the record now, with their own hand and nobody else's."""
    office = charter.offices.get(draft.statement.office)
    ready = {
        holder.person
        for holder in (office.holders if office else ())
        for key in holder.keys
        if not lacking(draft, charter, at, _releaser(holder.person, key, charter))
    }
    return tuple(sorted(ready))


def _wanting(draft: Draft, charter: Charter, at: Instant) -> Iterator[ApprovalsLacking]:
    """
    The approvals that would bring it further.

    With the likeliest releaser none may be lacking, and yet whoever agreed first cannot
    release it, for one person is not two; they must not have to wait for a colleague.
    """
    yield from (lack for lack in lacking(draft, charter, at) if isinstance(lack, ApprovalsLacking))
    for given in draft.approvals:
        lacks = lacking(draft, charter, at, replace(given.hand, role=Role.RELEASER, office=None))
        if _can_release(lacks):
            yield from (lack for lack in lacks if isinstance(lack, ApprovalsLacking))


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
