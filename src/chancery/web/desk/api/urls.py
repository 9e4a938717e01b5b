"""The addresses of this section: for programs under `/api/v1/`, and the pages of access keys."""

from __future__ import annotations

from functools import cache

from django.urls import path

from chancery.web.api.frame import PATH, Document, described, interface, nothing_here, showing
from chancery.web.desk.api import asks, deliveries, drafts, hands, notices
from chancery.web.desk.api.views import keys

api = interface(
    "Chancery: the Desk",
    "Work at the letters of one office: write, submit, bring the hands of those who agree, release, "
    "take back. An access key is made by an officer, for one office. It signs nothing: where the charter "
    "asks for a hand, a person gives it elsewhere, over the digest that is told here. "
    "What the pages of the Desk refuse is refused here, by the same rules.",
    name="desk-programs",
)
for router in (drafts.router, hands.router, notices.router, asks.router, deliveries.router):
    api.add_router("", router)


@cache
def document() -> Document:
    """What programs may do here (OpenAPI 3.1)."""
    return described(api)


urlpatterns = [
    path("<language:language>/access", keys.access_keys, name="access_keys"),
    path("<language:language>/access/<int:number>/end", keys.end_key, name="end_access_key"),
    path(f"{PATH}openapi.json", showing(document), name="desk_openapi"),
    path(PATH, api.urls),
    path(f"{PATH}<path:rest>", nothing_here),
]
