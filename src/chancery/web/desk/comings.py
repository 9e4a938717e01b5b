"""The Desk's lines in the door book: sign-ins, refusals, and whatever was done by whom."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from chancery.web.door_book import Event, note

View = Callable[[HttpRequest], HttpResponseBase]

WAYS_IN = frozenset(
    {
        "mfa_login_webauthn",
        "mfa_authenticate",
        "account_request_login_code",
        "account_confirm_login_code",
        "openid_connect_callback",
        "invitation",
        "demonstration",
    }
)
"""The routes by which somebody may come in."""


@receiver(user_logged_in)
def _came(request: HttpRequest, **_: Any) -> None:
    request.came = True  # type: ignore[attr-defined]


def written_down(then: View) -> View:
    """Every step and every refusal gets its line; looking at a page gets none."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        before = _account(request)
        response = then(request)
        event = _event(request, before, response.status_code)
        if event is not None:
            note(event, request, status=response.status_code, **_who(request, before))
        return response

    return answer


def _event(request: HttpRequest, before: int | None, status: int) -> Event | None:
    route = "" if request.resolver_match is None else request.resolver_match.view_name
    steps = request.method not in ("GET", "HEAD")
    if getattr(request, "came", False):
        return Event.CAME
    if status >= 400 and (steps or before is not None or status != 404):
        return Event.REFUSED
    if before is None and route in WAYS_IN and (steps or route == "openid_connect_callback"):
        return Event.KNOCKED
    if before is not None and _account(request) is None:
        return Event.WENT
    return Event.DID if steps else None


def _who(request: HttpRequest, before: int | None) -> dict[str, object]:
    """By the number of the account, or of the access key; and from where."""
    account, access = _account(request), getattr(request, "auth", None)
    session = getattr(request.session, "session_key", None) or ""
    return {
        "account": before if account is None else account,
        "access_key": getattr(access, "number", None),
        "session": hashlib.sha256(session.encode()).hexdigest()[:12] if session else None,
        "from": get_client_ip(request),
    }


def _account(request: HttpRequest) -> int | None:
    return request.user.pk if request.user.is_authenticated else None
