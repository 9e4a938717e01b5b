"""The page of one letter: its words, its five answers at any moment, its life, its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from chancery import phrases
from chancery.check.copy import Letter
from chancery.errors import Malformed
from chancery.phrases import DIRECTIONS, Names
from chancery.record.statement import Instant, Statement, StatementId
from chancery.web.counter import asked
from chancery.web.counter.brought import NotReadable
from chancery.web.counter.cards import Card, Five, five
from chancery.web.counter.corrections import corrections
from chancery.web.counter.door import record
from chancery.web.counter.given_out import given_out
from chancery.web.counter.names import Names as NamesHere
from chancery.web.counter.picture import Picture, picture
from chancery.web.counter.relies import Leaning, leaning
from chancery.web.counter.surroundings import still, surroundings
from chancery.web.counter.views import trouble
from chancery.web.counter.views.feeds import links

MOST_WATCHED = 20
"""Letters that one page watches besides its own."""

WIDE, NARROW = 760, 330
"""The two widths a life is drawn at, so that its writing stays readable on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of the list beside the picture."""

    number: int
    at: int
    what: str
    remark: str | None
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliedOn:
    """A premise: what it is called, where its page is, and whether it is in force."""

    name: str
    code: str | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The same moment twice: as the record showed it then, and as it is known now."""

    then: Five
    now: Five
    agree: bool

    @property
    def rows(self) -> Iterator[tuple[Card, Card]]:
        """Each question with both answers."""
        return zip(self.then.cards, self.now.cards, strict=True)


