"""The page of one matter, and what is done to it there: a name, something added, something taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.phrases import LANGUAGES
from chancery.record.matter import (
    Deed,
    Gathered,
    Kind,
    Matter,
    Member,
    Membership,
    Named,
    Noted,
    SourceNamed,
    TakenOut,
)
from chancery.record.statement import Instant, StatementId
from chancery.record.unfit import Fault, Unfit, Untimely
from chancery.registry.dossier import Dossier, Reading
from chancery.web.counter import asked
from chancery.web.counter.names import Names
from chancery.web.counter.views.letter import found as letters_called
from chancery.web.desk import door, trouble
from chancery.web.desk.matters import differing, telling, times, webs
from chancery.web.desk.matters.room import dossiers, guarded, matter_of, title
from chancery.web.desk.matters.views.matters import named
from chancery.web.desk.officers import officer
from chancery.web.desk.surroundings import surroundings

DID: Mapping[type[Deed], str] = {
    Named: "matters.did.named",
    Gathered: "matters.did.gathered",
    TakenOut: "matters.did.taken_out",
    SourceNamed: "matters.did.source",
    Noted: "matters.did.noted",
}
"""What was done, by the name of its sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOut:
    """Something that was taken out."""

    membership: Membership
    name: str
    again: bool
    """Whether it is in the matter again."""


# ── reading ──────────────────────────────────────────────────────────────────


@guarded
def matter(request: HttpRequest, language: str, id: str) -> HttpResponseBase:
    """One matter, now, and beside it at the moment asked about."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    found = matter_of(id)
    if found is None:
        return trouble.not_found(request)
    at = asked.moment(request.GET.get("at"))
    return render(request, "desk/matters/matter.html", _context(request, found, at, language))


def _context(request: HttpRequest, found: Matter, at: Instant | None, language: str) -> Mapping[str, object]:
    whole = dossiers().dossier(found)
    names = Names(door.registry(), language)
    readings = {reading.source.name: reading for reading in whole.readings}
    name, tongue = title(found.name, language)
    return {
        **surroundings(request, language, here=f"matters/{found.id}"),
        "matter": found,
        "name": name,
        "name_language": tongue,
        "tongues": [(each, found.name.get(each, "")) for each in LANGUAGES],
        "now": whole.at,
        "statements": [telling.statement(line, names, language) for line in whole.statements],
        "at": at,
        "asked_at": request.GET.get("at", ""),
        "then": [] if at is None else _then(found, whole, at, readings, names, language),
        "stated": list(differing.shown(whole, names, language, apart=False)),
        "apart": list(differing.shown(whole, names, language, apart=True)),
        "webs": list(webs.shown(whole, names, language)),
        "moments": list(times.moments(whole, names, language)),
        "times": list(times.pictures(whole, language)),
        "undated": len(whole.undated),
        "asks": [
            telling.ask(line, names, language, readings[line.source.name] if line.source else None)
            for line in whole.asks
        ],
        "readings": [
            (reading, list(telling.sentences(reading, language, empty=False))) for reading in whole.readings
        ],
        "sightings": whole.sightings,
        "out": list(_out(found, names)),
        "steps": [(step, DID[type(step.deed)]) for step in dossiers().steps(found.id)],
        "gather_kind": request.GET.get("gather", "statement"),
        "gather_name": request.GET.get("called", ""),
    }


def _then(
    found: Matter,
    whole: Dossier,
    at: Instant,
    readings: Mapping[str, Reading],
    names: Names,
    language: str,
) -> list[telling.ShownThen]:
    """Every letter and every question at that moment."""
    return [
        *telling.then(dossiers().stood(found, at), names, language),
        *telling.asked_then(whole.asks, at, readings, names, language),
    ]


def _out(found: Matter, names: Names) -> Iterator[ShownOut]:
    for each in found.memberships:
        if each.removed is not None:
            name = each.member.name
            called = names.title(StatementId(name)) if each.member.kind is Kind.STATEMENT else name
            yield ShownOut(membership=each, name=called, again=found.holds(each.member))


# ── changing ─────────────────────────────────────────────────────────────────


@guarded
def rename(request: HttpRequest, language: str, id: str) -> HttpResponseBase:
    """Call the matter otherwise."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    found = matter_of(id)
    if found is None:
        return trouble.not_found(request)
    dossiers().rename(found.id, named(request), officer(request).person)
    return redirect("matter", language=language, id=id)


@guarded
def gather(request: HttpRequest, language: str, id: str) -> HttpResponseBase:
    """Add a statement by its code or reference, a question or a sighting by its name."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    found = matter_of(id)
    if found is None:
        return trouble.not_found(request)
    for member in _meant(request):
        dossiers().gather(found.id, member, officer(request).person, request.POST.get("note", ""))
    return redirect("matter", language=language, id=id)


@guarded
def take_out(request: HttpRequest, language: str, id: str) -> HttpResponseBase:
    """Say what is taken out, ask for the reason, and do it."""
    if request.method not in ("GET", "HEAD", "POST"):
        return trouble.not_so(request, "GET", "HEAD", "POST")
    found = matter_of(id)
    if found is None:
        return trouble.not_found(request)
    posted = request.POST if request.method == "POST" else request.GET
    member = _member(posted.get("kind", ""), posted.get("member", ""))
    if request.method == "POST":
        dossiers().take_out(found.id, member, officer(request).person, request.POST.get("reason", ""))
        return redirect("matter", language=language, id=id)
    if not found.holds(member):
        return trouble.not_found(request)
    return _really(request, found, member, language)


def _really(request: HttpRequest, found: Matter, member: Member, language: str) -> HttpResponse:
    names = Names(door.registry(), language)
    is_letter = member.kind is Kind.STATEMENT
    context = {
        **surroundings(request, language, here=f"matters/{found.id}"),
        "matter": found,
        "member": member,
        "called": names.title(StatementId(member.name)) if is_letter else member.name,
    }
    return render(request, "desk/matters/take_out.html", context)


def _meant(request: HttpRequest) -> Sequence[Member]:
    """What the form means; a reference that two letters carry is refused: one is named by its code."""
    kind, called = request.POST.get("kind", ""), request.POST.get("called", "").strip()
    if kind != Kind.STATEMENT:
        return (_member(kind, called),)
    ids = (StatementId(called),) if called.startswith("urn:") else letters_called(called)
    if len(ids) > 1:
        raise Unfit(Fault.TWICE, "Two letters carry that reference; name one by its code.", called)
    if not ids:
        raise Untimely(Fault.NOT_HELD, "Nothing of that name is held here; look at the reference.")
    return (Member(kind=Kind.STATEMENT, name=ids[0]),)


def _member(kind: str, name: str) -> Member:
    if kind not in {each.value for each in Kind}:
        raise Untimely(Fault.NOT_HELD, "Nothing of that kind is gathered here.")
    return Member(kind=Kind(kind), name=name)
