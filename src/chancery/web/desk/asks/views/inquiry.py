"""Everything that is asked about one thing, and what an officer can do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from chancery.phrases import LANGUAGES, say
from chancery.phrases.desk import state
from chancery.record.inquiries import Inquiry
from chancery.record.routing import concerned
from chancery.record.statement import Statement
from chancery.registry.answering import ANSWERING, answers_some_of, latecomers
from chancery.registry.draft_form import Papers
from chancery.web.counter.names import Names
from chancery.web.desk import door, trouble
from chancery.web.desk.asks.here import charter, inbox, office_of, on_an_inquiry, place, seats
from chancery.web.desk.asks.showing import answers, asked, clock, code, informal, rungs, title, told
from chancery.web.desk.officers import officer
from chancery.web.desk.surroundings import surroundings

MOST_SHOWN = 100
"""Questions of one inquiry that its page shows, the oldest first; all of them are answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer on its way, for somebody whom it concerns."""

    id: str
    state: str
    late: int
    """How many wait whom it does not name yet."""


@on_an_inquiry
def inquiry(request: HttpRequest, language: str, found: Inquiry) -> HttpResponseBase:
    """The page."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    return shown(request, language, found)


def shown(
    request: HttpRequest,
    language: str,
    found: Inquiry,
    fault: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """The same, after a form could not be taken as it was: with its one sentence, and what was typed."""
    now, names = door.now(), Names(door.registry(), language, first=door.registry().institution)
    kept = inbox().asks.some(ask.id for ask in found.asks)
    office = office_of(kept[0])
    context = {
        **surroundings(request, language, place(found)),
        "inquiry": found,
        "here": f"/{language}/{place(found)}",
        "title": title(found, names, language),
        "code": code(found.about),
        "state": say(f"asks.word.{found.state(now)}", language),
        "told": told(found, now, language),
        "clock": clock(found, now, language),
        "waiting": len(found.waiting(now)),
        "due": found.due(now),
        "asked": list(islice(asked(found, kept, language), MOST_SHOWN)),
        "more": len(found.asks) > MOST_SHOWN,
        "answers": list(answers(found, names)),
        "informal": informal(found),
        "rungs": list(rungs(found, office, names)),
        "raised": [(names.get(name, name), at, by) for name, at, by in inbox().asks.escalated(found.name)],
        "above": _above(found, office, names),
        "drafts": list(_drafts(request, found, language)),
        "offices": [
            (seat, names.get(seat, seat)) for seat in dict.fromkeys(each.office for each in seats(request))
        ],
        "verbs": [(verb.value, say(f"verb.{verb}", language)) for verb in ANSWERING],
        "languages": LANGUAGES,
        "subject": _subject(found),
        "fault": None if fault is None else say(f"asks.fault.{fault}", language),
        "typed": typed or {},
    }
    return render(request, "desk/asks/inquiry.html", context, status=200 if fault is None else 400)


def _above(found: Inquiry, office: object, names: Names) -> list[tuple[str, str]]:
    """The offices before which it can be put: all above the one that was asked, whether or not it is late."""
    chain, here = [], charter().offices.get(office) if office else None  # type: ignore[call-overload]
    while here is not None and here.superior is not None and here.superior not in chain:
        chain.append(here.superior)
        here = charter().offices.get(here.superior)
    return [(each, names.get(each, each)) for each in chain]


def _subject(found: Inquiry) -> str:
    """What the letter in question is about, to begin with."""
    held = None if found.about is None else door.registry().held(found.about)
    act = None if held is None else held[0].act
    return act.clauses[0].subject if isinstance(act, Statement) and act.clauses else ""


def drafts_answering(request: HttpRequest, found: Inquiry) -> Iterator[Papers]:
    """The answers on their way that concern whoever asks; of others' drafts nobody learns anything."""
    person, now = officer(request).person, door.now()
    for papers in door.desk().pending():
        if answers_some_of(papers.draft.statement, found) and person in concerned(
            papers.draft, charter(), now
        ):
            yield papers


def _drafts(request: HttpRequest, found: Inquiry, language: str) -> Iterator[Draft]:
    for papers in drafts_answering(request, found):
        yield Draft(
            id=papers.draft.id.removeprefix("urn:uuid:"),
            state=state(papers.draft.state, language),
            late=latecomers(papers.draft.statement, found, door.now()),
        )
