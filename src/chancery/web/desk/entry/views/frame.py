"""The pages of django-allauth in our frame and the reader's language."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from chancery.web.desk.entry.tongue import tongue
from chancery.web.desk.officers import officer_of
from chancery.web.desk.surroundings import surroundings


class Framed:
    """Mixed into a view of allauth: the frame, who is signed in, and where this page is."""

    request: HttpRequest
    title: str = ""
    """The name of the phrase in its heading."""

    def dispatch(self, request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:
        """Know who looks at the page, if anybody is signed in."""
        request.officer = officer_of(request)  # type: ignore[attr-defined]
        answer: HttpResponseBase = super().dispatch(request, *given, **named)  # type: ignore[misc]
        return answer

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """What allauth gives the page, and the frame."""
        language = tongue(self.request)
        given: dict[str, Any] = super().get_context_data(**named)  # type: ignore[misc]
        here = self.request.path_info.lstrip("/").partition("/")[2]
        options = given.get("js_data", {})
        asked = options.get("request_options") or options.get("creation_options") or {}
        return {
            **given,
            **surroundings(self.request, language, here),
            "heading": self.title,
            "options": json.dumps(asked),
        }
