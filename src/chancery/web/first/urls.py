"""The one address of first start, in each language."""

from __future__ import annotations

from django.urls import path

from chancery.web.counter.views import files
from chancery.web.desk import trouble
from chancery.web.first import views

urlpatterns = [
    path("<language:language>/first/<str:word>", views.first, name="first"),
    path("healthz", files.alive, name="healthz"),
]

handler400 = trouble.bad_request
handler404 = views.closed
handler500 = trouble.broken
