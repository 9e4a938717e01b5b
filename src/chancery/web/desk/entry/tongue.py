"""In which language to go on, where an address does not say it.

django-allauth leads from page to page by addresses without a language.  Whoever follows one
came from a page that had one, or is on the way to one; else their account or their browser says.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from chancery.phrases import LANGUAGES
from chancery.web.counter.language import preferred
from chancery.web.desk import trouble
from chancery.web.desk.officers import officer_of


def tongue(request: HttpRequest) -> str:
    """The language to go on in."""
    paths = (
        request.path_info,
        urlsplit(request.headers.get("Referer", "")).path,
        request.GET.get("next", ""),
    )
    for path in paths:
        first = path.lstrip("/").partition("/")[0]
        if first in LANGUAGES:
            return first
    officer = officer_of(request)
    return officer.language if officer is not None else preferred(request.headers.get("Accept-Language", ""))


def in_a_language(request: HttpRequest, **asked: Any) -> HttpResponse:
    """The same address, with a language."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    return redirect(f"/{tongue(request)}{request.get_full_path()}")
