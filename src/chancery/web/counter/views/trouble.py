"""When something cannot be shown: one clear sentence, what to do, and the right status.

A page that was not found is the same, octet for octet, whatever was asked for: it must
not tell an unreleased draft from a text nobody ever wrote.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancery.phrases import say, stretch
from chancery.web.counter.language import of_address
from chancery.web.counter.surroundings import surroundings


def page(request: HttpRequest, fault: str, *, status: int) -> HttpResponse:
    """The page that says the sentence of that name."""
    language = of_address(request.path_info)
    sentence, remedy = (say(f"page.trouble.{name}", language) for name in (fault, f"{fault}_more"))
    return said(request, sentence, remedy, status=status)


def said(request: HttpRequest, sentence: str, remedy: str, *, status: int) -> HttpResponse:
    """The page that says these two sentences."""
    language = of_address(request.path_info)
    context = {**surroundings(language), "sentence": sentence, "remedy": remedy}
    return render(request, "counter/trouble.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django itself could not make sense of."""
    return page(request, "bad_request", status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing public has this name."""
    return page(request, "not_found", status=404)


def not_so(request: HttpRequest, *allowed: str) -> HttpResponse:
    """The address does not take that kind of request."""
    response = page(request, "method", status=405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """This address has asked for more than its share (RFC 6585 section 4); nothing was looked at."""
    language = of_address(request.path_info)
    sentence = say("feeds.too_many", language)
    remedy = say("feeds.too_many_more", language, stretch=stretch(wait, language))
    response = said(request, sentence, remedy, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """Something went wrong on our side, and it says nothing about anybody's letter."""
    return page(request, "broken", status=500)
