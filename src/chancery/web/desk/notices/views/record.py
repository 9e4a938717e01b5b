"""What is on the record, to be acted upon: found by code, reference or age; and what is about no letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancery.check.weigh import name_of
from chancery.phrases import Names, iso, say
from chancery.record.code import code_of
from chancery.record.entry import Entry, notice_of
from chancery.record.statement import Statement, Verb
from chancery.registry.drafting import charter_of
from chancery.registry.remedies import Remedy, without_letter
from chancery.web.counter.views.letter import found
from chancery.web.desk import door, trouble
from chancery.web.desk.notices.called import lines, names
from chancery.web.desk.notices.putting import offices_of
from chancery.web.desk.notices.urgent import waiting
from chancery.web.desk.officers import officer, signed_in
from chancery.web.desk.surroundings import surroundings

NEWEST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A report or a confirmation that a key is in other hands."""

    key: str
    sentence: str
    since: str
    confirmed: bool
    code: str


@signed_in
def record(request: HttpRequest, language: str) -> HttpResponse:
    """The newest on the record, or what was looked for."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    registry, called = door.registry(), names(language)
    asked = request.GET.get("q", "").strip()
    looked_for = tuple(map(name_of, registry.entries(found(asked)))) if asked else ()
    shown = looked_for if asked else registry.recent(NEWEST)
    charter = charter_of(registry)
    remedies = without_letter(offices_of(officer(request), charter, registry.now()), registry, charter)
    context = {
        **surroundings(request, language, "notices"),
        "asked": asked,
        "lines": list(lines(shown, language, called)),
        "may": _may(remedies),
        "keys": list(_reported(called, language)),
        "waiting": waiting(request, language, door.desk().shown_to(officer(request).person)),
    }
    return render(request, "desk/notices/record.html", context)


def _may(remedies: tuple[Remedy, ...]) -> dict[str, bool]:
    return {verb.value: any(each.verb is verb and each.open for each in remedies) for verb in Verb}


def _reported(called: Names, language: str) -> Iterator[Reported]:
    for entry in door.registry().about_keys():
        if isinstance(entry.act, Statement):
            yield _told(entry, entry.act, called, language)


def _told(entry: Entry, act: Statement, called: Names, language: str) -> Reported:
    notice = notice_of(entry)
    confirmed = notice.verb is Verb.CONFIRM_COMPROMISE
    sentence = "key_confirmed" if confirmed else "key_reported"
    return Reported(
        key=str(notice.key),
        sentence=say(
            f"notices.{sentence}", language, called, office=act.office, key=str(notice.key), at=entry.at
        ),
        since="" if notice.since is None else iso(notice.since),
        confirmed=confirmed,
        code=code_of(entry.id),
    )
