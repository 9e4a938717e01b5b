"""Every address for programs at the Counter, under `/api/v1/`."""

from __future__ import annotations

from functools import cache

from django.urls import path

from chancery.web.api.frame import Document, described, interface, nothing_here, showing
from chancery.web.counter.api import check, events, institutions, letters

api = interface(
    "Chancery: the Counter",
    "Ask any institution's public record where a letter stands. There are five answers, always all five, "
    "and nothing over all of them. No account is needed, and nothing is changed by asking. "
    "What is not released and what nobody ever wrote are answered alike.",
    name="counter-programs",
)
for router in (check.router, letters.router, institutions.router, events.router):
    api.add_router("", router)


@cache
def document() -> Document:
    """What programs may ask here (OpenAPI 3.1)."""
    return described(api)


urlpatterns = [
    path("openapi.json", showing(document), name="counter_openapi"),
    path("", api.urls),
    path("<path:rest>", nothing_here),
]
