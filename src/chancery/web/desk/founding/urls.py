"""The addresses of this section of the Desk."""

from __future__ import annotations

from django.urls import path

from chancery.web.desk.founding.views import charter, parts

urlpatterns = [
    path("<language:language>/charter", charter.charter, name="charter_at_the_desk"),
    path("<language:language>/charter/whole", parts.whole, name="charter_whole"),
    path("<language:language>/charter/root", parts.root, name="charter_root"),
    path("<language:language>/charter/office", parts.office, name="charter_office"),
    path("<language:language>/charter/mandate", parts.mandate, name="charter_mandate"),
    path("<language:language>/charter/capacity", parts.capacity, name="charter_capacity"),
    path("<language:language>/charter/text", parts.text, name="charter_text"),
]
