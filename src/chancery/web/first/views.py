"""Founding a record in a browser: its domain, and who is the first to come."""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from chancery.check.look_alike import oddities
from chancery.phrases import say
from chancery.record.charter_faults import DOMAIN
from chancery.store import database
from chancery.store.office.invitations import invite
from chancery.web.desk import trouble
from chancery.web.desk.surroundings import language_of, surroundings
from chancery.wiring import House, found_house, system_clock
from chancery.wiring.accounts import accounts_ready
from chancery.wiring.desk_settings import DeskSettings
from chancery.wiring.house import SETTINGS

LONGEST = 200


def first(request: HttpRequest, language: str, word: str) -> HttpResponseBase:
    """The form, or the founding; without the word that was printed there is nothing here."""
    if not _is_the_word(word) or (Path(settings.CHANCERY_FOUNDING) / SETTINGS).exists():
        return closed(request)
    if request.method != "POST":
        return _form(request, language, word)
    given = {name: request.POST.get(name, "").strip() for name in ("domain", "person", "address")}
    faults, odd = _faults(given), oddities(given["domain"])
    if faults or (odd and "anyway" not in request.POST):
        return _form(request, language, word, given=given, faults=faults, odd=odd, status=400)
    house = found(given["domain"], given["person"], given["address"], language=language, word=word)
    context = {
        **surroundings(request, language, f"first/{word}"),
        "founded": house.institution,
        "go": f"{settings.CHANCERY_FIRST_URL}/{language}/invitation/{word}",
    }
    return render(request, "desk/founding/ready.html", context)


def found(domain: str, person: str, address: str, *, language: str, word: str) -> House:
    """
    A house with keys that were tried, its accounts, and an invitation for the first to come.

    The word that opened the page is the word of the invitation, so that nobody copies a second.
    """
    folder = Path(settings.CHANCERY_FOUNDING)
    told = f'address = "{settings.CHANCERY_FIRST_ADDRESS}"\nurl = "{settings.CHANCERY_FIRST_URL}"\n'
    house = found_house(folder, domain, told_the_desk=told)
    accounts_ready(house)
    database.attach("default", DeskSettings.of(house).accounts)
    invite(word=word, person=person, address=address, language=language, by=person, at=system_clock())
    Path(settings.CHANCERY_FIRST_DONE).touch()
    return house


def closed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is to be founded here, or not by whoever asks."""
    language = language_of(request)
    sentence, remedy = (say(f"founding.first.{name}", language) for name in ("closed", "closed_more"))
    return trouble.said(request, sentence, remedy, status=404)


def _is_the_word(word: str) -> bool:
    return compare_digest(sha256(word.encode()).hexdigest(), settings.CHANCERY_FIRST_WORD)


def _faults(given: dict[str, str]) -> dict[str, str]:
    """The phrase for each field that cannot be used as it is."""
    found = {}
    if not DOMAIN.fullmatch(given["domain"]):
        found["domain"] = "founding.first.domain_fault"
    if not given["person"] or len(given["person"]) > LONGEST or not given["person"].isprintable():
        found["person"] = "entry.people.fault.person"
    try:
        validate_email(given["address"])
    except ValidationError:
        found["address"] = "entry.people.fault.address"
    return found


def _form(
    request: HttpRequest,
    language: str,
    word: str,
    *,
    given: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    odd: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        **surroundings(request, language, f"first/{word}"),
        "given": given or {},
        "faults": faults or {},
        "odd": [f"founding.odd.{each}" for each in odd],
    }
    return render(request, "desk/founding/first.html", context, status=status)
