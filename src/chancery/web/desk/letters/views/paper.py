"""How the letter would look, and what may be handed out before its hour; for officers' eyes."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from chancery.record.draft import State, likeliest_releaser
from chancery.registry.draft_form import Papers
from chancery.web.desk import door, trouble
from chancery.web.desk.letters.here import id_of, names_in, on_a_draft
from chancery.web.desk.letters.press_copy import press_copy
from chancery.wiring.pressing import foreseen


@on_a_draft
def preview(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    """The draft as a PDF that says all over that it is not released."""
    if papers.draft.words is None or papers.draft.state is State.RELEASED:
        return trouble.not_found(request)
    charter, at = door.desk().charter(), door.now()
    releaser = likeliest_releaser(papers.draft, charter, at)
    file = foreseen(door.house(), charter, papers.draft, releaser, at)
    response = HttpResponse(file, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="not-released.pdf"'
    return response


@on_a_draft
def beforehand(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    """The words for those who may have them before the hour (ninjs, `embargoed`), if the releaser says so."""
    planned = door.desk().planned(id_of(papers.draft))
    if planned is None or not planned.embargo or papers.draft.words is None:
        return trouble.not_found(request)
    item = press_copy(papers.draft, planned.not_before, language, names_in(language))
    octets = json.dumps(item, ensure_ascii=False, indent=1).encode() + b"\n"
    response = HttpResponse(octets, content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="under-embargo.json"'
    return response
