"""The addresses of this section of the Desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from chancery.web.desk.notices.views import act, draft, letter, record, sightings

urlpatterns: list[URLPattern] = [
    path("<language:language>/notices", record.record, name="notices"),
    path("<language:language>/notices/letter/<path:code>", letter.letter, name="notices_letter"),
    path("<language:language>/notices/act/<slug:verb>/<path:code>", act.on_a_letter, name="notices_act"),
    path("<language:language>/notices/disclaim", act.disclaim, name="notices_disclaim"),
    path("<language:language>/notices/key/<slug:verb>", act.on_a_key, name="notices_key"),
    path("<language:language>/notices/draft/<str:id>", draft.draft, name="notices_draft"),
    path("<language:language>/notices/sightings", sightings.sightings, name="notices_sightings"),
]
