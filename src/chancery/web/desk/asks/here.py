"""The inbox as the Desk has it, and the inquiry that an address names.

Who asked is for the office alone: whoever holds no seat at this moment sees no question,
though they may be signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from chancery.errors import NotPermitted
from chancery.record.charter import Charter
from chancery.record.inquiries import Inquiry
from chancery.record.seats import Seat
from chancery.record.statement import OfficeName, StatementId
from chancery.registry.asking import KeptAsk, inquiry_of
from chancery.registry.drafting import charter_of
from chancery.web.desk import door, trouble
from chancery.web.desk.officers import officer, signed_in
from chancery.wiring import House
from chancery.wiring.inbox import Inbox
from chancery.wiring.inbox import inbox as opened

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
OnInquiry = Callable[Concatenate[HttpRequest, str, Inquiry, P], HttpResponseBase]


def inbox() -> Inbox:
    """What the public left with this house."""
    door.registry()  # it lets the inbox be read under its alias, each time a house is opened
    return _opened(settings.CHANCERY_HOME)


@lru_cache(maxsize=1)
def _opened(home: str) -> Inbox:
    return opened(House.read(Path(home)), key=False)


def charter() -> Charter:
    """The charter in charge; raises `NotPermitted` before there is one."""
    return charter_of(door.registry())


def seats(request: HttpRequest) -> tuple[Seat, ...]:
    """The seats of whoever looks at this page."""
    return officer(request).seats(charter(), door.now())


def seated(page: Page[P]) -> Page[P]:
    """A page for officers who hold a seat; raises `NotPermitted` for others."""

    @wraps(page)
    @signed_in
    def shown(request: HttpRequest, /, *given: P.args, **named: P.kwargs) -> HttpResponseBase:
        if not seats(request):
            raise NotPermitted("Only who holds an office at this moment sees what people asked.")
        return page(request, *given, **named)

    return shown


def on_an_inquiry(page: OnInquiry[P]) -> Callable[..., HttpResponseBase]:
    """A page about everything that is asked about one thing, under the name of any of its questions."""

    @wraps(page)
    @seated
    def shown(
        request: HttpRequest, /, language: str, ask: UUID, *given: P.args, **named: P.kwargs
    ) -> HttpResponseBase:
        found = inquiry_of(StatementId(f"urn:uuid:{ask}"), inbox().asks, door.registry())
        if found is None:
            return trouble.not_found(request)
        return page(request, language, found, *given, **named)

    return shown


def place(inquiry: Inquiry) -> str:
    """The rest of an inquiry's address after the language."""
    return f"asks/{inquiry.name.removeprefix('urn:uuid:')}"


def office_of(kept: KeptAsk) -> OfficeName | None:
    """The office that is asked: the letter's own, or the one that the settings name."""
    return kept.office or inbox().policy.office
