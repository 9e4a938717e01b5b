"""The addresses of this section of the Desk."""

from __future__ import annotations

from django.urls import include, path

from chancery.web.desk.entry.views import home

urlpatterns = [
    path("", home.choose, name="choose"),
    path("<language:language>/", home.home, name="home"),
    path("accounts/", include("allauth.urls")),
]
