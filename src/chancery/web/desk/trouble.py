"""When something cannot be shown or done at the Desk: one clear sentence, what to do, the right status."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancery.errors import NotPermitted, Refused
from chancery.phrases import say
from chancery.web.desk.surroundings import language_of, surroundings


def page(request: HttpRequest, fault: str, *, status: int) -> HttpResponse:
    """The page that says the sentence of that name."""
    language = language_of(request)
    sentence, remedy = (say(f"frame.trouble.{name}", language) for name in (fault, f"{fault}_more"))
    return said(request, sentence, remedy, status=status)


def said(request: HttpRequest, sentence: str, remedy: str, *, status: int) -> HttpResponse:
    """The page that says these two sentences."""
    context = {**surroundings(request, language_of(request)), "sentence": sentence, "remedy": remedy}
    return render(request, "desk/trouble.html", context, status=status)


def refused(request: HttpRequest, fault: Refused) -> HttpResponse:
    """The rules said no, and nothing happened."""
    return page(request, "refused", status=403 if isinstance(fault, NotPermitted) else 409)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django itself could not make sense of."""
    return page(request, "bad_request", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whoever asks may not have it; signing in once more may help."""
    return page(request, "forbidden", status=403)


def too_often(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Somebody knocked too often."""
    return page(request, "too_often", status=429)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing at this address, or nothing for whoever asks."""
    return page(request, "not_found", status=404)


def stranger(request: HttpRequest) -> HttpResponse:
    """Somebody who signed in and has no part in this house."""
    return page(request, "stranger", status=403)


def not_so(request: HttpRequest, *allowed: str) -> HttpResponse:
    """The address does not take that kind of request."""
    response = page(request, "method", status=405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not made by this Desk, or was left lying too long."""
    return page(request, "stale_form", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Something went wrong on our side; nothing was put on the record."""
    return page(request, "broken", status=500)
