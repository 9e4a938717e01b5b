"""A letter begun: from nothing, from a form that is often used, or from somebody's manuscript."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.errors import Malformed
from chancery.phrases import say
from chancery.record.statement import OfficeName, Statement, StatementId
from chancery.record.words import Text, Words
from chancery.web.desk import door, trouble
from chancery.web.desk.letters.here import address, names_in
from chancery.web.desk.letters.models_of_letters import MODELS, model
from chancery.web.desk.officers import officer, signed_in
from chancery.web.desk.surroundings import surroundings
from chancery.wiring.chance import fresh_id, fresh_salt

MOST_OCTETS = 25_000_000


@signed_in
def begin(request: HttpRequest, language: str) -> HttpResponseBase:
    """Choose what to begin with; the letter itself is written on the next page."""
    if request.method in ("GET", "HEAD"):
        return _shown(request, language)
    if request.method != "POST":
        return trouble.not_so(request, "GET", "HEAD", "POST")
    office = OfficeName(request.POST.get("office", ""))
    if office not in door.desk().charter().offices:
        return _shown(request, language, "no_office", status=400)
    try:
        words = _words(request)
    except Malformed:
        return _shown(request, language, "no_manuscript", status=400)
    return redirect(address(language, door.desk().papers(_begun(request, office, words)).draft, "edit"))


def _words(request: HttpRequest) -> Mapping[str, str]:
    """The words to begin with; raises `Malformed` for a file that is no manuscript."""
    file = request.FILES.get("file")
    if file is None:
        return model(request.POST.get("model", ""))
    from chancery.paper.manuscript import manuscript
    from chancery.paper.sandbox import Sandbox

    if file.size is None or file.size > MOST_OCTETS:
        raise Malformed("The file is larger than is read here.")
    return manuscript(file.read(), str(file.name), sandbox=Sandbox.here())


def _begun(request: HttpRequest, office: OfficeName, words: Mapping[str, str]) -> StatementId:
    here = door.registry().institution
    statement = Statement(id=fresh_id(here), institution=here, office=office)
    texts = [Text(language=tongue, text=text) for tongue, text in words.items()]
    registered = Words(authoritative=texts[0], translations=tuple(texts[1:])) if texts else None
    door.desk().begin(statement, registered, salt=fresh_salt(), by=officer(request).person)
    return statement.id


def _shown(request: HttpRequest, language: str, fault: str = "", status: int = 200) -> HttpResponseBase:
    charter, names = door.desk().charter(), names_in(language)
    own = {seat.office for seat in officer(request).seats(charter, door.now())}
    offices = sorted(charter.offices, key=lambda each: each not in own)
    context = {
        **surroundings(request, language, "letters/begin"),
        "offices": [(office, names.get(office, office)) for office in offices],
        "models": [(each, say(f"writing.model.{each}", language)) for each in MODELS],
        "fault": say(f"writing.fault.{fault}", language) if fault else "",
    }
    return render(request, "desk/letters/begin.html", context, status=status)
