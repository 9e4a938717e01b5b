"""What a witness remembers: of each log the checkpoint it last cosigned, a row each.

    seen.db     SQLite: the SHA-256 of a log's origin, and the note
    locks/      one for each log, and one for whoever writes
    refused/    by log: what its own keys signed and what contradicts that row

Nobody is answered before the row is on the disk.  A flush costs the disk some milliseconds
whatever is in it, so all who come while one is on its way are written by the next, in one
transaction (`Flushes`).  A file for each log, which is simpler, costs three flushes for each
answer and none of them can be shared.

Each log has a lock of its own, held from reading to the end of writing: no other thread or
process of this machine can answer for it in between.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock

from chancery.errors import Unavailable, Untrusted
from chancery.store.durable import exclusively, make_folder, put
from chancery.store.mounts import network_file_system

DATABASE = "seen.db"
EARLIER = "seen"
"""Where a file for each log was kept before there was a database."""
_MOUNTS = Path("/proc/mounts")
_TURN = "writing"
MOST_REFUSED = 100
"""Files kept against one log; the first of them prove what there is to prove."""
_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TABLE = "CREATE TABLE IF NOT EXISTS seen (log TEXT PRIMARY KEY, note BLOB NOT NULL) WITHOUT ROWID"
_READ = "SELECT note FROM seen WHERE log = ?"
_KEEP = "INSERT INTO seen VALUES (?, ?) ON CONFLICT (log) DO UPDATE SET note = excluded.note"
_FIRST = "INSERT OR IGNORE INTO seen VALUES (?, ?)"
_BEGINNINGS = "SELECT log, substr(note, 1, 4096) FROM seen"

Row = tuple[str, bytes]
"""The name under which a log is filed, and the note that was signed last."""


def filed_under(origin: str) -> str:
    """The name of a log in paths: lowercase hexadecimal of the SHA-256 of its origin."""
    return sha256(origin.encode()).hexdigest()


class OneLog:
    """What is remembered of one log, while nobody else may touch it."""

    def __init__(self, name: str, memory: Witnessed) -> None:
        self._name = name
        self._memory = memory

    def read(self) -> bytes | None:
        """The note that was kept last; None if there never was one."""
        return self._memory.shown(self._name)

    def keep(self, note: bytes) -> None:
        """Keep *note* in place of the last one; it is on the disk when this returns."""
        self._memory.flushes.write((self._name, note))

    def keep_against(self, file: str, octets: bytes) -> None:
        """Keep what speaks against the log, once; past `MOST_REFUSED` files nothing more."""
        self._memory.keep_against(self._name, file, octets)


class Flushes:
    """Rows that come while others are being written are written together by the next turn."""

    def __init__(self, write: Callable[[list[Row]], None]) -> None:
        self._write = write
        self._gathering = _Gathered()
        self._gate, self._turn = Lock(), Lock()

    def write(self, row: Row) -> None:
        """Returns when *row* is on the disk; raises what writing it, or those beside it, raised."""
        with self._gate:
            mine = self._gathering
            mine.rows.append(row)
        with self._turn:
            # Whoever of a group has the turn first writes for all; the others find it done.
            if not mine.tried:
                self._write_all(mine)
        if mine.fault is not None:
            raise mine.fault

    def _write_all(self, gathered: _Gathered) -> None:
        with self._gate:
            self._gathering = _Gathered()
        gathered.tried = True
        try:
            self._write(gathered.rows)
        except Exception as fault:
            gathered.fault = fault
        else:
            gathered.fault = None


class _Gathered:
    """Rows for one flush, and what became of it."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.tried = False
        # Until it is known to be there it is not: however the writer ends.
        self.fault: Exception | None = Unavailable("What was witnessed was not written.")


