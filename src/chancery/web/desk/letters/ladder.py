"""The authority ladder: one rung for each part of a draft, drawn, and told in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery.phrases import DIRECTIONS, Names, say
from chancery.record.charter import SUBSTANTIVE
from chancery.record.routing import Routing, Rung, Seated

STEP, TOP, LEFT, SEAT, ACROSS = 40, 24, 92, 38, 340
"""Units of the drawing: between rungs, above the first, before the first place, between places, in all."""
MOST_PLACES = 6
"""A rung that asks for more people is told, and not drawn, to the end."""
HALF = 10
"""Half of a place's breadth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place to be filled by somebody's agreement, drawn as a circle: full when it is given."""

    x: int
    y: int
    filled: bool
    releaser: bool = False
    """The place that whoever releases it fills; it is drawn as a square."""

    @property
    def left(self) -> int:
        """Where the square begins …"""
        return self.x - HALF

    @property
    def top(self) -> int:
        """… and at what height."""
        return self.y - HALF


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on the ladder, with the seat they sit in and whom they act for."""

    person: str
    seat: str
    beside: str
    """What there is to add: that they act for somebody, or that it is disputed whether they may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One rung."""

    part: str
    does: str
    y: int
    places: tuple[Place, ...]
    allowed: bool
    told: str
    agreed: tuple[Person, ...]
    can: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The whole, ready to be drawn."""

    height: int
    width: int
    start: int
    """Where the names of the parts begin, on the side where the language begins …"""
    outset: int
    """… where the rungs do …"""
    end: int
    """… and where they end."""
    cut: int
    rungs: tuple[Drawn, ...]
    releasers: tuple[Person, ...]
    barred: tuple[str, ...]


def ladder(way: Routing, language: str, names: Names) -> Ladder:
    """The ladder of a draft's way."""
    along = _Along(DIRECTIONS[language] == "rtl")
    return Ladder(
        height=TOP + STEP * max(1, len(way.rungs)),
        width=ACROSS,
        start=along(4),
        outset=along(LEFT - 24),
        end=along(ACROSS - 4),
        cut=along(LEFT),
        rungs=tuple(_rung(rung, number, along, language, names) for number, rung in enumerate(way.rungs)),
        releasers=tuple(_person(each, language, names) for each in way.releasers),
        barred=tuple(sorted(way.barred)),
    )


@dataclass(frozen=True, slots=True)
class _Along:
    """How far along the drawing something stands, from the side where the language begins."""

    mirrored: bool

    def __call__(self, distance: int) -> int:
        return ACROSS - distance if self.mirrored else distance


def _rung(rung: Rung, number: int, along: _Along, language: str, names: Names) -> Drawn:
    y = TOP + STEP * number
    return Drawn(
        part=rung.part,
        does=_does(rung, language),
        y=y,
        places=tuple(_places(rung, y, along)),
        allowed=rung.mandate is not None,
        told=_told(rung, language, names),
        agreed=tuple(_person(each, language, names) for each in rung.agreed),
        can=tuple(_person(each, language, names) for each in rung.can) if rung.missing else (),
    )


def _places(rung: Rung, y: int, along: _Along) -> Iterator[Place]:
    given = len({each.person for each in rung.agreed})
    for number in range(min(rung.people, MOST_PLACES)):
        last = rung.with_releaser and number == rung.people - 1
        yield Place(
            x=along(LEFT + SEAT * number), y=y, filled=number < given, releaser=last and number >= given
        )


def _does(rung: Rung, language: str) -> str:
    if rung.subject is None:
        return say("writing.ladder.notice", language, verb=rung.verb.value)
    return say("writing.ladder.does", language, verb=rung.verb.value, subject=rung.subject)


def _told(rung: Rung, language: str, names: Names) -> str:
    if rung.mandate is None:
        return say("writing.ladder.nobody", language)
    key = "writing.ladder.enough" if not rung.missing else "writing.ladder.missing"
    offices = tuple(sorted(rung.offices))
    count = rung.missing or rung.people
    return say(key, language, names, count=count, offices=offices, mandate=rung.mandate)


def _person(seated: Seated, language: str, names: Names) -> Person:
    beside = []
    if seated.capacity != SUBSTANTIVE:
        key = "writing.ladder.acts_for" if seated.acts_for else "writing.ladder.acts"
        beside.append(say(key, language, capacity=seated.capacity, people=seated.acts_for))
    if seated.disputed:
        beside.append(say("writing.ladder.disputed", language))
    return Person(person=seated.person, seat=names.get(seated.office, seated.office), beside=" ".join(beside))
