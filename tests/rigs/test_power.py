"""Bar 2: whoever was told that an entry stands is right after a power cut as well."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import islice
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from tests.rigs import diary, power
from tests.rigs.conftest import Say
from tests.rigs.disk_log import archive_in, close
from tests.rigs.injury import SECONDS, forked
from tests.rigs.whole import violations
from tests.rigs.writer import sizes, write_on

SEED = 2
TRIALS, CONTROLS = (4, 300), (3, 30)
"""In the quick version and at full length."""
LONGEST = 0.6
"""Seconds after its first entry for which a writer goes on at most."""
SHARE = 0.3
"""Of the controls, so many must lose."""


@pytest.fixture(scope="module")
def disk(empty_log: Path) -> Iterator[power.Disk]:
    """A disk whose power can be cut; where there can be none, the rig is left out and named."""
    try:
        with power.disk(empty_log) as found:
            yield found
    except power.NoSuchDisk as absence:
        pytest.skip(f"a disk whose power can be cut is absent ({absence})")


def test_nothing_acknowledged_is_lost_by_a_power_cut(
    disk: power.Disk, tmp_path: Path, at_full_length: bool, say: Say
) -> None:
    """What was acknowledged is there, what is shown is of what is there, and the log goes on."""
    chance = random.Random(SEED)
    cuts = [_cut(disk, tmp_path, chance) for _ in range(TRIALS[at_full_length])]
    lost = [what for _, what in cuts if what]
    say(f"{len(cuts)} power cuts, {sum(told for told, _ in cuts)} acknowledged batches, {len(lost)} lose any")
    assert not lost


def test_who_does_not_flush_loses(disk: power.Disk, tmp_path: Path, at_full_length: bool, say: Say) -> None:
    """Control: nobody waits for the disk, and the same cuts take back what was acknowledged."""
    chance = random.Random(SEED)
    cuts = [_cut(disk, tmp_path, chance, flushing=False) for _ in range(CONTROLS[at_full_length])]
    lost = sum(bool(what) for _, what in cuts)
    say(f"control: {lost} of {len(cuts)} power cuts lose something")
    assert lost >= SHARE * len(cuts)


def _cut(
    disk: power.Disk, outside: Path, chance: random.Random, *, flushing: bool = True
) -> tuple[int, list[str]]:
    """Cut the power under a writer: how much it had acknowledged, and what is wrong afterwards."""
    said = diary.fresh(outside / "diary")
    with disk.renewed() as at:
        process = forked().Process(target=write_on, args=(at / "log", said, flushing))
        process.start()
        try:
            _await_first(said, process)
            time.sleep(chance.random() * LONGEST)
            disk.cut()
        finally:
            process.kill()
            process.join()
        disk.start_again()
        told = diary.lines(said)
        batches = dict(islice(sizes(), len(told) + 1))
        try:
            return len(told), violations(archive_in(at / "log"), batches, set(told))
        finally:
            close()


def _await_first(said: Path, process: BaseProcess) -> None:
    deadline = time.monotonic() + SECONDS
    while not diary.lines(said):
        assert process.is_alive(), "the writer ended before its first entry"
        assert time.monotonic() < deadline, "the writer does not begin"
        time.sleep(0.002)
