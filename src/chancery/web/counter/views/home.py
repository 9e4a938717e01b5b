"""The first page: bring something; and the choice of language before it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from chancery.check.answers import Question
from chancery.web.counter.door import record
from chancery.web.counter.language import preferred
from chancery.web.counter.names import Names
from chancery.web.counter.surroundings import surroundings
from chancery.web.counter.views import trouble

RECENT = 8


def choose(request: HttpRequest) -> HttpResponse:
    """Send a reader on to the pages in their language."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    response = HttpResponseRedirect(f"/{preferred(request.headers.get('Accept-Language', ''))}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


def home(request: HttpRequest, language: str) -> HttpResponse:
    """The form, what one gets for it, and the newest letters."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    names = Names(record(), language)
    recent = [(name, names.title(name.id)) for name in record().recent(RECENT)]
    context = {**surroundings(language), "questions": list(Question), "recent": recent}
    return render(request, "counter/home.html", context)
