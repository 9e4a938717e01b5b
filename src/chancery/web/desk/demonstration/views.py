"""The post box of a demonstration, for whoever visits it; a real house has none to show."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancery.web.desk import door, hands, trouble
from chancery.web.desk.demonstration.letter_box import newest, one
from chancery.web.desk.officers import officer_of
from chancery.web.desk.surroundings import surroundings

SHOWN = 50


def letters(request: HttpRequest, language: str) -> HttpResponse:
    """The newest letters that left the house."""
    folder = _folder(request)
    if folder is None:
        return trouble.not_found(request)
    context = {
        **surroundings(request, language, here="demonstration/mail"),
        "letters": newest(folder, SHOWN),
    }
    return render(request, "desk/demonstration/letters.html", context)


def letter(request: HttpRequest, language: str, key: str) -> HttpResponse:
    """One of them."""
    folder = _folder(request)
    found = None if folder is None else one(folder, key)
    if found is None:
        return trouble.not_found(request)
    context = {**surroundings(request, language, here=f"demonstration/mail/{key}"), "letter": found}
    return render(request, "desk/demonstration/letter.html", context)


def _folder(request: HttpRequest) -> Path | None:
    request.officer = officer_of(request)  # type: ignore[attr-defined]
    mail = door.desk_settings().mail
    return mail.folder if mail is not None and hands.demonstration() is not None else None
