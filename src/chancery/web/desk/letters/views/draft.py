"""One draft: its words, the way it still has to go, and what whoever looks at it can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from chancery.phrases import has, say
from chancery.phrases.desk import state
from chancery.record.code import code_of
from chancery.record.draft import STEPS, Draft, State, Step
from chancery.record.preflight import Name
from chancery.record.routing import Routing, routing
from chancery.registry.draft_form import Papers
from chancery.registry.margin import Note, Noted
from chancery.web.desk import door
from chancery.web.desk.letters.here import address, id_of, names_in, on_a_draft, place
from chancery.web.desk.letters.ladder import ladder
from chancery.web.desk.letters.panel import lacks, objections
from chancery.web.desk.letters.passages import marked
from chancery.web.desk.officers import officer
from chancery.web.desk.surroundings import surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What the officer at this page can do with the draft."""

    edit: bool
    submit: bool
    give_back: bool
    abandon: bool
    approve: bool
    release: bool
    remind: tuple[str, ...]
    override: bool
    hand_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A note beside the draft as a sentence, and what its writer said in their own words."""

    told: str
    at: int
    text: str


@on_a_draft
def draft(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    """The page of a draft; of a released one, where the letter now is."""
    found, id, names = papers.draft, id_of(papers.draft), names_in(language)
    desk = door.desk()
    way = routing(found, desk.charter(), door.now())
    ended = found.state in (State.RELEASED, State.VOID)
    against = () if ended else desk.objections(id)
    context = {
        **surroundings(request, language, place(found)),
        "draft": found,
        "address": address(language, found),
        "code": code_of(id),
        "state": state(found.state, language),
        "ended": ended,
        "released": found.state is State.RELEASED,
        "office": names.get(found.statement.office, found.statement.office),
        "drafters": sorted(found.drafters),
        "marked": marked(found, language, names),
        "ladder": ladder(way, language, names),
        "objections": objections(against, language, names),
        "lacks": () if ended else lacks(desk.lacking(id), language, names),
        "planned": desk.planned(id) if found.state is State.SCHEDULED else None,
        "notes": list(_notes(desk.notes(id), language)),
        "doing": doing(found, way, officer(request).person, bool(against)),
        "approved": any(each.hand.person == officer(request).person for each in found.approvals),
    }
    return render(request, "desk/letters/draft.html", context)


def doing(found: Draft, way: Routing, person: str, objected: bool) -> Doing:
    """What the table of steps and the charter leave open to this person."""
    steps = STEPS[found.state]
    releases = person in {each.person for each in way.releasers}
    takes_part = person in found.drafters or releases or person in way.waits_for
    agreed = {approval.hand.person for approval in found.approvals}
    return Doing(
        edit=Step.EDIT in steps,
        submit=Step.SUBMIT in steps,
        give_back=Step.GIVE_BACK in steps and (takes_part or person in agreed),
        abandon=Step.ABANDON in steps and (person in found.drafters or releases),
        approve=Step.APPROVE in steps and person in way.waits_for,
        release=Step.RELEASE in steps and releases,
        remind=tuple(sorted(way.waits_for - {person})) if found.state is State.IN_REVIEW else (),
        hand_over=found.state is State.SCHEDULED and releases,
        override=objected and Step.EDIT in steps and found.statement.override is None and releases,
    )


def _notes(notes: tuple[Note, ...], language: str) -> Iterator[Noticed]:
    for note in reversed(notes):
        key = f"writing.noted.{note.noted.name.lower()}"
        told = say(key, language, by=note.by, whom=note.whom, version=note.version)
        text = kept_back(note.text, language) if note.noted is Noted.KEPT_BACK else note.text
        yield Noticed(told=told, at=note.at, text=text)


def kept_back(names: str, language: str) -> str:
    """What stood against a planned release, from the names that were kept."""
    told = []
    for name in names.split():
        key = f"writing.kept_back.{'objected' if name in set(Name) else name}"
        if has(key, language) and (sentence := say(key, language)) not in told:
            told.append(sentence)
    return " ".join(told)
