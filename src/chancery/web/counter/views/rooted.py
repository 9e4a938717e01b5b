"""What this domain shows to whoever wants to follow its register; see `chancery.web.well_known`."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from chancery.web import well_known
from chancery.web.counter.door import record
from chancery.web.counter.views import trouble


def register(request: HttpRequest) -> HttpResponseBase:
    """Where the register is."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    return well_known.register(request, record())


def root(request: HttpRequest, version: int) -> HttpResponseBase:
    """One version of the charter, as it stands on the log."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    return well_known.root(request, record(), version)
