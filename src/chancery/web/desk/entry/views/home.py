"""The page one comes home to: what waits, what is urgent, what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.record.asks import AskState
from chancery.record.charter import Charter
from chancery.record.charters import taking_charge
from chancery.record.draft import State
from chancery.record.statement import Instant
from chancery.registry.asking import open_inquiries
from chancery.registry.chartering import Stage, Tally
from chancery.registry.draft_form import Papers
from chancery.web.desk import door
from chancery.web.desk.asks.here import inbox
from chancery.web.desk.entry.charter_in_force import charter_or_none, chartering
from chancery.web.desk.letters.here import title_of
from chancery.web.desk.letters.views.listing import lines
from chancery.web.desk.notices.called import lines as record_lines
from chancery.web.desk.notices.called import names
from chancery.web.desk.notices.urgent import urgent
from chancery.web.desk.officers import Officer, officer, signed_in
from chancery.web.desk.surroundings import surroundings

NEWEST = 8
"""How many letters are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A draft that waits for its hour."""

    title: str
    at: Instant


@signed_in
def choose(request: HttpRequest) -> HttpResponseBase:
    """To the home page in the officer's own language."""
    return redirect("home", language=officer(request).language)


@signed_in
def home(request: HttpRequest, language: str) -> HttpResponse:
    """What waits for whoever is signed in."""
    who, charter = officer(request), charter_or_none()
    context = {
        **surroundings(request, language),
        "seats": _seats(who, charter, language),
        "charter": charter,
        "may_prepare": chartering().may_prepare(who.person),
        "to_sign": _to_sign(who),
        "version_to_sign": _version_underway(),
        "charter_waits": _waiting_charter(),
        **(_of_the_day(request, who, language) if charter is not None else {}),
    }
    return render(request, "desk/entry/home.html", context)


def _of_the_day(request: HttpRequest, who: Officer, language: str) -> dict[str, object]:
    """What each section of the Desk has for this officer today."""
    shown = tuple(door.desk().shown_to(who.person))
    drafts = [line for line in lines(shown, who.person, language) if line.waits]
    return {
        **urgent(request, language, shown),
        "drafts": [line for line in drafts if "/notices/" not in line.address],
        "planned": list(_planned(shown)),
        "overdue": _overdue(who),
        "newest": list(record_lines(door.registry().recent(NEWEST), language, names(language))),
    }


def _planned(shown: Iterable[Papers]) -> Iterator[Planned]:
    """The releases that wait for their hour, of drafts that concern this officer."""
    for papers in shown:
        if papers.draft.state is State.SCHEDULED and papers.draft.not_before is not None:
            yield Planned(title=title_of(papers.draft), at=papers.draft.not_before)


def _overdue(who: Officer) -> int:
    """How many questions have waited longer than was promised; only people with a seat see them."""
    if not who.seats(door.desk().charter(), door.now()):
        return 0
    found = open_inquiries(inbox().asks, door.registry(), door.now())
    return sum(each.state(door.now()) is AskState.OVERDUE for each in found)


def _seats(who: Officer, charter: Charter | None, language: str) -> tuple[str, ...]:
    if charter is None:
        return ()
    titles = {name: office.title.get(language, name) for name, office in charter.offices.items()}
    return tuple(titles[seat.office] for seat in who.seats(charter, door.now()))


def _to_sign(who: Officer) -> Tally | None:
    """The part of a root whose holder they are in the charter on its way, while their hand is lacking."""
    step = chartering().current()
    if step is None or step.stage is not Stage.SIGNING:
        return None
    return next((each for each in chartering().tallies() if each.missing and who.person in each.others), None)


def _version_underway() -> int | None:
    return None if chartering().current() is None else chartering().charter().version


def _waiting_charter() -> tuple[int, int] | None:
    """A charter on the record that changes the root and has not taken charge: its version, and when."""
    entries = door.registry().charters(door.registry().institution)
    starts = taking_charge(entries)
    for entry in reversed(entries):
        if isinstance(entry.act, Charter) and starts[entry.id] > door.now():
            return entry.act.version, starts[entry.id]
    return None
