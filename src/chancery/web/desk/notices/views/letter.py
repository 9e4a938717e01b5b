"""One thing on the record as its office sees it: where it stands, what was seen, what may be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancery import phrases
from chancery.check.copy import Letter
from chancery.phrases import Names
from chancery.record.charter import Charter
from chancery.record.grants import powers
from chancery.record.statement import OfficeName, Statement, Verb
from chancery.registry.drafting import charter_of
from chancery.registry.remedies import ON_A_LETTER, ON_A_NOTICE, Remedy, remedies
from chancery.web.counter.cards import five
from chancery.web.counter.views.letter import found
from chancery.web.desk import door, trouble
from chancery.web.desk.notices.called import names
from chancery.web.desk.notices.clocks import told_clock
from chancery.web.desk.notices.putting import offices_of
from chancery.web.desk.officers import officer, signed_in
from chancery.web.desk.surroundings import surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One act that this officer may choose."""

    verb: str
    name: str
    about: str
    needs: str
    done: bool


@signed_in
def letter(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The page of one letter or notice of this institution."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    shown = ours(code)
    if shown is None:
        return trouble.not_found(request)
    act = shown.entry.act
    assert isinstance(act, Statement), "only statements have letters"
    charter, called = charter_of(door.registry()), names(language)
    offices = offices_of(officer(request), charter, door.now())
    may = remedies(shown.name.id, offices, door.registry(), charter)
    context = {
        **surroundings(request, language, f"notices/letter/{shown.name.code}"),
        "letter": shown,
        "called": called.title(shown.name.id),
        "five": five(shown.answers, language, called, act=act),
        "choices": [_choice(each, language) for each in may if each.open],
        "elsewhere": list(_others(act, offices, charter, called, language)),
        "life": [(each.at, phrases.event(each, language, called, office=act.office)) for each in shown.life],
        "clock": told_clock(shown, language),
        "public": f"http://{door.house().counter}/{language}/letter/{shown.name.code}",
    }
    return render(request, "desk/notices/letter.html", context)


def ours(code: str) -> Letter | None:
    """The letter of that code or reference on our own record; None for any other, or for two."""
    letters = [door.registry().letter(id) for id in found(code)]
    home = door.registry().institution
    own = [each for each in letters if each is not None and each.entry.institution == home]
    return own[0] if len(own) == 1 else None


def _choice(remedy: Remedy, language: str) -> Choice:
    needs = "alone" if remedy.alone else "people"
    return Choice(
        verb=remedy.verb.value.replace("_", "-"),
        name=phrases.say(f"notices.verb.{remedy.verb}", language),
        about=phrases.say(f"notices.about.{remedy.verb}", language),
        needs=phrases.say(f"notices.needs.{needs}", language, count=remedy.people),
        done=remedy.done,
    )


def _others(
    act: Statement, own: tuple[OfficeName, ...], charter: Charter, called: Names, language: str
) -> Iterator[str]:
    """Who else may do something about it, so that an officer without the power knows whom to call."""
    granted = powers(charter).grants
    for verb in ON_A_LETTER if act.notice is None else ON_A_NOTICE:
        if verb is Verb.LIFT and act.notice is not None and act.notice.verb is not Verb.SUSPEND:
            continue
        offices = [office for office, may in granted if may is verb and office not in own]
        names = phrases.listed([phrases.apart(called.get(each, each)) for each in offices], language)
        if offices:
            first = phrases.say(f"notices.verb.{verb}", language)
            yield phrases.say("notices.other_office", language, first=first, then=names)
