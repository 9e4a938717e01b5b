"""The steps that need no signature: submitting, giving back, reminding, letting go, overriding."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from chancery.errors import NotPermitted
from chancery.phrases import say
from chancery.record.routing import Routing, routing
from chancery.record.statement import StatementId
from chancery.registry.draft_form import Papers
from chancery.web.desk import door, trouble
from chancery.web.desk.letters.here import address, id_of, on_a_draft, title_of
from chancery.web.desk.letters.views.draft import doing
from chancery.web.desk.officers import officer
from chancery.web.desk.telling import tell


@on_a_draft
def step(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    """Do what the button says, if it is this officer's to do."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    name = request.POST.get("do", "")
    done = _STEPS.get(name)
    open_ = doing(papers.draft, _way(papers), officer(request).person, _objected(papers))
    if done is None or not getattr(open_, name):
        raise NotPermitted("This step is not open to whoever asked for it.")
    told = done(request, papers)
    messages.success(request, say(f"writing.done.{told}", language))
    return redirect(f"/{language}/letters" if told == "abandon" else address(language, papers.draft))


def _way(papers: Papers) -> Routing:
    return routing(papers.draft, door.desk().charter(), door.now())


def _objected(papers: Papers) -> bool:
    return bool(door.desk().objections(id_of(papers.draft)))


def _submit(request: HttpRequest, papers: Papers) -> str:
    door.desk().submit(id_of(papers.draft))
    return "submit"


def _give_back(request: HttpRequest, papers: Papers) -> str:
    reason, person = request.POST.get("reason", ""), officer(request).person
    door.desk().give_back(id_of(papers.draft), reason, person)
    for drafter in papers.draft.drafters - {person}:
        _tell(drafter, "given_back", id_of(papers.draft), papers, by=person)
    return "give_back"


def _remind(request: HttpRequest, papers: Papers) -> str:
    whom = request.POST.get("whom", "")
    if whom not in _way(papers).waits_for:
        raise NotPermitted("Nothing waits for whoever is to be reminded.")
    note = door.desk().remind(id_of(papers.draft), whom, by=officer(request).person)
    _tell(whom, "reminded", id_of(papers.draft), papers, by=note.by)
    return "remind"


def _abandon(request: HttpRequest, papers: Papers) -> str:
    door.desk().abandon(id_of(papers.draft))
    return "abandon"


def _override(request: HttpRequest, papers: Papers) -> str:
    why = " ".join(request.POST.get("why", "").split())
    if not why:
        raise NotPermitted("An override says why.")
    door.desk().override(id_of(papers.draft), why, by=officer(request).person)
    return "override"


def _hand_over(request: HttpRequest, papers: Papers) -> str:
    door.desk().hand_over(id_of(papers.draft), request.POST.get("whom", ""), by=officer(request).person)
    return "hand_over"


def _tell(person: str, what: str, id: StatementId, papers: Papers, *, by: str) -> None:
    once = f"{what}/{id}/{papers.kept}/{door.now()}"
    tell(person, f"writing.mail.{what}", once=once, by=by, title=title_of(papers.draft), at=door.now())


_STEPS: Mapping[str, Callable[[HttpRequest, Papers], str]] = {
    "submit": _submit,
    "give_back": _give_back,
    "remind": _remind,
    "abandon": _abandon,
    "hand_over": _hand_over,
    "override": _override,
}
