"""Signing in as an invented officer: in a demonstration, and nowhere else."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.play.keyring import key_of
from chancery.record.charter import Charter
from chancery.record.composing import people
from chancery.record.seats import seats_of
from chancery.record.statement import Institution
from chancery.store.office.models import Officer
from chancery.web.desk import door, hands, trouble
from chancery.web.desk.entry.charter_in_force import charter_or_none
from chancery.web.desk.entry.rates import too_often
from chancery.web.desk.entry.views.people import BACKEND
from chancery.web.desk.surroundings import surroundings


def demonstration(request: HttpRequest, language: str) -> HttpResponseBase:
    """Every officer of the scenario, each with a button; nothing of the kind at a real house."""
    invented = _invented()
    if not invented:
        return trouble.not_found(request)
    if request.method == "POST":
        return _sign_in(request, language, invented)
    context = {**surroundings(request, language, "demonstration"), "invented": _told(invented, language)}
    return render(request, "desk/entry/demonstration.html", context)


def _sign_in(request: HttpRequest, language: str, invented: tuple[str, ...]) -> HttpResponseBase:
    person = request.POST.get("person", "")
    if too_often(request, "demonstration"):
        return trouble.page(request, "too_often", status=429)
    if person not in invented:
        return trouble.page(request, "bad_request", status=400)
    row = Officer.objects.select_related("account").filter(person=person).first()
    if row is None:
        user = User.objects.create_user(username=f"demonstration-{person}")
        row = Officer.objects.create(account=user, person=person, language=language)
    login(request, row.account, backend=BACKEND)
    record_authentication(request, row.account, method="demonstration")
    return redirect("home", language=language)


def _invented() -> tuple[str, ...]:
    """
    The people of the charter whose keys are the scenario's own, which are no secret to anybody.

    Three things must be so: the house calls itself a demonstration, its domain ends in `.demo`,
    and the person's key in the charter is the one that the scenario makes of its name.
    """
    institution, charter = hands.demonstration(), charter_or_none()
    if institution is None or charter is None:
        return ()
    return tuple(person for person in people(charter) if _has_invented_key(charter, person, institution))


def _has_invented_key(charter: Charter, person: str, institution: Institution) -> bool:
    held = {key for key, whose in charter.root.keys.items() if whose == person}
    for office in charter.offices.values():
        held |= {key for holder in office.holders if holder.person == person for key in holder.keys}
    return any(charter.keys.get(key) == str(key_of(institution, key).public) for key in held)


def _told(invented: tuple[str, ...], language: str) -> list[tuple[str, tuple[str, ...], bool]]:
    """Each person with their offices by title, and whether they hold a key of the root."""
    charter = charter_or_none()
    assert charter is not None, "there are invented officers only where there is a charter"
    titles = {name: office.title.get(language, name) for name, office in charter.offices.items()}
    roots = set(charter.root.keys.values())
    return [
        (
            person,
            tuple(titles[seat.office] for seat in seats_of(charter, person, door.now())),
            person in roots,
        )
        for person in invented
    ]
