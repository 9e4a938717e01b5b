"""What stands before every address for programs: whatever is refused, is refused as a program reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from chancery.web.api.problems import MEDIA, Problem, of_status, told

View = Callable[[HttpRequest], HttpResponseBase]
PREFIX = "/api/"
PASSED_ON = ("Allow", "Retry-After", "WWW-Authenticate")
"""What a refusal says besides its status, wherever it was written."""


def refusals(then: View) -> View:
    """
    A page that refuses, under an address for programs, becomes the problem of its status.

    So it is with what Django itself refuses, and with what is refused before any view is asked.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return then(request)
        response = _asked(request, then)
        if response.status_code >= 400 and response.headers.get("Content-Type", "") != MEDIA:
            return _as_problem(request, response)
        patch_vary_headers(_headed(response), ["Accept-Language"])
        return response

    return answer


def _asked(request: HttpRequest, then: View) -> HttpResponseBase:
    """The answer; whoever asks for its head alone is answered as for the whole (RFC 9110 section 9.3.2)."""
    if request.method != "HEAD":
        return then(request)
    request.method = "GET"
    try:
        return then(request)
    finally:
        request.method = "HEAD"


def _as_problem(request: HttpRequest, page: HttpResponseBase) -> HttpResponse:
    headers = {name: page.headers[name] for name in PASSED_ON if name in page.headers}
    return told(request, Problem(of_status(page.status_code), headers=headers))


def _headed(response: HttpResponseBase) -> HttpResponse:
    assert isinstance(response, HttpResponse), "nothing is streamed to programs here"
    return response
