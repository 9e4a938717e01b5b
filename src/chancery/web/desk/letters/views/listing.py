"""The drafts that concern whoever is signed in; those that wait for them stand first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancery.phrases.desk import state
from chancery.record.charter import Charter
from chancery.record.draft import Draft, State
from chancery.record.routing import routing
from chancery.record.statement import Instant, OfficeName
from chancery.registry.draft_form import Papers
from chancery.web.desk import door
from chancery.web.desk.letters.here import address, names_in, title_of
from chancery.web.desk.officers import officer, signed_in
from chancery.web.desk.surroundings import surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One draft in the list."""

    address: str
    title: str
    tongue: str
    office: str
    state: str
    version: int
    waits: str
    """For what it waits for whoever reads the list, as the name of a sentence; empty if for nothing."""


@signed_in
def letters(request: HttpRequest, language: str) -> HttpResponse:
    """Every draft on its way that concerns the officer."""
    person = officer(request).person
    found = list(lines(door.desk().shown_to(person), person, language))
    context = {
        **surroundings(request, language, "letters"),
        "mine": [line for line in found if line.waits],
        "rest": [line for line in found if not line.waits],
    }
    return render(request, "desk/letters/list.html", context)


def lines(shown: Iterable[Papers], person: str, language: str) -> Iterator[Line]:
    """The drafts shown to a person, and for what each waits for them."""
    names, charter, at = names_in(language), door.desk().charter(), door.now()
    for papers in shown:
        draft = papers.draft
        office: OfficeName = draft.statement.office
        yield Line(
            address=_address(language, draft),
            title=title_of(draft),
            tongue=draft.words.authoritative.language if draft.words is not None else language,
            office=names.get(office, office),
            state=state(draft.state, language),
            version=draft.version,
            waits=_waits(draft, person, charter, at),
        )


def _address(language: str, draft: Draft) -> str:
    """A notice has pages of its own, which say what would fall with what it strikes."""
    return f"/{language}/notices/draft/{draft.id}" if draft.statement.notice else address(language, draft)


def _waits(draft: Draft, person: str, charter: Charter, at: Instant) -> str:
    way = routing(draft, charter, at)
    if draft.state is State.IN_REVIEW and person in way.waits_for:
        return "approve"
    if draft.state is State.APPROVED and person in {each.person for each in way.releasers}:
        return "release"
    if draft.state is State.DRAFT and person in draft.drafters:
        return "write"
    return ""
