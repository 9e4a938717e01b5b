"""Whether a face of a house may be asked: each thing it needs, and how it stands.

Alive is whoever answers; ready is whoever can do its work.  A thing that cannot be looked
at is not ready.  What is told but not needed keeps nobody away: readers go on reading when
the disk is nearly full and when the courier rests.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.errors import ChanceryError, Unavailable
from chancery.wiring.watch.settings import Face

if TYPE_CHECKING:
    from chancery.store.archive import DurableArchive
    from chancery.wiring.house import House

LAST_ROUND = "courier.last-round"
"""Touched by the courier after each round; how old it is tells whether it is at work."""
ROUND_AGE = 60.0
"""Seconds after which a courier's last round was too long ago."""
LOOKS, BETWEEN_LOOKS = 4, 0.25
"""How often files and head are compared, and seconds between: an append moves one before the other."""
KEPT = 2.0
"""Seconds for which what was found is told again: strangers may ask as often as they like."""


@unique
class Thing(StrEnum):
    """What a face may need."""

    RECORD = "record"
    """Its database answers, and holds the tables of this very version."""
    INBOX = "inbox"
    DESK = "desk"
    ACCOUNTS = "accounts"
    FILES = "files"
    """The register's files show the head that the database holds."""
    SECOND_PLACE = "second_place"
    """What was signed last is what is held: nothing was restored from an older copy."""
    PEN = "pen"
    FREE_SPACE = "free_space"
    COURIER = "courier"
    """Its last round was not long ago."""


@unique
class Stands(StrEnum):
    """How a thing stands."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A thing, and what was found when it was looked at."""

    thing: Thing
    stands: Stands
    needed: bool
    said: str = ""
    """Why it does not stand, in a sentence for whoever runs the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What was found of one face."""

    face: Face
    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether everything that is needed stands."""
        return all(each.stands is Stands.YES for each in self.findings if each.needed)

    def written(self) -> bytes:
        """As JSON, a line for each thing."""
        lines = [f'{{"face": {json.dumps(self.face.value)}, "ready": {json.dumps(self.ready)}']
        lines += [f"{json.dumps(each.thing.value)}: {json.dumps(_plain(each))}" for each in self.findings]
        return ",\n ".join(lines).encode() + b"}\n"


NEEDED: Mapping[Face, Mapping[Thing, bool]] = {
    Face.COUNTER: {Thing.RECORD: True, Thing.INBOX: True, Thing.FILES: True, Thing.FREE_SPACE: False},
    Face.LIVE: {Thing.RECORD: True},
    Face.DESK: {
        Thing.RECORD: True,
        Thing.INBOX: True,
        Thing.DESK: True,
        Thing.ACCOUNTS: True,
        Thing.FILES: True,
        Thing.SECOND_PLACE: True,
        Thing.PEN: True,
        Thing.FREE_SPACE: True,
        Thing.COURIER: False,
    },
    Face.COURIER: {
        Thing.RECORD: True,
        Thing.INBOX: True,
        Thing.DESK: True,
        Thing.FREE_SPACE: False,
        Thing.COURIER: True,
    },
    Face.REGISTER: {
        Thing.RECORD: True,
        Thing.FILES: True,
        Thing.SECOND_PLACE: True,
        Thing.PEN: True,
        Thing.FREE_SPACE: True,
    },
}
"""What is looked at for each face; True: without it nobody should ask there."""


def readiness(house: House, face: Face, *, record: str = "record") -> Readiness:
    """Look at everything that *face* needs; *record* is the alias under which its database is open."""
    findings = tuple(_look(house, thing, needed, record) for thing, needed in NEEDED[face].items())
    return Readiness(face=face, findings=findings)


class Kept:
    """What was found a moment ago, so that asking often costs nothing."""

    def __init__(self, look: Callable[[], Readiness], *, now: Callable[[], float] = time.monotonic) -> None:
        self._look, self._now = look, now
        self._found: tuple[float, Readiness] | None = None

    def __call__(self) -> Readiness:
        """What was found, at most `KEPT` seconds ago."""
        found, now = self._found, self._now()
        if found is None or now - found[0] > KEPT:
            found = self._found = (now, self._look())
        return found[1]


def beat(house: House) -> None:
    """Note that the courier has just finished a round; a disk that fails is noticed by its absence."""
    place = house.folder / LAST_ROUND
    try:
        place.touch()
    except OSError as fault:
        raise Unavailable(f"{place} cannot be written: {fault.strerror}.") from fault


def last_round(house: House) -> float | None:
    """When the courier last finished a round, in Unix seconds; None if it never did."""
    try:
        return (house.folder / LAST_ROUND).stat().st_mtime
    except OSError:
        return None


def _plain(finding: Finding) -> dict[str, object]:
    told: dict[str, object] = {"stands": finding.stands.value, "needed": finding.needed}
    return {**told, "said": finding.said} if finding.said else told


def _look(house: House, thing: Thing, needed: bool, record: str) -> Finding:
    """Whatever goes wrong while looking is what is told."""
    try:
        stands, said = _LOOKS[thing](house, record)
    except (ChanceryError, OSError, sqlite3.Error) as trouble:
        stands, said = Stands.NO, str(trouble)
    return Finding(thing=thing, stands=stands, needed=needed, said=said)


Look = tuple[Stands, str]
GOOD: Look = (Stands.YES, "")


def _record(house: House, record: str) -> Look:
    _open(record, house.record)
    if _archive(house, record).head() is None:
        return Stands.NO, "The log has not begun."
    return GOOD


def _inbox(house: House, record: str) -> Look:
    _open(_beside(record, "inbox"), house.inbox)
    return GOOD


def _desk(house: House, record: str) -> Look:
    _open(_beside(record, "desk"), house.desk)
    return GOOD


def _accounts(house: House, record: str) -> Look:
    """Only whether they answer: their tables are those of the Desk's process, which is another."""
    from chancery.wiring.desk_settings import DeskSettings

    place = DeskSettings.of(house).accounts
    if isinstance(place, Path):
        with sqlite3.connect(f"file:{place / 'accounts.sqlite3'}?mode=ro", uri=True) as file:
            file.execute("SELECT count(*) FROM django_migrations")
        return GOOD
    import psycopg

    try:
        with psycopg.connect(place, connect_timeout=5) as connection:
            connection.execute("SELECT count(*) FROM django_migrations")
    except psycopg.Error as fault:
        raise Unavailable("The database of the accounts does not answer.") from fault
    return GOOD


