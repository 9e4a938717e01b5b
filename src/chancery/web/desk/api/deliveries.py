"""What became of an office's letters on their way to their addressees."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from chancery.check.copy import Letter
from chancery.check.projection import letter_of, moment
from chancery.errors import Refused
from chancery.record.statement import Instant, Statement
from chancery.registry.calling import statement_called
from chancery.registry.deliveries import Delivery, Sent
from chancery.store.office.access import Access, Scope
from chancery.web.api import shapes
from chancery.web.api.answering import said
from chancery.web.api.problems import Kind, Problem
from chancery.web.desk import door
from chancery.web.desk.api.bearer import access_with, with_key
from chancery.web.desk.post.room import room

router = Router(tags=["post"])


class TheSent(shapes.Told):
    """One message that brings the letter, or news of it."""

    way: str = Field(description="mail or webhook.")
    brings: str = Field(description="letter or news.")
    state: str = Field(description="waiting, claimed, done or dead.")
    made_at: str
    next_try: str | None = Field(description="None once it is delivered or given up.")
    tries: int
    fault: str | None
    done_at: str | None


class TheDelivery(shapes.Told):
    """A letter and one of its addressees."""

    addressee: str
    for_: str = Field(alias="for", description="action or information.")
    received: str | None = Field(description="Since when they have it; None: nobody said so.")
    silent_since: str | None = Field(description="Since when they could have said so and have not.")
    acknowledged_by: str | None = Field(description="A statement on their own record that says so.")
    sent: list[TheSent]


class Deliveries(shapes.Told):
    """What became of a letter on its way to each of its addressees."""

    letter: shapes.LetterName
    deliveries: list[TheDelivery]


@router.get(
    "/deliveries",
    **with_key(
        Scope.POST_READ,
        "deliveries",
        "Ask what became of a letter on its way",
        Deliveries,
        refuses=(401, 403, 404, 422, 429, 503),
    ),
    by_alias=True,
)
def deliveries(
    request: HttpRequest,
    letter: Annotated[
        str,
        Query(
            min_length=1,
            max_length=500,
            pattern=r"^[^\x00]+$",
            description="By its code, its reference or its id.",
            examples=["US/CMD-IQ/2020/3"],
        ),
    ],
) -> HttpResponse:
    """Of the key's own office."""
    found = _letter(letter, access_with(request))
    told = room().deliveries(found, door.registry())
    return said({"letter": letter_of(found.name), "deliveries": [_told(each) for each in told]})


def _letter(called: str, access: Access) -> Letter:
    try:
        found = door.registry().letter(statement_called(called, door.registry()))
    except Refused:
        found = None
    if found is None or not _is_of(found, access):
        raise Problem(Kind.NOT_FOUND)
    return found


def _is_of(found: Letter, access: Access) -> bool:
    act = found.entry.act
    own = found.entry.institution == door.registry().institution
    return own and isinstance(act, Statement) and act.office == access.office


def _told(delivery: Delivery) -> dict[str, object]:
    acknowledgement = delivery.acknowledgement
    return {
        "addressee": delivery.addressee,
        "for": "action" if delivery.for_action else "information",
        "received": _moment(delivery.received),
        "silent_since": _moment(delivery.silent_since),
        "acknowledged_by": None if acknowledgement is None else acknowledgement.statement,
        "sent": [_sent(each) for each in delivery.sent],
    }


def _sent(sent: Sent) -> dict[str, object]:
    ended = sent.state.value in ("done", "dead")
    return {
        "way": sent.way.value,
        "brings": "letter" if sent.first else "news",
        "state": sent.state.value,
        "made_at": moment(sent.made_at),
        "next_try": None if ended else moment(sent.next_try),
        "tries": sent.tries,
        "fault": None if sent.fault is None else sent.fault.value,
        "done_at": _moment(sent.done_at),
    }


def _moment(at: Instant | None) -> str | None:
    return None if at is None else moment(at)
