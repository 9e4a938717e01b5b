"""What a witness remembers: of each log the checkpoint it last cosigned, a file each.

    seen/<SHA-256 of the origin>/checkpoint

A file that is replaced under a lock, and flushed before anybody is answered, is the
simplest thing that two requests in flight and a power cut cannot roll back; each log
has a lock of its own, so that none waits for another.  A database would add a second
way to be out of date and take nothing away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from chancery.errors import Unavailable
from chancery.store.durable import exclusively, make_folder, put

CHECKPOINT = "checkpoint"
_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


def filed_under(origin: str) -> str:
    """The name of a log in paths: lowercase hexadecimal of the SHA-256 of its origin."""
    return sha256(origin.encode()).hexdigest()


class OneLog:
    """What is remembered of one log, while nobody else may touch it."""

    def __init__(self, folder: Path, unfinished: Path) -> None:
        self._folder = folder
        self._unfinished = unfinished

    def read(self) -> bytes | None:
        """The note that was kept last; None if there never was one."""
        try:
            return (self._folder / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, note: bytes) -> None:
        """Keep *note* in place of the last one; it is on the disk when this returns."""
        put(self._folder, {CHECKPOINT: note}, by_way_of=self._unfinished)


class Witnessed:
    """The memory of one witness, in a folder of this machine; raises `Unavailable` when the disk fails."""

    def __init__(self, folder: Path) -> None:
        self._seen = folder / "seen"
        self._locks = folder / "locks"
        self._unfinished = folder / "unfinished"

    @contextmanager
    def alone_with(self, origin: str) -> Iterator[OneLog]:
        """What is remembered of *origin*; no other thread or process reads or writes it meanwhile."""
        name = filed_under(origin)
        try:
            make_folder(self._locks)
            make_folder(self._seen / name)
            with exclusively(self._locks / name):
                yield OneLog(self._seen / name, self._unfinished / name)
        except OSError as fault:
            raise Unavailable(f"What was witnessed cannot be kept: {fault.strerror}.") from fault

    def shown(self, name: str) -> bytes | None:
        """The checkpoint filed under *name*, as monitors ask for it; None if there is none."""
        if not _NAME.fullmatch(name):
            return None
        try:
            return (self._seen / name / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise Unavailable(f"What was witnessed cannot be read: {fault.strerror}.") from fault
