"""Releasing a draft: at once, at an hour, or at an hour with some who may have the words beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.errors import ChanceryError, NotReady
from chancery.phrases import say
from chancery.record.draft import STEPS, Draft, Lack, State, Step, TooEarly, lacking
from chancery.record.entry import Hand, Role
from chancery.record.routing import routing
from chancery.record.statement import Instant
from chancery.registry.admission import Objected
from chancery.registry.draft_form import Papers
from chancery.seal.approval import Approval
from chancery.web.desk import door, hands, trouble
from chancery.web.desk.letters.fields import instant_typed, moment_typed
from chancery.web.desk.letters.here import address, id_of, names_in, on_a_draft, place
from chancery.web.desk.letters.panel import lacks, objections
from chancery.web.desk.letters.passages import marked
from chancery.web.desk.letters.views.approve import require_same_words
from chancery.web.desk.officers import officer
from chancery.web.desk.surroundings import surroundings
from chancery.wiring.pressing import pressed

NOW, LATER = "now", "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """When it is to go out, as it was typed."""

    when: str = NOW
    hour: str = ""
    embargo: bool = False
    to: str = ""


@on_a_draft
def release(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    """The words as they will stand on the record, how they will look, and when they go out."""
    if not _may(papers.draft, officer(request).person):
        return redirect(address(language, papers.draft))
    if request.method in ("GET", "HEAD"):
        return _shown(request, language, papers, Asked(hour=moment_typed(papers.draft.not_before)))
    if request.method != "POST":
        return trouble.not_so(request, "GET", "HEAD", "POST")
    return _released(request, language, papers, _asked(request))


def _may(draft: Draft, person: str) -> bool:
    way = routing(draft, door.desk().charter(), door.now())
    return Step.RELEASE in STEPS[draft.state] and person in {each.person for each in way.releasers}


def _asked(request: HttpRequest) -> Asked:
    return Asked(
        when=LATER if request.POST.get("when") == LATER else NOW,
        hour=request.POST.get("hour", "").strip(),
        embargo="embargo" in request.POST,
        to=request.POST.get("to", ""),
    )


def _released(request: HttpRequest, language: str, papers: Papers, asked: Asked) -> HttpResponseBase:
    require_same_words(request, papers)
    try:
        hour = instant_typed(asked.hour) if asked.when == LATER else None
    except ValueError:
        fault = say("writing.fault.no_moment", language, written=asked.hour)
        return _shown(request, language, papers, asked, fault=fault, status=400)
    if hour is not None and hour <= door.now():
        return _shown(request, language, papers, asked, fault=say("writing.fault.past", language), status=400)
    given = hands.taken(
        request,
        door.desk().charter(),
        papers.draft.digest,
        Role.RELEASER,
        issuing=papers.draft.statement.office,
    )
    try:
        return _done(request, language, papers, asked, hour, given)
    except (Objected, NotReady):
        fault = say("writing.fault.refused", language)
        return _shown(request, language, papers, asked, fault=fault, status=409)


def _done(
    request: HttpRequest,
    language: str,
    papers: Papers,
    asked: Asked,
    hour: Instant | None,
    given: Approval,
) -> HttpResponseBase:
    id = id_of(papers.draft)
    if hour is None:
        door.desk().release_at_once(id, given)
        messages.success(request, say("writing.done.release", language))
        _press(request, language, papers)
    else:
        to = [line.strip() for line in asked.to.splitlines() if line.strip()] if asked.embargo else []
        door.desk().plan(id, given, hour, embargo=asked.embargo, to=to)
        messages.success(request, say("writing.done.plan", language, at=hour))
    return redirect(address(language, papers.draft))


def _press(request: HttpRequest, language: str, papers: Papers) -> None:
    """What is on the record stays on it: if the press fails, that is told and nothing else."""
    if papers.words is None:
        return
    try:
        pressed(door.house(), door.registry(), id_of(papers.draft))
    except ChanceryError:
        messages.warning(request, say("writing.unpressed", language))


def _shown(
    request: HttpRequest, language: str, papers: Papers, asked: Asked, *, fault: str = "", status: int = 200
) -> HttpResponseBase:
    draft, names, desk = papers.draft, names_in(language), door.desk()
    charter = desk.charter()
    offer = hands.offer(request, charter, draft.digest, Role.RELEASER, issuing=draft.statement.office)
    context = {
        **surroundings(request, language, place(draft, "release")),
        "draft": draft,
        "digest": draft.digest.hex(),
        "back": address(language, draft),
        "preview": address(language, draft, "preview.pdf"),
        "marked": marked(draft, language, names),
        "objections": objections(desk.objections(id_of(draft)), language, names),
        "lacks": lacks(_lacking(request, draft), language, names),
        "asked": asked,
        "fault": fault,
        "offer": offer,
        "scheduled": draft.state is State.SCHEDULED,
        "now": door.now(),
    }
    return render(request, "desk/letters/release.html", context, status=status)


def _lacking(request: HttpRequest, draft: Draft) -> list[Lack]:
    """What would be lacking under this officer's own hand, the hour aside."""
    charter, at, office = door.desk().charter(), door.now(), draft.statement.office
    keys = sorted(
        key for seat in officer(request).seats(charter, at) if seat.office == office for key in seat.keys
    )
    hand = (
        Hand(
            person=officer(request).person, key=keys[0], role=Role.RELEASER, public=charter.keys.get(keys[0])
        )
        if keys
        else None
    )
    return [each for each in lacking(draft, charter, at, hand) if not isinstance(each, TooEarly)]
