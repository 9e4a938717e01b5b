"""What stands before every page of the Desk: nothing of it is kept anywhere, and faults get one sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from chancery.errors import Conflict, Malformed, Refused, Unavailable, Untrusted
from chancery.web.api.guard import PREFIX
from chancery.web.desk import trouble

View = Callable[[HttpRequest], HttpResponseBase]

METHODS = ("GET", "HEAD", "POST")
PERMISSIONS = (
    "publickey-credentials-get=(self), publickey-credentials-create=(self), "
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"
)


def headers(then: View) -> View:
    """Headers that every answer carries, a refusal too."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = then(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def methods(then: View) -> View:
    """
    Let nothing but GET, HEAD and POST reach a page, and nothing that was sent to another host.

    What no form can send is exempt from the form's own mark (Django's CSRF check passes
    OPTIONS and TRACE), so no page may take it for one of the three.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.get_host()  # raises DisallowedHost; nothing else here would ask
        if request.method in METHODS or request.path_info.startswith(PREFIX):
            return then(request)
        return trouble.not_so(request, *METHODS)

    return answer


class answers_for_faults:
    """Turn the faults that any view may meet into their pages."""

    def __init__(self, then: View) -> None:
        self.then = then

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.then(request)

    def process_view(
        self, request: HttpRequest, view: object, given: object, named: object
    ) -> HttpResponse | None:
        """Refuse a NUL, which no keyboard types and PostgreSQL keeps in no text; programs say it in JSON."""
        if request.path_info.startswith(PREFIX):
            return None
        typed = (text for form in (request.GET, request.POST) for _, some in form.lists() for text in some)
        unkept = "\0" in request.path_info or any("\0" in text for text in typed)
        return trouble.page(request, "bad_request", status=400) if unkept else None

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page for *fault*; None for those that Django answers itself."""
        match fault:
            case RequestDataTooBig():
                return trouble.page(request, "too_large", status=413)
            case Conflict():
                return trouble.page(request, "conflict", status=409)
            case Unavailable():
                return trouble.page(request, "unavailable", status=503)
            case Refused():
                return trouble.refused(request, fault)
            case Malformed() | Untrusted():
                return trouble.page(request, "bad_request", status=400)
            case _:
                return None
