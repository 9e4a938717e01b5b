"""Bar 4: a disk that is full, or broken, stops the writing with a reason, and never the reading."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from chancery.errors import Unavailable
from tests.rigs import diary
from tests.rigs.conftest import ENOUGH, Say, until
from tests.rigs.disk_log import add, archive_in, close, copied, entries, forget, found
from tests.rigs.injury import NO_DISK, NO_ROOM, WRITES, Injury, calls_of, hurt
from tests.rigs.whole import violations
from tests.rigs.writer import ACKNOWLEDGED, BATCHES, REFUSED, STRANGE, UNREAD, write

SEED = 2
POINTS, CONTROLS = 20, 60
MEGABYTE = 1 << 20


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("what", [NO_ROOM, NO_DISK])
def test_a_disk_error_at_any_write_is_refused_by_name_and_reading_goes_on(
    empty_log: Path, disk: Path, what: str, at_full_length: bool, say: Say
) -> None:
    """The append says `Unavailable` or succeeds; what was acknowledged stays; the next append works."""
    points = list(_points(empty_log, disk, what))
    chosen = points if at_full_length else _sample(points, POINTS)
    refused = 0
    wrong: list[str] = []
    for point in chosen:
        lines, faults = _after(empty_log, disk, point)
        refused += any(line.startswith(REFUSED) for line in lines)
        wrong += [f"{point}: {line}" for line in (*_misbehaved(lines), *faults)]
    say(f"{len(chosen)} of {len(points)} points, {refused} refused by name, {len(wrong)} violations")
    assert refused
    assert not wrong


@pytest.mark.usefixtures("strace")
def test_a_disk_that_stays_full_stops_every_later_append_and_no_reading(
    empty_log: Path, disk: Path, at_full_length: bool, say: Say
) -> None:
    """
    From the k-th write on, all fail: the process goes on reading, and after the repair all is well.

    It has read before.  To open its file SQLite needs room for an index beside it, unless
    another process has it open: who starts on a full disk may not read, which is why we
    stop appending while there is room.
    """
    points = [
        Injury(call=point.call, what=NO_ROOM, when=point.when, onwards=True)
        for point in _points(empty_log, disk, NO_ROOM, awake=True)
        if point.call in ("write", "pwrite64")
    ]
    chosen = points if at_full_length else _sample(points, POINTS // 2)
    wrong: list[str] = []
    for point in chosen:
        lines, faults = _after(empty_log, disk, point, awake=True)
        wrong += [f"{point}: {line}" for line in (*_misbehaved(lines), *faults)]
    say(f"{len(chosen)} of {len(points)} points from which the disk is full, {len(wrong)} violations")
    assert not wrong


@pytest.mark.usefixtures("strace")
def test_a_writer_who_does_not_listen_to_the_disk_is_found_out(empty_log: Path, disk: Path, say: Say) -> None:
    """Control: an archive that goes on after an error acknowledges what is not there."""
    points = [p for p in _points(empty_log, disk, NO_DISK) if p.call in ("write", "fsync", "rename")]
    chosen = _sample(points, CONTROLS)
    tried, caught = until(ENOUGH, chosen, lambda point: bool(_after(empty_log, disk, point, "deaf")[1]))
    say(f"control: {caught} of {tried} errors go unnoticed by the writer and not by the rig")
    assert caught == ENOUGH


def test_below_the_floor_of_free_space_nothing_is_appended(tmp_path: Path) -> None:
    """Mammoth, 2024: the disk filled up, the database broke.  We stop while there is still room."""
    log = found(tmp_path / "log")
    add(archive_in(log), 3, "before")
    try:
        with pytest.raises(Unavailable, match="Disk nearly full"):
            add(archive_in(log, floor=1 << 60), 1, "too late")
        archive = archive_in(log, floor=1 << 60)
        assert [archive.entry(index) for index in range(3)] == list(entries(3, "before"))
    finally:
        close()


def test_a_full_disk_loses_nothing(tmp_path: Path, empty_log: Path, say: Say) -> None:
    """Two megabytes, filled without any floor: refused by name, and with room again all is well."""
    with _two_megabytes(tmp_path / "disk") as disk:
        log = copied(empty_log, disk / "log")
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(MEGABYTE // 4))
        archive, acknowledged, refusals = archive_in(log), {}, []
        while len(refusals) < 6:
            name = f"batch {len(acknowledged)}"
            try:
                add(archive, 40, name)
                acknowledged[name] = 40
            except Unavailable as refusal:
                refusals.append(str(refusal))
        readable = [archive.entry(index) for index in range(archive.applied())]
        ballast.unlink()
        wrong = violations(archive, {**acknowledged, name: 40}, acknowledged)
        close()
    say(f"{len(acknowledged)} batches, then {len(refusals)} refusals, {len(wrong)} violations")
    assert len(readable) >= 40 * len(acknowledged) > 0
    assert not wrong


def _points(empty: Path, folder: Path, what: str, *, awake: bool = False) -> Iterator[Injury]:
    """Every call that a disk can refuse."""
    log, said = copied(empty, folder / "log"), diary.fresh(folder / "diary")
    counted = calls_of(write, log, said, "honest", awake, transcript=folder / "calls")
    for call in sorted(WRITES & set(counted)):
        yield from (Injury(call=call, what=what, when=when) for when in range(1, counted[call] + 1))


def _sample(points: Sequence[Injury], number: int) -> Sequence[Injury]:
    return random.Random(SEED).sample(points, min(number, len(points)))


def _after(
    empty: Path, folder: Path, point: Injury, kind: str = "honest", *, awake: bool = False
) -> tuple[list[str], list[str]]:
    """What the process said, and what is wrong with the log afterwards."""
    log, said = copied(empty, folder / "log"), diary.fresh(folder / "diary")
    code = hurt(write, log, said, kind, awake, by=point)
    lines = [*diary.lines(said), *([] if code == 0 else [f"{STRANGE} end with {code}"])]
    stood = {line.removeprefix(f"{ACKNOWLEDGED} ") for line in lines if line.startswith(ACKNOWLEDGED)}
    try:
        return lines, violations(archive_in(log), BATCHES, stood)
    finally:
        close()


def _misbehaved(lines: Sequence[str]) -> list[str]:
    """Refusals without a name of ours, and readers who were told that writing failed."""
    unnamed = f"{REFUSED} Unavailable: "
    return [
        line
        for line in lines
        if line.startswith((STRANGE, UNREAD)) or (line.startswith(REFUSED) and not line.startswith(unnamed))
    ]


@contextmanager
def _two_megabytes(place: Path) -> Iterator[Path]:
    """A small disk in memory; where it cannot be mounted, the rig is left out."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("leave to mount a small disk is absent")
    try:
        yield place
    finally:
        forget(place / "log")
        subprocess.run(["umount", str(place)], check=True)
