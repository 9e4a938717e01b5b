"""What things are called on these pages: letters in a list, officers' keys, kinds of notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery.check.answers import LetterName
from chancery.check.weigh import name_of
from chancery.phrases import Names, standing_word
from chancery.record.charter import Charter
from chancery.record.standing import Status, spell
from chancery.record.statement import Instant, KeyName, Statement
from chancery.web.counter.names import Names as NamesHere
from chancery.web.desk import door


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing on the record, in a list."""

    name: LetterName
    called: str
    at: Instant
    standing: str
    stands: bool
    notice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHeld:
    """A key of the charter, and who has it."""

    name: KeyName
    person: str
    office: str


def names(language: str) -> NamesHere:
    """What offices and letters are called in that language."""
    return NamesHere(door.registry(), language, first=door.registry().institution)


def lines(found: tuple[LetterName, ...], language: str, called: NamesHere) -> Iterator[Line]:
    """What was found, with where it stands."""
    entries = door.registry().entries(name.id for name in found)
    standings = door.registry().standings(entry.id for entry in entries)
    called.know(entries)
    for entry in entries:
        if isinstance(entry.act, Statement):
            standing = standings[entry.id]
            yield Line(
                name=name_of(entry),
                called=called.title(entry.id),
                at=entry.at,
                standing=standing_word(spell(standing), language),
                stands=standing.status in (Status.CURRENT, Status.CORRECTED),
                notice=entry.act.notice is not None,
            )


def keys_held(charter: Charter, called: Names) -> tuple[KeyHeld, ...]:
    """Every key that the charter gives to somebody, by person."""
    found: dict[KeyName, KeyHeld] = {}
    for name, office in charter.offices.items():
        for holder in office.holders:
            for key in holder.keys:
                found.setdefault(key, KeyHeld(name=key, person=holder.person, office=called.get(name, name)))
    for key, person in charter.root.keys.items():
        found.setdefault(key, KeyHeld(name=key, person=person, office=""))
    return tuple(sorted(found.values(), key=lambda held: (held.person, held.name)))
