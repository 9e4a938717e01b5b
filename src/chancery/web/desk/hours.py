"""How long one stays signed in: a day's work, and not through a long pause.

A session alone lets somebody read; every act asks for the passkey.  So a pause may be
long enough for a letter to be thought over.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[[HttpRequest], HttpResponseBase]

PAUSE = 2 * 3_600
"""Seconds without a request after which one signs in again."""
MINUTE = 60


def hours(then: View) -> View:
    """Sign out whoever came in too long ago, or was last here too long ago."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and _over(request.session, int(time.time())):
            logout(request)
        return then(request)

    return answer


def _over(session: SessionBase, now: int) -> bool:
    began, seen = session.setdefault("began", now), session.get("seen", 0)
    if now - began >= settings.SESSION_COOKIE_AGE or (seen and now - seen >= PAUSE):
        return True
    if now - seen >= MINUTE:  # not at every page, for each time is written to the disk
        session["seen"] = now
    return False
