"""The process that gets hurt: it appends six batches and says what was acknowledged.

It is forked from a server that has loaded everything already, and stops itself before
its first system call that matters; so a trial takes hundredths of a second, and the
k-th call is the same call every time.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from django.db import connections

from chancery.errors import ChanceryError, Unavailable
from chancery.record.statement import Instant
from chancery.registry.append import append, settle
from tests.rigs.diary import Diary
from tests.rigs.disk_log import ALIAS, PEN, archive_in, entries

BATCHES = {
    "first": 1,
    "second": 2,
    "over the edge of a tile": 256,
    "small": 3,
    "up to an edge": 250,
    "last": 1,
}
"""Entries in each batch: from nothing, within a tile, over its edge, exactly up to one, and beyond."""

ACKNOWLEDGED, REFUSED, STRANGE, UNREAD = "acknowledged", "refused", "strange", "unread"


TWO = dict(list(BATCHES.items())[:2])
"""A run of two appends."""


def write(
    folder: Path, diary: Path, kind: str, awake: bool = False, batches: Mapping[str, int] = BATCHES
) -> None:
    """
    Append every batch; *awake*: by a process that has read before.

    *kind* names the archive, and "boastful" acknowledges what it is about to do.
    """
    boastful = kind == "boastful"
    archive, said = archive_in(folder, "honest" if boastful else kind), Diary(diary)
    if awake:
        archive.head()
    _wait_for_the_rig()
    for at, (name, size) in enumerate(batches.items(), 1):
        try:
            if boastful:
                said.note(f"{ACKNOWLEDGED} {name}")
            append(archive, entries(size, name), pen=PEN, at=Instant(at), keys={name: 0})
        except ChanceryError as refusal:
            said.note(f"{REFUSED} {type(refusal).__name__}: {refusal}")
            _read_on(archive, said)
        except Exception as fault:
            said.note(f"{STRANGE} {fault!r}")
        else:
            said.note(f"{ACKNOWLEDGED} {name}")
    _end()


def sizes() -> Iterator[tuple[str, int]]:
    """Batches without end: mostly small, now and then over the edge of a tile."""
    for number in count():
        yield str(number), 300 if number % 17 == 16 else 1 + number % 4


def write_on(folder: Path, diary: Path, flushing: bool) -> None:
    """Append until the power goes; without *flushing* nobody waits for the disk, and nobody notices."""
    archive, said = archive_in(folder), Diary(diary)
    if not flushing:
        _flush_nothing()
    for at, (name, size) in enumerate(sizes(), 1):
        append(archive, entries(size, name), pen=PEN, at=Instant(at), keys={name: 0})
        said.note(name)


def _flush_nothing() -> None:
    """What a careless setting does, or a disk that lies: it says that it has written and has not."""
    os.fsync = os.fdatasync = lambda _: None
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")


def recover(folder: Path, diary: Path, kind: str) -> None:
    """Only start again, and finish what is unfinished."""
    archive, said = archive_in(folder, kind), Diary(diary)
    _wait_for_the_rig()
    try:
        settle(archive)
    except ChanceryError as refusal:
        said.note(f"{REFUSED} {type(refusal).__name__}: {refusal}")
    _end()


def _read_on(archive: object, said: Diary) -> None:
    """Whoever reads must not notice that writing failed."""
    try:
        for index in range(archive.applied()):  # type: ignore[attr-defined]
            archive.entry(index)  # type: ignore[attr-defined]
            archive.file("checkpoint")  # type: ignore[attr-defined]
    except Unavailable as fault:
        said.note(f"{UNREAD} {fault}")


def _wait_for_the_rig() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _end() -> None:
    """At once, and without closing the database: most processes are not asked how they end."""
    os._exit(0)