def _files(house: House, record: str) -> Look:
    _open(record, house.record)
    from chancery.store.register import size_and_root

    archive, said = _archive(house, record), ""
    for _ in range(LOOKS):
        head, shown = archive.head(), archive.file("checkpoint")
        if head is None or shown is None:
            return Stands.NO, "No checkpoint is shown."
        if size_and_root(shown) == size_and_root(head.checkpoint) and archive.applied() == head.size:
            return GOOD
        said = f"The files show {size_and_root(shown)[0]} entries, and the record holds {head.size}."
        time.sleep(BETWEEN_LOOKS)
    return Stands.NO, said


def _second_place(house: House, record: str) -> Look:
    _open(record, house.record)
    archive = _archive(house, record)
    signed = archive.last_signed()  # before the head, which moves first
    head = archive.head()
    if signed is None:
        return Stands.NO, "Nothing remembers how far was signed: put the last-signed file back."
    if head is None or signed[0] > head.size:
        return Stands.NO, f"{signed[0]} entries were signed, and fewer are held: it is an older copy."
    if signed[0] == head.size and signed[1] != head.root:
        return Stands.NO, "Another history was signed than the one that is held."
    return GOOD


def _pen(house: House, record: str) -> Look:
    house.pen()
    return GOOD


def _free_space(house: House, record: str) -> Look:
    from chancery.store.archive import FREE_SPACE_FLOOR

    free = shutil.disk_usage(house.folder).free
    if free >= FREE_SPACE_FLOOR:
        return GOOD
    return Stands.NO, f"{free:,} octets are free, and nothing is appended below {FREE_SPACE_FLOOR:,}."


def _courier(house: House, record: str) -> Look:
    then = last_round(house)
    if then is None:
        return Stands.UNKNOWN, "No courier has been at work here."
    age = time.time() - then
    return GOOD if age <= ROUND_AGE else (Stands.NO, f"Its last round was {age:,.0f} seconds ago.")


_LOOKS: Mapping[Thing, Callable[[House, str], Look]] = {
    Thing.RECORD: _record,
    Thing.INBOX: _inbox,
    Thing.DESK: _desk,
    Thing.ACCOUNTS: _accounts,
    Thing.FILES: _files,
    Thing.SECOND_PLACE: _second_place,
    Thing.PEN: _pen,
    Thing.FREE_SPACE: _free_space,
    Thing.COURIER: _courier,
}


def _beside(record: str, side: str) -> str:
    """The alias of another side of the same house."""
    _, colon, name = record.partition(":")
    return f"{side}{colon}{name}"


def _open(alias: str, place: Path | str) -> None:
    """Raises `Unavailable` unless the database answers with all the tables of this version."""
    from chancery.store import database

    database.stand_alone()
    from django.db import connections

    from chancery.store.faults import faults

    if alias not in connections.settings:
        database.attach(alias, place)
        # Once: comparing every table with every migration takes seconds, and whoever opened
        # the alias before us has done it.
        database.ready(alias)
    with faults(alias), connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations")


def _archive(house: House, record: str) -> DurableArchive:
    """Not through the registry: what is looked at here must not wait for an index to be filled."""
    from chancery.store.archive import DurableArchive
    from chancery.wiring.storage import second_place, shown

    return DurableArchive(house.folder, second_place=second_place(house), register=shown(house), using=record)
