"""A small log on a real disk, always with the same keys: what the rigs injure."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connections

from chancery.log.vkey import VerifierKey
from chancery.record.statement import Instant, Institution
from chancery.registry.append import append
from chancery.registry.pen import pen_from_seeds
from chancery.registry.ports import Head
from chancery.store import database

if TYPE_CHECKING:
    from chancery.store.archive import DurableArchive

INSTITUTION = Institution("rig.example")
ORIGIN = f"{INSTITUTION}/register"
PEN = pen_from_seeds(INSTITUTION, ORIGIN, issuer=b"i" * 32, log=b"l" * 32, pq=b"q" * 32)
KEYS = tuple(VerifierKey.parse(line) for line in PEN.vkeys)
ALIAS = "record:rig"
PLENTY = 0
"""The floor of free space, in octets, where a rig wants the disk itself to refuse."""


def found(folder: Path) -> Path:
    """Empty tables in a new folder, and no connection left open."""
    database.stand_alone()
    database.attach(ALIAS, folder)
    database.migrate(ALIAS)
    close()
    return folder


def archive_in(folder: Path, kind: str = "honest", *, floor: int = PLENTY) -> DurableArchive:
    """The log in *folder*, or a *kind* of it that is broken in one known way (`tests.rigs.broken`)."""
    database.stand_alone()
    database.attach(ALIAS, folder)
    from tests.rigs.broken import KINDS  # Django defines no model before it is set up

    return KINDS[kind](folder, using=ALIAS, free_space_floor=floor)


def close() -> None:
    """Put the database down, as a process does that ends well."""
    connections[ALIAS].close()


def copied(folder: Path, to: Path) -> Path:
    """A copy of a log at rest, with its second place beside it, over whatever was there."""
    forget(to)
    shutil.copytree(folder, to)
    if second_place(folder).exists():
        shutil.copyfile(second_place(folder), second_place(to))
    return to


def forget(folder: Path) -> None:
    """Remove a log with its second place."""
    shutil.rmtree(folder, ignore_errors=True)
    second_place(folder).unlink(missing_ok=True)


def second_place(folder: Path) -> Path:
    """Where it is noted how far the log in *folder* was signed."""
    return folder.with_name(f"{folder.name}.last-signed")


def entries(count: int, of: str) -> tuple[bytes, ...]:
    """Entries that no two batches share."""
    return tuple(f"{of} · {number}".encode() for number in range(count))


def add(archive: DurableArchive, count: int, of: str, *, at: int = 1) -> Head:
    """Append some entries in one batch, under the key *of*."""
    return append(archive, entries(count, of), pen=PEN, at=Instant(at), keys={of: 0})
