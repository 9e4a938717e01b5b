"""Who else has seen this record, and those that are followed: witnesses, counterparts, as of when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string

from chancery.check.freshness import Doubt, in_doubt
from chancery.phrases import Mark, reason, say, stretch
from chancery.record.statement import Instant
from chancery.web.counter.door import record
from chancery.web.counter.names import Names, institution_name
from chancery.web.counter.surroundings import surroundings
from chancery.web.counter.views import trouble

if TYPE_CHECKING:
    from chancery.wiring.as_seen import AsSeen, RecordSeen, WitnessSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One witness or one record, as the page tells of it."""

    name: str
    mark: Mark
    told: tuple[str, ...]
    observed: tuple[str, ...] = ()
    domain: str | None = None


def witnesses(request: HttpRequest, language: str) -> HttpResponse:
    """Who has cosigned, who is missing and since when, and how old what is known here is."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    seen: AsSeen | None = import_string(settings.CHANCERY_AS_SEEN)()
    context = {**surroundings(language, here="witnesses"), "seen": None}
    if seen is not None:
        context |= {
            "seen": seen,
            "own": tuple(_own(seen, language)),
            "witnesses": [_witness(each, seen.now, language) for each in seen.witnesses],
            "observed": _observed(seen.own, language),
            "followed": [_other(each, seen.now, language) for each in seen.others],
        }
    response = render(request, "counter/witnesses.html", context)
    response.headers["Cache-Control"] = "no-store"  # it tells ages, and they grow
    return response


def _own(seen: AsSeen, language: str) -> Iterator[str]:
    yield say("trust.seen.entries", language, count=seen.own.size)
    if seen.signed is not None:
        yield say(
            "trust.seen.signed", language, at=seen.signed, stretch=_ago(seen.signed, seen.now, language)
        )
    if not seen.asks or seen.own.seen is None:
        return
    if seen.own.doubt is Doubt.NO_QUORUM:
        yield say("trust.seen.too_few", language)
    else:
        ago = _ago(seen.own.seen, seen.now, language)
        yield say("trust.seen.as_of", language, at=seen.own.seen, stretch=ago)


def _witness(seen: WitnessSeen, now: Instant, language: str) -> Line:
    if seen.missing_since is None and seen.signed is not None:
        told = say(
            "trust.seen.cosigned",
            language,
            at=seen.signed,
            stretch=_ago(seen.signed, now, language),
            entries=say("trust.seen.entries", language, count=seen.size),
        )
        return Line(name=seen.name, mark=Mark.STATED, told=(told,))
    if seen.missing_since is None:
        return Line(name=seen.name, mark=Mark.UNKNOWN, told=(say("trust.seen.not_asked", language),))
    if seen.signed is None:
        never = say("trust.seen.never", language, since=seen.missing_since)
        return Line(name=seen.name, mark=Mark.NO, told=(never,))
    missing = say("trust.seen.missing", language, since=seen.missing_since, at=seen.signed)
    return Line(name=seen.name, mark=Mark.OLD, told=(missing,))


def _other(seen: RecordSeen, now: Instant, language: str) -> Line:
    return Line(
        name=institution_name(record(), seen.institution, language),
        domain=seen.institution,
        mark=_mark(seen),
        told=tuple(_of_other(seen, now, language)),
        observed=_observed(seen, language),
    )


def _mark(seen: RecordSeen) -> Mark:
    if seen.seen is None:
        return Mark.UNKNOWN
    if seen.doubt is Doubt.TWO_HISTORIES:
        return Mark.NO
    return Mark.STATED if seen.doubt is None else Mark.OLD


def _of_other(seen: RecordSeen, now: Instant, language: str) -> Iterator[str]:
    if seen.seen is None:
        yield say("trust.seen.not_read", language)
        return
    yield say("trust.seen.entries", language, count=seen.size)
    yield say("trust.seen.up_to", language, at=seen.seen, stretch=_ago(seen.seen, now, language))
    if seen.doubt is not None:
        names = Names(record(), language)
        yield reason(in_doubt(seen.doubt, institution=seen.institution, seen=seen.seen), language, names)


def _observed(seen: RecordSeen, language: str) -> tuple[str, ...]:
    names = Names(record(), language)
    return tuple(
        say("trust.seen.observed", language, names, by=each.by, since=each.since, at=each.last)
        for each in seen.observed
    )


def _ago(at: Instant, now: Instant, language: str) -> str:
    return stretch(max(1, now - at), language)
