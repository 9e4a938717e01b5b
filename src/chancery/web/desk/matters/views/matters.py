"""The list of matters, and opening one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.phrases import LANGUAGES
from chancery.record.matter import MatterId
from chancery.web.desk import trouble
from chancery.web.desk.matters.room import dossiers, guarded, title
from chancery.web.desk.officers import officer
from chancery.web.desk.surroundings import surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One matter in the list."""

    id: str
    name: str
    language: str
    steps: int
    touched: int


@guarded
def matters(request: HttpRequest, language: str) -> HttpResponseBase:
    """Every matter of the office; a form opens another."""
    if request.method == "POST":
        return _opened(request, language)
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD", "POST")
    return _list(request, language)


def named(request: HttpRequest) -> dict[str, str]:
    """The names of a matter as a form gives them, one for each language."""
    return {tongue: request.POST.get(f"name-{tongue}", "") for tongue in LANGUAGES}


def _opened(request: HttpRequest, language: str) -> HttpResponseBase:
    id = MatterId(secrets.token_hex(8))
    dossiers().open(id, named(request), officer(request).person)
    return redirect("matter", language=language, id=id)


def _list(request: HttpRequest, language: str) -> HttpResponse:
    found = []
    for head in dossiers().heads():
        name, tongue = title(head.name, language)
        found.append(Listed(id=head.id, name=name, language=tongue, steps=head.steps, touched=head.touched))
    context = {**surroundings(request, language, here="matters"), "matters": found, "tongues": LANGUAGES}
    return render(request, "desk/matters/list.html", context)
