"""The same at the Desk, for a house whose domain leads there; nobody signs in for it."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from chancery.web import well_known
from chancery.web.desk import door


def register(request: HttpRequest) -> HttpResponseBase:
    """Where the register is."""
    return well_known.register(request, door.registry())


def root(request: HttpRequest, version: int) -> HttpResponseBase:
    """One version of the charter, as it stands on the log."""
    return well_known.root(request, door.registry(), version)