def letter(request: HttpRequest, language: str, code: str) -> HttpResponseBase:
    """One letter by its code or reference, now or at the moment asked about."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    try:
        at, known = asked.moment(request.GET.get("at")), asked.moment(request.GET.get("known"))
    except NotReadable as refused:
        return trouble.page(request, refused.fault, status=400)
    ids = found(code)
    if len(ids) > 1:
        return _several(request, ids, language)
    now = record().now()
    shown = (
        record().letter(ids[0], at=at, as_known_at=now if at is not None and known is None else known)
        if ids
        else None
    )
    if shown is None and ids and record().letter(ids[0]) is not None:
        return trouble.page(request, "not_yet", status=404)
    if shown is None:
        return trouble.not_found(request)
    response = render(request, "counter/letter.html", _context(request, shown, at, known, language))
    response.headers["Link"] = _link(language, shown.name.code)
    if at is None and settings.CHANCERY_LIVE:
        policy = {"script-src": [SELF], "connect-src": [settings.CHANCERY_LIVE]}
        return csp_update(policy)(lambda _: response)(request)
    return response


def _link(language: str, code: str) -> str:
    """What else can be had of this letter (RFC 8288), for programs that do not read the page."""
    return ", ".join(
        f'<{address}>; rel="alternate"; type="{media}"' for address, media, _ in links(language, code)
    )


def found(name: str) -> tuple[StatementId, ...]:
    """The letters of that code, or else of that reference."""
    try:
        by_code = record().by_code(name)
    except Malformed:
        by_code = ()
    return by_code or record().by_reference(name)


def _several(request: HttpRequest, ids: tuple[StatementId, ...], language: str) -> HttpResponse:
    letters = [each for id in ids if (each := record().letter(id)) is not None]
    names = NamesHere(record(), language)
    context = {**surroundings(language), "letters": [(each, names.title(each.name.id)) for each in letters]}
    return render(request, "counter/several.html", context)


def _context(
    request: HttpRequest, shown: Letter, at: Instant | None, known: Instant | None, language: str
) -> dict[str, object]:
    act = shown.entry.act
    assert isinstance(act, Statement), "only statements have letters"
    names = NamesHere(record(), language, first=shown.name.institution)
    names.meet(shown)
    relied_on = list(_relied_on(shown, names))
    return {
        **surroundings(language, here=f"letter/{shown.name.code}"),
        "letter": shown,
        "own": shown.name.institution == record().institution,
        "given": given_out(shown),
        "act": act,
        "office": names.get(act.office, act.office),
        "issuer": names.get(shown.name.institution, shown.name.institution),
        "form": _form(act.form, language),
        "five": five(shown.answers, language, names, act=act, then=at is not None),
        "clocks": None if at is None else _clocks(shown, at, act, names, language),
        "at": at,
        "asked_at": request.GET.get("at", ""),
        "asked_known": request.GET.get("known", ""),
        "line": phrases.line(shown.answers, language, since=_since(shown)),
        "life": list(_life(shown, act, names, language)),
        "pictures": list(_pictures(shown, at, language)),
        "relied_on": relied_on,
        "leanings": list(_leanings(names.title(shown.name.id), relied_on, language)),
        "live": _live(shown, relied_on) if at is None else None,
        "printed_from": request.build_absolute_uri(f"/{language}/letter/{shown.name.code}"),
        "corrections": list(corrections(shown, names, language, at=at, known=known)),
        "links": links(language, shown.name.code),
        "counter": f"{request.scheme}://{request.get_host()}",
    }


def _form(form: str, language: str) -> str:
    key = f"form.{form}"
    return phrases.say(key, language) if phrases.has(key, language) else form


def _since(shown: Letter) -> int | None:
    """From when the present standing holds: the last event that changed it."""
    since = None
    before = None
    for event in shown.life:
        if event.standing != before:
            since, before = event.at, event.standing
    return since


def _life(shown: Letter, act: Statement, names: Names, language: str) -> Iterator[Happened]:
    for number, event in enumerate(shown.life, 1):
        yield Happened(
            number=number,
            at=event.at,
            what=phrases.event(event, language, names, office=act.office),
            remark=phrases.remark(event, language),
            standing=phrases.standing_word(event.standing, language),
        )


def _pictures(shown: Letter, at: Instant | None, language: str) -> Iterator[tuple[str, Picture | None]]:
    """The life, drawn for wide pages and for narrow ones."""
    for size, width in (("wide", WIDE), ("narrow", NARROW)):
        yield (
            size,
            picture(
                shown.life,
                record().now() if at is None else at,
                language,
                width=width,
                mirrored=DIRECTIONS[language] == "rtl",
                past_moment=at is not None,
                unknown_since=_unknown_since(shown),
            ),
        )


def _unknown_since(shown: Letter) -> Instant | None:
    """From when on nothing is known of where it stands; None: it is known up to the moment asked about."""
    unknown = phrases.standing(shown.answers.standing.state).key == "unknown"
    return shown.answers.record_seen if unknown else None


def _relied_on(shown: Letter, names: NamesHere) -> Iterator[ReliedOn]:
    for id, _, state in shown.relied_on:
        premise = record().letter(id)
        yield ReliedOn(
            name=names.title(id), code=premise.name.code if premise else None, state=state.replace(" ", "_")
        )


def _leanings(
    title: str, relied_on: Sequence[ReliedOn], language: str
) -> Iterator[tuple[str, Leaning | None]]:
    """What it relies on, drawn for wide pages and for narrow ones."""
    premises = [
        (each.name, each.state, phrases.say(f"page.letter.relies_{each.state}", language))
        for each in relied_on
    ]
    for size, width in (("wide", WIDE), ("narrow", NARROW)):
        yield size, leaning(title, premises, width=width, mirrored=DIRECTIONS[language] == "rtl")


def _live(shown: Letter, relied_on: Sequence[ReliedOn]) -> Mapping[str, str] | None:
    """
    Where a reader's browser is told that the record has something new about this letter.

    None where nobody tells.  The page asks for what came after all that it was made of;
    a letter that it relies on may change what it does, too.
    """
    if not settings.CHANCERY_LIVE:
        return None
    codes = [shown.name.code, *(each.code for each in relied_on[:MOST_WATCHED] if each.code)]
    reached = {who: entries for who, entries, _ in record().extent()}
    asked = [("after", str(reached.get(record().institution, 0) - 1)), *(("letter", code) for code in codes)]
    return {"script": still("live.js"), "events": f"{settings.CHANCERY_LIVE}/events?{urlencode(asked)}"}


def _clocks(shown: Letter, at: Instant, act: Statement, names: Names, language: str) -> Clocks | None:
    """Both clocks; None when the letter was not yet on the record then."""
    then = record().letter(shown.name.id, at=at, as_known_at=at)
    now = record().letter(shown.name.id, at=at, as_known_at=record().now())
    if then is None or now is None:
        return None
    return Clocks(
        then=five(then.answers, language, names, act=act, then=True),
        now=five(now.answers, language, names, act=act, then=True),
        agree=[each.state for each in then.answers] == [each.state for each in now.answers],
    )
