"""Bar 6: several writers, each place given once, what was acknowledged earlier stands earlier."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from queue import Empty

from chancery.errors import Conflict
from chancery.log.recount import first_fault
from tests.rigs.conftest import Say
from tests.rigs.disk_log import add, archive_in, close, copied
from tests.rigs.injury import forked


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Who takes part, and how much each writer writes."""

    writers: int
    readers: int
    batches: int
    entries: int


BEGINNING, BEGINNINGS = Field(writers=2, readers=0, batches=2, entries=1), (3, 100)
"""Who begins an empty log at once, and how often: in the quick version and at full length."""
QUICK = Field(writers=4, readers=2, batches=12, entries=3)
FULL = Field(writers=8, readers=4, batches=500, entries=25)
"""100,000 entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something that took from *began* to *ended* (nanoseconds, one clock for all processes)."""

    began: int
    ended: int
    first: int
    """The first index that an append was given; the size that a reader was shown."""
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that the processes of one race saw."""

    appended: Sequence[Seen]
    read: Sequence[Seen]


def write(
    folder: Path, kind: str, name: str, field: Field, seen: Queue[list[Seen]], together: Barrier
) -> None:
    """Append again and again; whoever finds another writer first asks once more."""
    archive, history = archive_in(folder, kind), []
    archive.head()
    together.wait()
    for number in range(field.batches):
        began = time.monotonic_ns()
        while True:
            try:
                head = add(archive, field.entries, f"{name} {number}")
                break
            except Conflict:
                continue
        history.append(
            Seen(began=began, ended=time.monotonic_ns(), first=head.size - field.entries, last=head.size - 1)
        )
    seen.put(history)


def read(folder: Path, enough: Event, seen: Queue[list[Seen]]) -> None:
    """Read the published checkpoint as any web server would, until it is enough."""
    history, place = [], folder / "register" / "checkpoint"
    while not enough.is_set():
        began = time.monotonic_ns()
        try:
            size = int(place.read_bytes().split(b"\n")[1])
        except FileNotFoundError:
            continue
        history.append(Seen(began=began, ended=time.monotonic_ns(), first=size, last=size))
        time.sleep(0.0002)
    seen.put(history)


def test_several_writers_share_one_log(empty_log: Path, disk: Path, at_full_length: bool, say: Say) -> None:
    """Indices are unique and without gaps, in the order of the acknowledgements; no checkpoint goes back."""
    log = copied(empty_log, disk / "log")
    history = _race(log, "honest", FULL if at_full_length else QUICK)
    wrong = (_misplaced(history.appended), _out_of_order(history.appended), _gone_back(history))
    say(
        f"{sum(one.last + 1 - one.first for one in history.appended)} entries, "
        f"{len(history.read)} checkpoints read: "
        f"{wrong[0]} misplaced, {wrong[1]} out of order, {wrong[2]} gone back"
    )
    assert wrong == (0, 0, 0)
    archive = archive_in(log)
    head = archive.head()
    close()
    assert head is not None
    assert first_fault(archive.file, head.size, head.root) is None


def test_several_writers_begin_one_log(empty_log: Path, disk: Path, at_full_length: bool, say: Say) -> None:
    """Whoever finds that another was first asks once more; nobody takes the log for a forgotten one."""
    races = [
        _race(copied(empty_log, disk / "log"), "honest", BEGINNING) for _ in range(BEGINNINGS[at_full_length])
    ]
    wrong = [(_misplaced(one.appended), _out_of_order(one.appended)) for one in races]
    say(f"{len(races)} logs begun by {BEGINNING.writers} writers at once, {sum(map(any, wrong))} wrongly")
    assert not any(map(any, wrong))


def test_publishing_without_the_lock_goes_back(empty_log: Path, disk: Path, say: Say) -> None:
    """Control: who publishes what he knew, without looking, puts an older checkpoint over a newer one."""
    history = _race(copied(empty_log, disk / "log"), "unlocked", QUICK)
    back = _gone_back(history)
    say(f"control: {back} of {len(history.read)} checkpoints read went back")
    assert back > 0


def _race(log: Path, kind: str, field: Field) -> History:
    processes = forked()
    written, shown = processes.Queue(), processes.Queue()
    enough, together = processes.Event(), processes.Barrier(field.writers)
    writing = [
        processes.Process(target=write, args=(log, kind, f"writer {n}", field, written, together))
        for n in range(field.writers)
    ]
    reading = [processes.Process(target=read, args=(log, enough, shown)) for _ in range(field.readers)]
    for process in (*reading, *writing):
        process.start()
    appended = [one for _ in writing for one in _told(written, writing)]
    enough.set()
    read_ = [one for _ in reading for one in _told(shown, reading)]
    for process in (*reading, *writing):
        process.join()
    return History(appended=appended, read=read_)


def _told(by: Queue[list[Seen]], processes: Sequence[BaseProcess]) -> list[Seen]:
    """What the next process saw that comes to its end; one that died tells nothing, and the race is off."""
    while True:
        try:
            return by.get(timeout=1)
        except Empty:
            assert not any(process.exitcode for process in processes), "a process of the race has died"


def _misplaced(appended: Iterable[Seen]) -> int:
    """How many indices were given twice, or to nobody."""
    given = sorted(index for one in appended for index in range(one.first, one.last + 1))
    return sum(index != place for place, index in enumerate(given))


def _out_of_order(appended: Sequence[Seen]) -> int:
    """How many appends that began after another was acknowledged stand before it all the same."""
    acknowledged = [(one.ended, one.last) for one in appended]
    heapq.heapify(acknowledged)
    newest, found = -1, 0
    for one in sorted(appended, key=lambda one: one.began):
        while acknowledged and acknowledged[0][0] < one.began:
            newest = max(newest, heapq.heappop(acknowledged)[1])
        found += newest >= one.first
    return found


def _gone_back(history: History) -> int:
    """How many readers were shown less than had been shown, or acknowledged, before they began to read."""
    known = [(one.ended, one.last + 1) for one in history.appended]
    known += [(one.ended, one.first) for one in history.read]
    heapq.heapify(known)
    newest, found = 0, 0
    for one in sorted(history.read, key=lambda one: one.began):
        while known and known[0][0] < one.began:
            newest = max(newest, heapq.heappop(known)[1])
        found += one.first < newest
    return found
