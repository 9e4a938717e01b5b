"""Hands that were given elsewhere, brought under a draft: to approve it, to release it, now or at an hour.

Whose hand it is and whether it is over these very words, the registry checks; that
somebody has an access key gives them no hand.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from chancery.errors import NotReady, OutOfOrder
from chancery.record.draft import State
from chancery.record.entry import Entry, Hand
from chancery.record.statement import StatementId
from chancery.registry.draft_form import Papers
from chancery.seal.approval import Approval
from chancery.store.office.access import Scope
from chancery.web.api import shapes
from chancery.web.api.answering import said
from chancery.web.api.plain import lack
from chancery.web.api.problems import Kind, Problem, language_of
from chancery.web.desk import door
from chancery.web.desk.api import after, told
from chancery.web.desk.api.bearer import access_with, with_key
from chancery.web.desk.api.drafts import WRITING, Id
from chancery.web.desk.api.forms import Name, WithHand
from chancery.web.desk.api.once import Chance, Key, once
from chancery.web.desk.api.open import require_counted, require_releaser
from chancery.web.desk.api.rooms import own_papers_for, papers_for

router = Router(tags=["hands"])


class ForAnHour(WithHand):
    """A releaser's hand, given beforehand, and the hour."""

    not_before: shapes.Moment
    embargo: bool = Field(
        False, description="Whether the words may be handed to those in `to` before the hour."
    )
    to: list[Name] = Field(default_factory=list)


@router.post(
    "/drafts/{id}/approve",
    **with_key(Scope.APPROVE, "approve_draft", "Bring an approver's hand", told.TheDraft, refuses=WRITING),
)
def approve(request: HttpRequest, id: Id, agreed: WithHand, key: Key) -> HttpResponse:
    """The hand is over the digest that `to-sign` tells, for the office of the access key."""
    papers = papers_for(access_with(request), id)

    def do(chance: Chance) -> HttpResponse:
        hand = _hand_for_this_office(request, agreed, papers)
        require_counted(papers, hand)
        approved = door.desk().approve(StatementId(id), hand)
        after.approved(approved, hand)
        return said(told.whole(approved))

    def done(chance: Chance) -> HttpResponse | None:
        there = _hand_for_this_office(request, agreed, papers) in papers.approvals
        return said(told.whole(papers)) if there else None

    return once(request, key, do, done=done)


@router.post(
    "/drafts/{id}/release",
    **with_key(
        Scope.RELEASE,
        "release_draft",
        "Bring the releaser's hand, and put the letter on the record",
        told.OnRecord,
        status=201,
        refuses=WRITING,
    ),
)
def release(request: HttpRequest, id: Id, signed: WithHand, key: Key) -> HttpResponse:
    """From this moment everybody can read it; only a notice changes where it stands."""
    papers = own_papers_for(access_with(request), id)

    def do(chance: Chance) -> HttpResponse:
        hand = _hand_for_this_office(request, signed, papers)
        require_releaser(papers, hand)
        entry = _release(request, id, hand)
        after.released(papers)
        return _released(entry)

    def done(chance: Chance) -> HttpResponse | None:
        letter = door.registry().letter(StatementId(id))
        return None if letter is None else _released(letter.entry)

    return once(request, key, do, done=done)


@router.post(
    "/drafts/{id}/schedule",
    **with_key(
        Scope.RELEASE,
        "schedule_draft",
        "Bring the releaser's hand for an hour to come",
        told.TheDraft,
        refuses=WRITING,
    ),
)
def schedule(request: HttpRequest, id: Id, signed: ForAnHour, key: Key) -> HttpResponse:
    """It goes out then if the rules allow it then; any edit before makes the hand worthless."""
    papers = own_papers_for(access_with(request), id)
    hour = shapes.instant(signed.not_before)
    assert hour is not None, "the form asks for an hour"

    def do(chance: Chance) -> HttpResponse:
        hand = _hand_for_this_office(request, signed, papers)
        require_releaser(papers, hand)
        door.desk().plan(StatementId(id), hand, hour, embargo=signed.embargo, to=signed.to)
        return said(told.whole(door.desk().papers(StatementId(id))))

    def done(chance: Chance) -> HttpResponse | None:
        planned = door.desk().planned(StatementId(id))
        there = planned is not None and planned.not_before == hour and papers.draft.state is State.SCHEDULED
        return said(told.whole(papers)) if there else None

    return once(request, key, do, done=done)


def _hand_for_this_office(request: HttpRequest, brought: WithHand, papers: Papers) -> Approval:
    """The hand; raises `Problem` if it is given for another office than the access key is for."""
    hand = brought.hand.read()
    office = hand.office or papers.draft.statement.office
    if office != access_with(request).office:
        raise Problem(Kind.ANOTHER_OFFICE)
    return hand


def _release(request: HttpRequest, id: str, hand: Approval) -> Entry:
    """The Desk counts what is lacking when it refuses; programs are told it by name."""
    try:
        return door.desk().release_at_once(StatementId(id), hand)
    except (NotReady, OutOfOrder) as refusal:
        key = door.desk().charter().keys.get(hand.key)
        releaser = Hand(person=hand.person, key=hand.key, role=hand.role, public=key, office=hand.office)
        found = door.desk().lacking(StatementId(id), releaser)
        named = [lack(each, language_of(request)) for each in found]
        kind = Kind.NOT_READY if isinstance(refusal, NotReady) else Kind.OUT_OF_ORDER
        raise Problem(kind, because=str(refusal), lacking=named) from refusal


def _released(entry: Entry) -> HttpResponse:
    return said(told.on_record(entry), status=201)
