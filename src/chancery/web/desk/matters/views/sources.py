"""Sources of a matter: bringing one, and reading it sentence by sentence with what was noted of it."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.phrases import LANGUAGES
from chancery.record.source import Source
from chancery.web.desk import trouble
from chancery.web.desk.matters import telling
from chancery.web.desk.matters.reading_in import text_in
from chancery.web.desk.matters.room import dossiers, guarded, matter_of, source_of, title
from chancery.web.desk.officers import officer
from chancery.web.desk.surroundings import surroundings


@guarded
def bring(request: HttpRequest, language: str, id: str) -> HttpResponseBase:
    """Bring the text of a source, new or known."""
    found = matter_of(id)
    if found is None:
        return trouble.not_found(request)
    if request.method == "POST":
        source = dossiers().bring(
            found.id,
            title=request.POST.get("title", ""),
            text=text_in(request),
            language=_tongue(request.POST.get("language", ""), language),
            noted_in=language,
            by=officer(request).person,
        )
        return redirect("matter-source", language=language, id=id, name=source.name)
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD", "POST")
    name, tongue = title(found.name, language)
    context = {
        **surroundings(request, language, here=f"matters/{id}/sources"),
        "matter": found,
        "name": name,
        "name_language": tongue,
        "tongues": LANGUAGES,
    }
    return render(request, "desk/matters/bring.html", context)


@guarded
def source(request: HttpRequest, language: str, id: str, name: str) -> HttpResponseBase:
    """One source, sentence by sentence."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    found = matter_of(id)
    known = None if found is None else source_of(found, name)
    if found is None or known is None:
        return trouble.not_found(request)
    reading = dossiers().reading(found, known)
    here, tongue = title(found.name, language)
    context = {
        **surroundings(request, language, here=f"matters/{id}/sources/{name}"),
        "matter": found,
        "name": here,
        "name_language": tongue,
        "source": known,
        "here": isinstance(reading.report.source, Source),
        "sentences": list(telling.sentences(reading, language, empty=True)),
        "parties": list(telling.parties(reading.report, language)),
    }
    return render(request, "desk/matters/source.html", context)


@guarded
def put_away(request: HttpRequest, language: str, id: str, name: str) -> HttpResponseBase:
    """Keep the text of the source no longer."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    found = matter_of(id)
    known = None if found is None else source_of(found, name)
    if known is None:
        return trouble.not_found(request)
    dossiers().put_away(known)
    return redirect("matter-source", language=language, id=id, name=name)


def _tongue(asked: str, usual: str) -> str:
    """The language a source is said to be in; a tag we have no pages in is taken as it is, if it is one."""
    tag = asked.strip()
    return tag if tag.isascii() and tag.replace("-", "").isalnum() and len(tag) <= 35 else usual
