"""Threat 25 with the machine's own clock turned (libfaketime): by 400 days, by jumps, sixty times as fast."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from chancery.log.tile import stored_entries
from chancery.record.statement import Instant
from chancery.registry.append import append
from chancery.store import database
from chancery.store.memory import MemoryArchive
from tests.conftest import leave_out
from tests.hostile.forger import order, sealed, urn, victim
from tests.hostile.seen_by import PEN, Reading, show
from tests.rigs.conftest import Say
from tests.rigs.turned import DAY, library, under

OFFSETS = {
    False: ("-400d", "-1d", "+400d"),
    True: ("-400d", "-30d", "-1d", "-2h", "+2h", "+1d", "+30d", "+400d"),
}
STEPS = {False: 150, True: 3_000}
PACE = {False: ("+0 x3600", "3"), True: ("+0 x60", "75")}
"""How fast the clock runs, and for how many true seconds: past the hour of patience either way."""


@pytest.fixture(scope="module")
def faketime() -> None:
    """The library that turns a process's clock; its absence ends the test."""
    if library() is None:
        leave_out("libfaketime")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A reader who followed the victim a moment ago: a letter of two days ago, superseded an hour ago.

    Whoever calls that letter current, at whatever time, has called current what is not.
    """
    now = int(time.time())
    archive = MemoryArchive()
    older = sealed(order("older", "alice"), now - 2 * DAY, PEN)
    newer = sealed(order("newer", "alice", supersedes=(urn("older"),)), now - 3_600, PEN)
    append(archive, [*stored_entries(0, 3, victim().file), older, newer], pen=PEN, at=Instant(now), keys={})
    reading = Reading(tmp_path_factory.mktemp("turned"))
    show(archive, reading.shown)
    reading.follow()
    database.connections[reading.alias].close()
    return reading.house.folder


def asked(
    house: Path, clock: str | Path, *, seconds: str = "0", guarded: bool = True
) -> list[tuple[int, str | None]]:
    ids = ",".join((urn("older"), urn("newer")))
    told = under(clock, "answers", str(house), ids, seconds, "guarded" if guarded else "unguarded")
    return [(at, state) for at, state in told]


def current(told: list[tuple[int, str | None]]) -> tuple[int, int]:
    """How often the older letter was called current, and how often the newer one."""
    return sum(state == "current" for _, state in told[::2]), sum(
        state == "current" for _, state in told[1::2]
    )


@pytest.mark.usefixtures("faketime")
def test_whatever_the_clock_says_nothing_stale_is_called_current(
    house: Path, at_full_length: bool, say: Say
) -> None:
    """With the true time the newer letter is current; with any other neither of them is."""
    offsets = OFFSETS[at_full_length]
    assert current(asked(house, "+0")) == (0, 1)
    stale = {offset: current(asked(house, offset)) for offset in offsets}
    say(f"{len(offsets)} wrong clocks: {sum(map(sum, stale.values()))} called current")
    assert stale == dict.fromkeys(offsets, (0, 0))


@pytest.mark.usefixtures("faketime")
def test_control_a_clock_that_is_believed_calls_the_superseded_letter_current(house: Path, say: Say) -> None:
    """A clock of yesterday, which nobody compares with what is held."""
    stale, _ = current(asked(house, "-1d", guarded=False))
    say(f"control: {stale} of 1 wrong clock called current what is superseded")
    assert stale == 1


@pytest.mark.usefixtures("faketime")
def test_a_clock_that_runs_too_fast_calls_nothing_current_that_is_stale(
    house: Path, at_full_length: bool, say: Say
) -> None:
    """It outruns the patience of an hour; from then on, by that clock, the answer is unknown since."""
    pace, seconds = PACE[at_full_length]
    told = asked(house, pace, seconds=seconds)
    patient = told[0][0] + 3_600
    late = [state for at, state in told if at > patient]
    stale = [state for state in late if state == "current"]
    say(f"{pace}: {len(told)} answers, {len(late)} after the patience, {len(stale)} of these current")
    assert current(told)[0] == 0
    assert late
    assert stale == []


@pytest.mark.usefixtures("faketime")
def test_nothing_is_signed_backwards_whatever_jumps(tmp_path: Path, at_full_length: bool, say: Say) -> None:
    """400 days on and back, minutes, sixty times as fast, in one process that goes on signing."""
    clock = tmp_path / "clock"
    clock.write_text("+0")
    refused, signed, backwards = under(clock, "signs", str(STEPS[at_full_length]), "guarded")
    say(f"{STEPS[at_full_length]} jumps: {signed} signed, {refused} refused, {backwards} backwards")
    assert signed > 0
    assert refused > 0
    assert backwards == 0


@pytest.mark.usefixtures("faketime")
def test_control_a_clock_that_is_believed_signs_backwards(tmp_path: Path, say: Say) -> None:
    """The same jumps, with nobody comparing the clock with what was signed last."""
    clock = tmp_path / "clock"
    clock.write_text("+0")
    _, signed, backwards = under(clock, "signs", str(STEPS[False]), "unguarded")
    say(f"control: {backwards} of {signed} signed backwards")
    assert backwards > 0
