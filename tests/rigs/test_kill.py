"""Bars 1 and 3: whoever is killed, at whichever system call, has lost nothing that was acknowledged."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.rigs import diary
from tests.rigs.conftest import ENOUGH, Say, until
from tests.rigs.disk_log import archive_in, close, copied
from tests.rigs.injury import KILL, WRITES, Injury, calls_of, hurt
from tests.rigs.whole import violations
from tests.rigs.writer import ACKNOWLEDGED, BATCHES, TWO, recover, write

SEED = 1
POINTS, PAIRS, CONTROLS = 32, 8, 60
"""In the quick version; at full length every point, and every pair of two appends."""

pytestmark = pytest.mark.usefixtures("strace")


def test_nothing_acknowledged_is_lost_wherever_the_writer_is_killed(
    empty_log: Path, disk: Path, at_full_length: bool, say: Say
) -> None:
    """What was acknowledged is there, what was shown is of what is there, and the log goes on."""
    points = list(_points(empty_log, disk))
    assert len(points) >= 1_000
    chosen = points if at_full_length else _of_every_call(points, POINTS)
    found = [(point, _wrong_after(empty_log, disk, point)) for point in chosen]
    wrong = [(str(point), what) for point, what in found if what]
    say(f"{len(chosen)} of {len(points)} kill points, {len(wrong)} violations")
    assert not wrong


def test_nothing_is_lost_when_recovery_is_killed_too(
    empty_log: Path, disk: Path, at_full_length: bool, say: Say
) -> None:
    """Raio, 30 July 2025: the second failure, while recovering from the first, is the one nobody tried."""
    pairs = 0
    wrong: list[str] = []
    for first, second in _pairs(empty_log, disk, random.Random(SEED)):
        if pairs == PAIRS and not at_full_length:
            break
        pairs += 1
        found = _wrong_after(empty_log, disk, first, second, batches=TWO)
        wrong += [f"{first}, {second}: {what}" for what in found]
    say(f"{pairs} pairs of kill points, {len(wrong)} violations")
    assert not wrong


@pytest.mark.parametrize(
    ("kind", "calls"),
    [
        ("boastful", {"pwrite64", "fdatasync"}),
        ("early", {"fsync", "rename"}),
        ("forgetful", {"fsync", "write"}),
    ],
)
def test_a_writer_who_does_things_in_another_order_is_found_out(
    empty_log: Path, disk: Path, kind: str, calls: set[str], say: Say
) -> None:
    """Control: acknowledging, showing or counting too early does no harm unhurt, and loses when killed."""
    points = [point for point in _points(empty_log, disk, kind) if point.call in calls]
    assert not _wrong_after(empty_log, disk, Injury(call="fsync", what=KILL, when=9_999), kind=kind)
    chosen = _of_every_call(points, CONTROLS)
    tried, caught = until(ENOUGH, chosen, lambda point: bool(_wrong_after(empty_log, disk, point, kind=kind)))
    say(f"control: {caught} of {tried} kills lose something")
    assert caught == ENOUGH


def _points(
    empty: Path, folder: Path, kind: str = "honest", batches: Mapping[str, int] = BATCHES
) -> Iterator[Injury]:
    """Every system call of a whole run, to be killed at."""
    log, said = copied(empty, folder / "log"), diary.fresh(folder / "diary")
    counted = calls_of(write, log, said, kind, False, batches, transcript=folder / "calls")
    assert len(_acknowledged(said)) == len(batches)
    yield from _calls(counted)


def _calls(counted: Mapping[str, int]) -> Iterator[Injury]:
    for call, times in sorted(counted.items()):
        yield from (Injury(call=call, what=KILL, when=when) for when in range(1, times + 1))


def _pairs(empty: Path, folder: Path, chance: random.Random) -> Iterator[tuple[Injury, Injury]]:
    """
    Every call by which two appends change the disk, with every one by which the recovery from it does.

    A kill at any other call leaves what the kill at the next of these leaves.
    """
    for first in _changing(_points(empty, folder, batches=TWO), chance):
        log, said = copied(empty, folder / "log"), diary.fresh(folder / "diary")
        hurt(write, log, said, "honest", False, TWO, by=first)
        counted = calls_of(recover, log, said, "honest", transcript=folder / "calls")
        if counted["rename"]:  # else nothing was applied and nothing shown: there was nothing to recover
            yield from ((first, second) for second in _changing(_calls(counted), chance))


def _changing(points: Iterator[Injury], chance: random.Random) -> list[Injury]:
    return sorted((point for point in points if point.call in WRITES), key=lambda _: chance.random())


def _of_every_call(points: Sequence[Injury], number: int) -> list[Injury]:
    """A sample in which every call that occurs has its share."""
    chance = random.Random(SEED)
    shuffled = sorted(points, key=lambda _: chance.random())
    waiting = {call: [p for p in shuffled if p.call == call] for call in sorted({p.call for p in points})}
    chosen: list[Injury] = []
    while len(chosen) < min(number, len(points)):
        chosen += [waiting[call].pop() for call in waiting if waiting[call]]
    return chosen[:number]


def _wrong_after(
    empty: Path,
    folder: Path,
    first: Injury,
    second: Injury | None = None,
    *,
    kind: str = "honest",
    batches: Mapping[str, int] = BATCHES,
) -> list[str]:
    """What is wrong with the log when its writer was killed there, and then whoever recovered it."""
    log, said = copied(empty, folder / "log"), diary.fresh(folder / "diary")
    hurt(write, log, said, kind, False, batches, by=first)
    if second is not None:
        hurt(recover, log, said, kind, by=second)
    promised = _acknowledged(said)
    try:
        return violations(archive_in(log), batches, promised)
    finally:
        close()


def _acknowledged(said: Path) -> set[str]:
    return {
        line.removeprefix(f"{ACKNOWLEDGED} ") for line in diary.lines(said) if line.startswith(ACKNOWLEDGED)
    }
