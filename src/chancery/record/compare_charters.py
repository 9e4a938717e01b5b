"""What differs between two versions of a charter, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.record.charter import Charter
from chancery.record.charter_faults import holders
from chancery.record.grants import granted


@unique
class Section(StrEnum):
    """The kinds of parts a charter has, in the order in which it is read aloud."""

    WHOLE = "whole"
    """Whose charter it is, what it is called, when it ends."""
    ROOT = "root"
    OFFICE = "office"
    HOLDER = "holder"
    MANDATE = "mandate"
    DELEGATION = "delegation"
    CAPACITY = "capacity"
    KEY = "key"
    REGISTER = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One part of a charter, by the name it keeps from version to version."""

    section: Section
    name: tuple[str, ...] = ()
    """An office, a mandate's id; for a holder the office and the person."""


@unique
class Happening(StrEnum):
    """What became of a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A part of the charter that is not as it was."""

    place: Place
    happening: Happening


def changes(before: Charter, after: Charter) -> tuple[Change, ...]:
    """Every difference but the number of the version, in the order in which a charter is read."""
    then, now = parts(before), parts(after)
    places = dict.fromkeys((*then, *now))
    found = [_change(place, then, now) for place in places if _differ(place, then, now)]
    order = list(Section)
    return tuple(sorted(found, key=lambda change: order.index(change.place.section)))


def parts(charter: Charter) -> Mapping[Place, object]:
    """Everything in a charter but its number; what is equal here says the same."""
    return dict(_parts(charter))


def _parts(charter: Charter) -> Iterator[tuple[Place, object]]:
    whole = (charter.institution, charter.expires, charter.title)
    yield Place(section=Section.WHOLE), whole
    yield Place(section=Section.ROOT), charter.root
    for name, office in charter.offices.items():
        yield Place(section=Section.OFFICE, name=(name,)), (office.superior, office.title, not office.holders)
    yield from _seats(charter).items()
    for mandate in charter.mandates:
        yield Place(section=Section.MANDATE, name=(mandate.id,)), mandate
    grants = {mandate.id: mandate for mandate in granted(charter)}
    for delegation in charter.delegations:
        # With what it amounts to: a narrower mandate narrows every delegation of it.
        amounts_to = (delegation, grants.get(delegation.id))
        yield Place(section=Section.DELEGATION, name=(delegation.id,)), amounts_to
    for capacity, rules in charter.capacity.items():
        yield Place(section=Section.CAPACITY, name=(capacity,)), rules
    for key, public in charter.keys.items():
        yield Place(section=Section.KEY, name=(key,)), public
    yield Place(section=Section.REGISTER), charter.register


def _seats(charter: Charter) -> Mapping[Place, list[object]]:
    """The terms of each person in each office; one person may have held it twice."""
    seats: dict[Place, list[object]] = {}
    for office, holder in holders(charter):
        place = Place(section=Section.HOLDER, name=(office, holder.person))
        seats.setdefault(place, []).append(holder)
    return seats


def _differ(place: Place, then: Mapping[Place, object], now: Mapping[Place, object]) -> bool:
    return (place in then) != (place in now) or then[place] != now[place]


def _change(place: Place, then: Mapping[Place, object], now: Mapping[Place, object]) -> Change:
    if place not in then:
        return Change(place=place, happening=Happening.ADDED)
    return Change(place=place, happening=Happening.CHANGED if place in now else Happening.REMOVED)
