"""Threat 25: a clock that runs backwards stops the signing, and nothing on the log goes back in time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from chancery.errors import OutOfOrder
from chancery.record.statement import Instant
from chancery.registry.append import renew
from chancery.registry.ports import Archive
from chancery.store.memory import MemoryArchive
from tests.rigs.conftest import Say
from tests.rigs.disk_log import PEN, add, archive_in, close, copied

SEED = 25
STEPS = (2_000, 20_000)
"""In the quick version, and at full length."""
DAY = 86_400
JUMPS = (1, 60, DAY, 400 * DAY)
"""Seconds by which a clock is set on or back: by a second, or to another year."""


def test_nothing_is_signed_while_the_clock_is_behind(at_full_length: bool, say: Say) -> None:
    """Whatever the clock does, what is signed is in the order of its moments."""
    refused, backwards = _run(MemoryArchive(), STEPS[at_full_length])
    say(f"{STEPS[at_full_length]} steps of the clock, {refused} refused, {backwards} signed backwards")
    assert refused > STEPS[at_full_length] // 10
    assert backwards == 0


def test_without_the_refusal_the_log_goes_back_in_time(monkeypatch: pytest.MonkeyPatch, say: Say) -> None:
    """Control: the same clock, with nobody looking at it."""
    monkeypatch.setattr("chancery.registry.append._refuse_older", lambda *_: None)
    _, backwards = _run(MemoryArchive(), STEPS[False])
    say(f"control: {backwards} of {STEPS[False]} signed backwards")
    assert backwards > 0


def test_a_jump_far_ahead_and_back_stops_until_that_moment_comes(empty_log: Path, disk: Path) -> None:
    """A clock that was 400 days ahead for one entry: honest time is refused until it gets there."""
    archive = archive_in(copied(empty_log, disk / "log"))
    now = 1_578_312_000
    add(archive, 1, "before", at=now)
    add(archive, 1, "ahead", at=now + 400 * DAY)
    for at in (now + 1, now + 399 * DAY, now + 400 * DAY - 1):
        with pytest.raises(OutOfOrder, match="nothing is signed until it is right"):
            add(archive, 1, f"at {at}", at=at)
        with pytest.raises(OutOfOrder):
            renew(archive, pen=PEN, at=Instant(at))
    assert archive.applied() == 2
    assert add(archive, 1, "there", at=now + 400 * DAY).size == 3
    close()


def _run(archive: Archive, steps: int) -> tuple[int, int]:
    """How many acts a jumping clock had refused, and how many were signed before an older one."""
    chance = random.Random(SEED)
    now, newest = 1_578_312_000, 0
    refused = backwards = 0
    for step in range(steps):
        now += chance.choice((1, 1, 1, -1)) * chance.choice(JUMPS)
        try:
            if archive.head() is None or chance.random() < 0.05:
                head = add(archive, 1, f"step {step}", at=now)
            else:
                head = renew(archive, pen=PEN, at=Instant(now))
        except OutOfOrder:
            refused += 1
            continue
        backwards += head.at < newest
        newest = head.at
    return refused, backwards
