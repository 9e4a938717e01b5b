"""The addresses of this section of the Desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from chancery.web.desk.asks.views import call, inquiry, listing, steps

urlpatterns: list[URLPattern] = [
    path("<language:language>/asks", listing.asks, name="asks"),
    path("<language:language>/asks/call", call.call, name="asks_call"),
    path("<language:language>/asks/<uuid:ask>", inquiry.inquiry, name="asks_inquiry"),
    path("<language:language>/asks/<uuid:ask>/step", steps.step, name="asks_step"),
]
