"""The charter as sentences, in every version; and the offices it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancery.check.look_alike import look_alikes
from chancery.phrases import DIRECTIONS, LANGUAGES, has, say
from chancery.phrases.charter_aloud import Paragraph, aloud
from chancery.phrases.vouching import taken_for, vouched
from chancery.record.charter import Charter, Holder, Office
from chancery.record.charters import taking_charge
from chancery.record.statement import Instant, Institution
from chancery.web.counter.door import record
from chancery.web.counter.names import Names, institution_name, newest_charter
from chancery.web.counter.surroundings import surroundings
from chancery.web.counter.views import trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a charter, read aloud in the reader's language and in the other one."""

    number: int
    at: int
    ended: int | None
    """When its time ended; None while it has not."""
    begins: int | None
    """When it takes charge, while a change of the root still waits; None: it has."""
    paragraphs: tuple[Paragraph, ...]
    elsewhere: tuple[tuple[str, str, str, tuple[Paragraph, ...]], ...]
    """The same in each other language: its tag, direction and name, and the paragraphs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One office as its card shows it."""

    title: str
    name: str
    superior: str | None
    holders: tuple[tuple[Holder, str], ...]


def charter(request: HttpRequest, language: str, institution: str | None = None) -> HttpResponse:
    """Who may say what at an institution, newest version first."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    whose = _whose(institution)
    if whose is None:
        return trouble.not_found(request)
    versions = sorted(_versions(whose, language), key=lambda version: -version.number)
    begun = [version for version in versions if version.begins is None]
    context = {
        **surroundings(language, here=f"charter/{whose}"),
        "of": institution_name(record(), whose, language),
        "whose": whose,
        "waiting": [version for version in versions if version.begins is not None],
        "newest": begun[:1],
        "earlier": begun[1:],
        "elsewhere": _elsewhere(whose, language),
        "vouched": _vouched(whose, language),
        "alike": _alike(whose, language),
    }
    return render(request, "counter/charter.html", context)


def offices(request: HttpRequest, language: str, institution: str | None = None) -> HttpResponse:
    """The offices of an institution, and who holds them now."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    whose = _whose(institution)
    if whose is None:
        return trouble.not_found(request)
    newest = newest_charter(record(), whose)
    context = {
        **surroundings(language, here=f"offices/{whose}"),
        "of": institution_name(record(), whose, language),
        "whose": whose,
        "seats": [] if newest is None else list(_seats(newest, record().now(), language)),
    }
    return render(request, "counter/offices.html", context)


def _whose(institution: str | None) -> Institution | None:
    """The institution asked about, our own when none is named; None for one that is not held here."""
    if institution is None:
        return record().institution
    held = record().institutions() | {record().institution}
    return next((each for each in held if each == institution), None)


def _known() -> frozenset[Institution]:
    """Our own name, and those of the institutions whose records are held here."""
    return record().institutions() | {record().institution}


def _alike(whose: Institution, language: str) -> list[str]:
    """The names known here that this one can be taken for, and how well those are known."""
    now, pins = record().now(), record().pinned
    return [
        taken_for(whose, each, pins(each.name), now, language)
        for each in look_alikes(whose, _known() - {whose})
    ]


def _vouched(whose: Institution, language: str) -> tuple[str, ...]:
    """By whose word the record is taken for that institution's; our own needs nobody's."""
    pinned = record().pinned(whose)
    return () if pinned is None else vouched(pinned, record().now(), language, Names(record(), language))


def _versions(whose: Institution, language: str) -> Iterator[Version]:
    entries, now = record().charters(whose), record().now()
    starts = taking_charge(entry for entry in entries if isinstance(entry.act, Charter))
    for entry in entries:
        if isinstance(entry.act, Charter):
            yield Version(
                number=entry.act.version,
                at=entry.at,
                ended=_ended(entry.act, now),
                begins=starts[entry.id] if starts[entry.id] > now else None,
                paragraphs=aloud(entry.act, language),
                elsewhere=tuple(
                    (other, DIRECTIONS[other], say("page.language", other), aloud(entry.act, other))
                    for other in LANGUAGES
                    if other != language
                ),
            )


def _ended(charter: Charter, now: Instant) -> Instant | None:
    return charter.expires if charter.expires is not None and charter.expires <= now else None


def _elsewhere(whose: Institution, language: str) -> list[tuple[Institution, str]]:
    held = sorted((record().institutions() | {record().institution}) - {whose})
    return [(each, institution_name(record(), each, language)) for each in held]


def _seats(charter: Charter, at: Instant, language: str) -> Iterator[Seat]:
    for name, office in charter.offices.items():
        above = charter.offices.get(office.superior) if office.superior else None
        yield Seat(
            title=office.title.get(language, name),
            name=name,
            superior=None
            if above is None or office.superior is None
            else above.title.get(language, office.superior),
            holders=tuple(_holders(office, at, language)),
        )


def _holders(office: Office, at: Instant, language: str) -> Iterator[tuple[Holder, str]]:
    for holder in office.holders:
        if holder.serves(at):
            key = f"capacity.{holder.capacity}"
            yield holder, say(key, language) if has(key, language) else holder.capacity
