"""The page one comes home to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.web.desk.officers import officer, signed_in
from chancery.web.desk.surroundings import surroundings


@signed_in
def choose(request: HttpRequest) -> HttpResponseBase:
    """To the home page in the officer's own language."""
    return redirect(f"/{officer(request).language}/")


@signed_in
def home(request: HttpRequest, language: str) -> HttpResponse:
    """What waits for whoever is signed in."""
    return render(request, "desk/home.html", {**surroundings(request, language)})
