"""Agreeing to a draft, on a telephone first: exactly the words whose digest is signed, and one button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.errors import OutOfOrder
from chancery.phrases import say
from chancery.record.draft import STEPS, Draft, Step
from chancery.record.entry import Role
from chancery.record.routing import routing
from chancery.record.statement import OfficeName
from chancery.registry.draft_form import Papers
from chancery.web.desk import door, hands, trouble
from chancery.web.desk.letters.here import address, id_of, names_in, on_a_draft, place, title_of
from chancery.web.desk.letters.panel import objections
from chancery.web.desk.letters.passages import marked
from chancery.web.desk.officers import officer
from chancery.web.desk.surroundings import surroundings
from chancery.web.desk.telling import tell


@on_a_draft
def approve(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    """The words, and the button under them."""
    office = seat(papers.draft, officer(request).person)
    if office is None:
        return redirect(address(language, papers.draft))
    if request.method in ("GET", "HEAD"):
        return _shown(request, language, papers, office)
    if request.method != "POST":
        return trouble.not_so(request, "GET", "HEAD", "POST")
    require_same_words(request, papers)
    given = hands.taken(
        request,
        door.desk().charter(),
        papers.draft.digest,
        Role.APPROVER,
        issuing=papers.draft.statement.office,
        wanted=office,
    )
    door.desk().approve(id_of(papers.draft), given)
    tell(
        given.person,
        "writing.mail.approved",
        once=f"approved/{papers.draft.id}/{papers.draft.digest.hex()}",
        title=title_of(papers.draft),
        at=door.now(),
    )
    messages.success(request, say("writing.done.approve", language))
    return redirect(address(language, papers.draft))


def seat(draft: Draft, person: str) -> OfficeName | None:
    """For which office the person's agreement would bring the draft further; None if for none."""
    if Step.APPROVE not in STEPS[draft.state]:
        return None
    way = routing(draft, door.desk().charter(), door.now())
    seats = (each for rung in way.rungs if rung.missing for each in rung.can if each.person == person)
    return next((each.office for each in seats), None)


def require_same_words(request: HttpRequest, papers: Papers) -> None:
    """Raises `OutOfOrder` if the page that was posted showed other words than those now before review."""
    if request.POST.get("digest") != papers.draft.digest.hex():
        raise OutOfOrder("These words have been edited since; read them again.")


def _shown(request: HttpRequest, language: str, papers: Papers, office: OfficeName) -> HttpResponseBase:
    draft, names = papers.draft, names_in(language)
    context = {
        **surroundings(request, language, place(draft, "approve")),
        "draft": draft,
        "digest": draft.digest.hex(),
        "back": address(language, draft),
        "marked": marked(draft, language, names),
        "objections": objections(door.desk().objections(id_of(draft)), language, names),
        "seat": names.get(office, office),
        "offer": hands.offer(
            request,
            door.desk().charter(),
            draft.digest,
            Role.APPROVER,
            issuing=draft.statement.office,
            wanted=office,
        ),
    }
    return render(request, "desk/letters/approve.html", context)
