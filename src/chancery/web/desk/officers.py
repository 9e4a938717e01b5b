"""Who is signed in: a person of the charter, with the seats they hold at this moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from chancery.record.charter import Charter
from chancery.record.seats import Seat, seats_of
from chancery.record.statement import Instant
from chancery.store.office.models import Officer as Row
from chancery.store.office.models import OfficerKey
from chancery.web.desk import trouble

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Somebody who works at this Desk, by the name that the charter gives them."""

    person: str
    language: str
    publics: frozenset[str]
    """The public parts of their own keys, as a charter writes them."""

    def seats(self, charter: Charter, at: Instant) -> tuple[Seat, ...]:
        """The seats they hold at that moment, whichever key they hold them with."""
        return seats_of(charter, self.person, at)


def officer_of(request: HttpRequest) -> Officer | None:
    """Who is signed in; None for nobody, or for somebody who has no part in this house."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    row = Row.objects.filter(account=user, left=False).first()
    return None if row is None else officer_in(row)


def officer_in(row: Row) -> Officer:
    """The officer that a row tells of."""
    publics = frozenset(OfficerKey.objects.filter(officer=row).values_list("public", flat=True))
    return Officer(person=row.person, language=row.language, publics=publics)


def officer(request: HttpRequest) -> Officer:
    """Who is signed in, on a page that only officers see."""
    found: Officer = request.officer  # type: ignore[attr-defined]
    return found


def signed_in(page: Page[P]) -> Page[P]:
    """A page for officers only; everybody else is asked to sign in first, and comes back to it."""

    @wraps(page)
    def guarded(request: HttpRequest, /, *given: P.args, **named: P.kwargs) -> HttpResponseBase:
        found = officer_of(request)
        if found is not None:
            request.officer = found  # type: ignore[attr-defined]
            return page(request, *given, **named)
        if getattr(request.user, "is_authenticated", False):
            return trouble.stranger(request)
        return redirect_to_login(request.get_full_path())

    return guarded
