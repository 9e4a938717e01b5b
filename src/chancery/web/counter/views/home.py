"""The first page: bring something; and the choice of language before it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from chancery.check.answers import LetterName, Question
from chancery.errors import Malformed
from chancery.record.code import read_code
from chancery.record.statement import Statement
from chancery.web.counter.door import record
from chancery.web.counter.language import preferred
from chancery.web.counter.names import Names
from chancery.web.counter.surroundings import surroundings
from chancery.web.counter.views import trouble

RECENT = 8
"""How many letters, and how many notices, are listed."""

LOOKED_AT = 40
"""How many of the newest statements are looked at to find them."""


def choose(request: HttpRequest) -> HttpResponse:
    """Send a reader on to the pages in their language."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    response = HttpResponseRedirect(f"/{preferred(request.headers.get('Accept-Language', ''))}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


def marked(request: HttpRequest, code: str, signature: str = "") -> HttpResponse:
    """Send on whoever scanned a letter's mark to its page; the page answers, not the mark."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    try:
        printed = read_code(code)
    except Malformed:
        return trouble.page(request, "mistyped", status=404)
    language = preferred(request.headers.get("Accept-Language", ""))
    response = HttpResponseRedirect(f"/{language}/letter/{printed}")
    patch_vary_headers(response, ["Accept-Language"])
    return response


def home(request: HttpRequest, language: str) -> HttpResponse:
    """The form, what one gets for it, and the newest letters."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    names = Names(record(), language)
    letters, notices = _newest()
    context = {
        **surroundings(language),
        "questions": list(Question),
        "recent": [(name, names.title(name.id)) for name in letters],
        "notices": [(name, names.title(name.id)) for name in notices],
    }
    return render(request, "counter/home.html", context)


def _newest() -> tuple[list[LetterName], list[LetterName]]:
    """The newest letters, and the notices among them: a flood of these must not push the letters off."""
    letters: list[LetterName] = []
    notices: list[LetterName] = []
    for name in record().recent(LOOKED_AT):
        held = letters if not _is_notice(name) else notices
        if len(held) < RECENT:
            held.append(name)
        if len(letters) == RECENT:
            break
    return letters, notices


def _is_notice(name: LetterName) -> bool:
    held = record().held(name.id)
    act = None if held is None else held[0].act
    return isinstance(act, Statement) and act.notice is not None