class Witnessed:
    """
    The memory of one witness, in a folder of this machine; raises `Unavailable` when the disk fails.

    Raises `Unavailable` where there is none: a witness that begins anew could sign a fork.
    Raises `Untrusted` if a row is not of the log under which it is filed.
    """

    def __init__(self, folder: Path) -> None:
        self._locks, self._refused = folder / "locks", folder / "refused"
        self.flushes = Flushes(self._write)
        self._reading = Lock()
        # A witness of before the database: what it signed is taken over whole.
        if not (folder / DATABASE).is_file() and (folder / EARLIER).is_dir():
            make_memory(folder)
        if not (folder / DATABASE).is_file():
            raise Unavailable(
                f"{folder} has no memory of what it signed. A witness that lost it must not go on: "
                "make a new one, with a new name and new keys."
            )
        with _told():
            make_folder(self._locks)
            # Two connections, so that what is being flushed keeps nobody from reading.
            self._reader, self._writer = _opened(folder), _opened(folder)
            self._require_whole()

    @contextmanager
    def alone_with(self, origin: str) -> Iterator[OneLog]:
        """What is remembered of *origin*; no other thread or process reads or writes it meanwhile."""
        name = filed_under(origin)
        with _told(), exclusively(self._locks / name):
            yield OneLog(name, self)

    def held_against(self, name: str) -> int:
        """How many files are kept against the log filed under *name*."""
        with _told():
            folder = self._refused / name
            return sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0

    def keep_against(self, name: str, file: str, octets: bytes) -> None:
        """As `OneLog.keep_against`; call it while you alone hold that log."""
        folder = self._refused / name
        with _told():
            make_folder(folder)
            kept = {each.name for each in folder.iterdir()}
            if file not in kept and len(kept) < MOST_REFUSED:
                put(folder, {file: octets}, by_way_of=self._locks / f"{name}.unfinished")

    def shown(self, name: str) -> bytes | None:
        """The checkpoint filed under *name*, as monitors ask for it; None if there is none."""
        if not _NAME.fullmatch(name):
            return None
        with _told(), self._reading:
            # All of it: a question that is not read to its end would go on seeing the past.
            found = self._reader.execute(_READ, (name,)).fetchall()
        return bytes(found[0][0]) if found else None

    def _write(self, rows: list[Row]) -> None:
        # The lock of our own is fair and wakes at once; SQLite's would make other processes poll.
        with exclusively(self._locks / _TURN), self._writer:
            self._writer.executemany(_KEEP, rows)

    def _require_whole(self) -> None:
        """A row whose name was altered would be taken for a log that was never seen."""
        for name, beginning in self._reader.execute(_BEGINNINGS):
            if sha256(bytes(beginning).split(b"\n", 1)[0]).hexdigest() != name:
                raise Untrusted("What this witness remembers was changed; nothing is signed on it.")


def make_memory(folder: Path) -> None:
    """An empty memory in *folder*, or the one that is there; earlier files are taken into it."""
    with _told():
        with sqlite3.connect(folder / DATABASE) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            database.execute(_TABLE)
            database.executemany(_FIRST, _earlier(folder / EARLIER))
        database.close()
        shutil.rmtree(folder / EARLIER, ignore_errors=True)


def _earlier(seen: Path) -> list[Row]:
    return [(file.parent.name, file.read_bytes()) for file in sorted(seen.glob("*/checkpoint"))]


def _opened(folder: Path) -> sqlite3.Connection:
    """Raises `Unavailable` where several machines could write: their locks do not meet."""
    mounts = _MOUNTS.read_text(errors="surrogateescape") if _MOUNTS.exists() else ""
    if network_file_system(folder.resolve(), mounts) is not None:
        raise Unavailable(f"{folder} lies on a network; a witness keeps its memory on a disk of its own.")
    address = f"{(folder / DATABASE).absolute().as_uri()}?mode=rw"
    database = sqlite3.connect(address, uri=True, timeout=20, check_same_thread=False)
    database.execute("PRAGMA synchronous = FULL")
    return database


@contextmanager
def _told() -> Iterator[None]:
    """Faults of the disk and of the database, as what they mean here."""
    try:
        yield
    except (OSError, sqlite3.Error) as fault:
        why = fault.strerror if isinstance(fault, OSError) else str(fault)
        raise Unavailable(f"What was witnessed cannot be kept or read: {why}.") from fault
