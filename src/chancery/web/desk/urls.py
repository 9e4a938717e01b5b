"""Every address of the Desk.  Pages begin with their language."""

from __future__ import annotations

from django.urls import include, path

from chancery.web import watched
from chancery.web.counter.views import files
from chancery.web.desk import rooted, trouble
from chancery.web.desk.door import house
from chancery.wiring.watch.settings import Face

urlpatterns = [
    path("", include("chancery.web.desk.entry.urls")),
    path("", include("chancery.web.desk.founding.urls")),
    path("", include("chancery.web.desk.letters.urls")),
    path("", include("chancery.web.desk.notices.urls")),
    path("", include("chancery.web.desk.asks.urls")),
    path("", include("chancery.web.desk.matters.urls")),
    path("", include("chancery.web.desk.post.urls")),
    path("", include("chancery.web.desk.demonstration.urls")),
    path("", include("chancery.web.desk.api.urls")),
    path(".well-known/chancery/register", rooted.register, name="well_known_register"),
    path(".well-known/chancery/root/<int:version>.cbor", rooted.root, name="well_known_root"),
    path("healthz", files.alive, name="healthz"),
    path("readyz", watched.ready(Face.DESK, house), name="readyz"),
]

handler400 = trouble.bad_request
handler403 = trouble.forbidden
handler404 = trouble.not_found
handler429 = "chancery.web.desk.trouble.too_often"
handler500 = trouble.broken
