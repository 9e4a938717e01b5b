"""The pages on which officers make access keys and end them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from chancery.phrases import say
from chancery.phrases.catalogue import slug
from chancery.record.statement import Instant, OfficeName
from chancery.store.faults import faults
from chancery.store.office.access import PREFIX, Scope, end, keys_of, make, scopes_in
from chancery.store.office.models import AccessKey
from chancery.store.office.models import Officer as Row
from chancery.store.sides import ACCOUNTS
from chancery.web.counter.names import Names
from chancery.web.desk import door, trouble
from chancery.web.desk.officers import Officer, officer, signed_in
from chancery.web.desk.surroundings import surroundings
from chancery.web.desk.telling import tell

DAY = 86_400
LASTING = (7, 30, 90, 365)
"""Days that an access key may last."""
MOST_CHARACTERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An access key as its officer sees it."""

    number: int
    label: str
    office: str
    scopes: tuple[str, ...]
    made: int
    used: int | None
    expires: int
    ended: int | None
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to choose, and what it is called."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The form as it was filled in."""

    label: str
    office: str
    scopes: tuple[str, ...]
    days: int

    def unfit(self, offices: tuple[OfficeName, ...]) -> Iterator[str]:
        """The fields that no key can be made of."""
        if not 0 < len(self.label) <= MOST_CHARACTERS or not self.label.isprintable():
            yield "label"
        if self.office not in offices:
            yield "office"
        if not self.scopes or not set(self.scopes) <= set(Scope):
            yield "scopes"
        if self.days not in LASTING:
            yield "days"


UNFILLED = Wanted(label="", office="", scopes=(Scope.DRAFTS_READ,), days=30)


@signed_in
def access_keys(request: HttpRequest, language: str) -> HttpResponse:
    """One's own access keys, and the form for another."""
    if request.method not in ("GET", "HEAD", "POST"):
        return trouble.not_so(request, "GET", "HEAD", "POST")
    if request.method != "POST":
        return _page(request, language, UNFILLED, ())
    _ask_again(request)
    wanted = _wanted(request)
    unfit = tuple(wanted.unfit(_offices(officer(request))))
    if unfit:
        return _page(request, language, wanted, unfit, status=400)
    context = {**surroundings(request, language), "secret": _made(officer(request), wanted)}
    return render(request, "desk/api/made.html", context)


@signed_in
def end_key(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """End one of one's own access keys; from now on it opens nothing."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    if not end(_row(officer(request)), number, door.now()):
        return trouble.not_found(request)
    return HttpResponseRedirect(reverse("access_keys", kwargs={"language": language}))


def _ask_again(request: HttpRequest) -> None:
    """Have the passkey used once more by whoever came in a while ago and has one to use."""
    kind = Authenticator.Type.WEBAUTHN
    if Authenticator.objects.filter(user=request.user, type=kind).exists():
        raise_if_reauthentication_required(request, app="access")


def _wanted(request: HttpRequest) -> Wanted:
    days = request.POST.get("days", "")
    return Wanted(
        label=request.POST.get("label", "").strip(),
        office=request.POST.get("office", ""),
        scopes=tuple(request.POST.getlist("scope")),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
    )


def _made(who: Officer, wanted: Wanted) -> str:
    secret, at = PREFIX + secrets.token_urlsafe(32), door.now()
    made = make(
        _row(who),
        office=OfficeName(wanted.office),
        label=wanted.label,
        scopes=[Scope(name) for name in wanted.scopes],
        secret=secret,
        at=at,
        expires=Instant(at + wanted.days * DAY),
    )
    tell(who.person, "access.mail.made", once=f"access/{made.pk}", label=wanted.label, at=at)
    return secret


def _page(
    request: HttpRequest, language: str, given: Wanted, unfit: tuple[str, ...], *, status: int = 200
) -> HttpResponse:
    names = Names(door.registry(), language, first=door.registry().institution)
    who = officer(request)
    context = {
        **surroundings(request, language, "access"),
        "keys": [_listed(row, names, language) for row in keys_of(_row(who))],
        "offices": [Choice(name=name, title=names.get(name, name)) for name in _offices(who)],
        "scopes": [Choice(name=scope.value, title=_title(scope, language)) for scope in Scope],
        "lasting": LASTING,
        "given": given,
        "faults": unfit,
    }
    return render(request, "desk/api/keys.html", context, status=status)


def _listed(row: AccessKey, names: Names, language: str) -> Listed:
    return Listed(
        number=row.pk,
        label=row.label,
        office=names.get(row.office, row.office),
        scopes=tuple(_title(scope, language) for scope in Scope if scope in scopes_in(row.scopes)),
        made=row.made,
        used=row.last_used,
        expires=row.expires,
        ended=row.ended,
        over=row.expires <= door.now(),
    )


def _title(scope: Scope, language: str) -> str:
    return say(f"access.scope.{slug(scope)}", language)


def _offices(who: Officer) -> tuple[OfficeName, ...]:
    """The offices in which they sit now, each once."""
    seats = who.seats(door.desk().charter(), door.now())
    return tuple(dict.fromkeys(seat.office for seat in seats))


def _row(who: Officer) -> Row:
    with faults(ACCOUNTS):
        return Row.objects.get(person=who.person)
