"""The outermost thing of a face: what was asked is counted, written down and traced, where somebody wants it.

Where nobody does, Django leaves it out altogether.  A route is the pattern of an address, so that
no word of a link and no code gets into figures, lines or spans.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from ipaddress import ip_address
from typing import Any

from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from chancery.wiring.house import House
from chancery.wiring.watch import diary, traces
from chancery.wiring.watch.readiness import Kept, readiness
from chancery.wiring.watch.settings import COUNTING, Face

View = Callable[[HttpRequest], HttpResponseBase]

FACE = "CHANCERY_FACE"
"""Which face this process is, for figures and spans."""
STATIC, UNKNOWN = "static", "unmatched"
PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
"""Who asks through a web server is a stranger, wherever that web server stands."""

_answers = logging.getLogger(diary.REQUESTS)


class requests:
    """The middleware that stands before all others."""

    def __init__(self, then: View) -> None:
        self._then = then
        self._face = os.environ.get(FACE, Face.COUNTER.value)
        self._counts, self._writes = bool(os.environ.get(COUNTING)), diary.in_json()
        self._maker = traces.tracer(self._face) if traces.is_traced() else None
        if not (self._counts or self._writes or self._maker):
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, and tell of it afterwards."""
        known = diary.request_id.set(diary.id_of(request.META.get("HTTP_X_REQUEST_ID", "")))
        begun = time.perf_counter()
        try:
            with ExitStack() as around:
                answered = self._traced(request, around)
                response = self._then(request)
                route = _route(request)
                if answered is not None:
                    answered(route, response.status_code)
            self._told(request, route, response.status_code, time.perf_counter() - begun)
        finally:
            diary.request_id.reset(known)
        return response

    def _traced(self, request: HttpRequest, around: ExitStack) -> Callable[[str, int], None] | None:
        if self._maker is None:
            return None
        carried = {"traceparent": request.META.get("HTTP_TRACEPARENT", "")}
        return around.enter_context(traces.span_of_request(self._maker, request.method or "", carried))

    def _told(self, request: HttpRequest, route: str, status: int, seconds: float) -> None:
        method = request.method or ""
        if self._counts:
            from chancery.wiring.watch.counted import answered

            answered(self._face, route, method, status, seconds)
        if self._writes:
            facts: dict[str, Any] = {"face": self._face, "route": route, "method": method, "status": status}
            _answers.info(diary.line("answered", **facts, milliseconds=round(seconds * 1e3, 1)))


def checked(kind: str) -> None:
    """Count a check of something of that kind, where somebody counts."""
    if os.environ.get(COUNTING):
        from chancery.wiring.watch import counted

        counted.checked(kind)


def _route(request: HttpRequest) -> str:
    found = request.resolver_match
    if found is not None:
        return found.route
    return STATIC if request.path_info.startswith("/static/") else UNKNOWN


# ── readiness ────────────────────────────────────────────────────────────────


class ready:
    """
    The address at which one face tells whether it may be asked: 200 or 503, and a word.

    With `?verbose` this machine is told thing by thing, and strangers are if the house says so.
    """

    def __init__(self, face: Face, house: Callable[[], House]) -> None:
        self._face, self._house = face, house
        self._look = Kept(lambda: readiness(house(), face))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look, and tell."""
        found = self._look()
        status = 200 if found.ready else 503
        if "verbose" in request.GET and self._may_know(request):
            response = HttpResponse(found.written(), status=status, content_type="application/json")
        else:
            words = "ready\n" if found.ready else "not ready\n"
            response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
        response.headers["Cache-Control"] = "no-store"
        return response

    def _may_know(self, request: HttpRequest) -> bool:
        return self._house().watch.readiness_for_everybody or is_at_home(request)


def is_at_home(request: HttpRequest) -> bool:
    """Whether somebody on this very machine asks, with nobody in between."""
    if any(name in request.META for name in PASSED_ON):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
