"""What stands before every page: size, headers, and one clear sentence when something cannot be done."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from chancery.errors import Unavailable
from chancery.store.one_look import one_look
from chancery.web.counter.limits import TooMany
from chancery.web.counter.views import trouble
from chancery.web.door_book import Event, note

View = Callable[[HttpRequest], HttpResponseBase]

FOR_MOMENTS = "public, max-age=5"
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


def headers(then: View) -> View:
    """Headers that every answer carries, a refusal too."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = then(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Cache-Control", _keeping(request, response))
        return response

    return answer


def _keeping(request: HttpRequest, response: HttpResponseBase) -> str:
    """
    How long a page may be kept by whatever stands before us.

    A few seconds carry a whole press conference; each page tells when the record was
    read, so it stays true.  Results and refusals are never kept.
    """
    return FOR_MOMENTS if request.method == "GET" and response.status_code == 200 else "no-store"


def size(then: View) -> View:
    """
    Refuse what is too large before any of it is read.

    A request that does not say its length has no body for WSGI (PEP 3333), so the
    stated length is all there is to look at.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if not stated.isdigit():
            return trouble.page(request, "bad_request", status=400)
        if int(stated) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return trouble.page(request, "too_large", status=413)
        return then(request)

    return answer


def looked_once(then: View) -> View:
    """Let a page look at the record once: it shows one state of it, and asks for nothing twice."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with one_look():
            return then(request)

    return answer


class answers_for_faults:
    """Turn the faults that any view may meet into their pages."""

    def __init__(self, then: View) -> None:
        self.then = then

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.then(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page for *fault*; None for those that Django answers itself."""
        if isinstance(fault, Unavailable):
            return trouble.page(request, "unavailable", status=503)
        if isinstance(fault, RequestDataTooBig):
            return trouble.page(request, "too_large", status=413)
        if isinstance(fault, TooMany):
            note(Event.REFUSED, request, status=429)
            return trouble.too_many(request, fault.wait)
        return None
