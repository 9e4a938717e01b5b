"""The addresses of this section of the Desk."""

from __future__ import annotations

from django.urls import path

from chancery.web.desk.matters.views import claims, matter, matters, sources

ONE = "<language:language>/matters/<slug:id>"
SOURCE = f"{ONE}/sources/<slug:name>"

urlpatterns = [
    path("<language:language>/matters", matters.matters, name="matters"),
    path(ONE, matter.matter, name="matter"),
    path(f"{ONE}/name", matter.rename, name="matter-name"),
    path(f"{ONE}/gather", matter.gather, name="matter-gather"),
    path(f"{ONE}/take-out", matter.take_out, name="matter-take-out"),
    path(f"{ONE}/sources", sources.bring, name="matter-sources"),
    path(SOURCE, sources.source, name="matter-source"),
    path(f"{SOURCE}/put-away", sources.put_away, name="matter-put-away"),
    path(f"{SOURCE}/<slug:sentence>", claims.claims, name="matter-claims"),
]
