"""The affair in time: one list, and beside it one line with the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery import phrases
from chancery.phrases import DIRECTIONS, say
from chancery.record.statement import Statement
from chancery.registry.dossier import Dossier, Moment
from chancery.web.counter.names import Names
from chancery.web.desk.matters import telling, time_drawing
from chancery.web.desk.matters.webs import NARROW, WIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMoment:
    """One line of the list beside the line of time."""

    number: int
    at: int | None
    days: str | None
    what: str
    remark: str | None
    reported: bool


def pictures(whole: Dossier, language: str) -> Iterator[tuple[str, time_drawing.Drawn]]:
    """The line, for wide pages and for narrow ones."""
    for size, width in (("wide", WIDE), ("narrow", NARROW)):
        picture = time_drawing.drawn(whole.moments, width=width, mirrored=DIRECTIONS[language] == "rtl")
        if picture is not None:
            yield size, picture


def moments(whole: Dossier, names: Names, language: str) -> Iterator[ShownMoment]:
    """Everything that has a time, oldest first."""
    for number, each in enumerate(whole.moments, 1):
        days = None
        if each.after is not None:
            days = telling.span_of_days(each.first, each.after, each.doubtful, language)
        yield ShownMoment(
            number=number,
            at=each.first if days is None else None,
            days=days,
            what=_happened(each, names, language),
            remark=None if each.event is None else phrases.remark(each.event, language),
            reported=each.event is None,
        )


def _happened(each: Moment, names: Names, language: str) -> str:
    if each.letter is not None and each.event is not None:
        act = each.letter.entry.act
        assert isinstance(act, Statement), "only statements have letters"
        what = phrases.event(each.event, language, names, office=act.office)
        return say("matters.time.event", language, written=names.title(each.letter.name.id), then=what)
    if each.claim is not None:
        return say("matters.time.claim", language, name=each.claim.id, written=each.claim.proposition)
    assert each.ask is not None
    return say("matters.time.ask", language, name=each.ask.id)
