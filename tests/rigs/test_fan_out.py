"""Killed in mid-fan-out, at whichever system call, the courier leaves nobody untold."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.post_house import Sink, sink
from tests.rigs.conftest import ENOUGH, Say, until
from tests.rigs.fanning import BOASTFUL, HASTY, HONEST, RECEIVERS, copied, fan_out, finish, prepared
from tests.rigs.injury import KILL, Injury, calls_of, hurt

SEED = 1
POINTS = 16
"""In the quick version; at full length every point."""
CONTROLS = 60

pytestmark = pytest.mark.usefixtures("strace")


@pytest.fixture(scope="module")
def hooks() -> Iterator[Sink]:
    with sink() as room:
        yield room


@pytest.fixture(scope="module")
def house(hooks: Sink, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A letter to sixty, on the record and told to nobody."""
    return prepared(tmp_path_factory.mktemp("fan-out"), hooks.address)


def test_nobody_is_left_untold_wherever_the_courier_is_killed(
    house: Path, hooks: Sink, disk: Path, at_full_length: bool, say: Say
) -> None:
    """Everybody is told, each under one name, and at most again what was on its way."""
    points = list(_points(house, disk))
    assert len(points) >= 100
    chosen = points if at_full_length else _of_every_call(points, POINTS)
    untold, repeated, renamed = 0, 0, 0
    for point in chosen:
        told = _told_after(house, hooks, disk, point)
        untold += RECEIVERS - len(told)
        repeated += sum(sum(names.values()) - 1 for names in told.values())
        renamed += sum(len(names) > 1 for names in told.values())
    say(
        f"{len(chosen)} of {len(points)} kill points, {RECEIVERS} receivers each: {untold} untold, "
        f"{repeated} told again under the same name, {renamed} under another"
    )
    assert (untold, renamed) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "calls"), [(HASTY, {"pwrite64", "fdatasync"}), (BOASTFUL, {"pwrite64", "fdatasync"})]
)
def test_a_courier_who_does_things_in_another_order_is_found_out(
    house: Path, hooks: Sink, disk: Path, kind: str, calls: set[str], say: Say
) -> None:
    """Control: moving on in the record first, or calling delivered what is claimed, loses when killed."""
    assert (
        len(_told_after(house, hooks, disk, Injury(call="fsync", what=KILL, when=9_999), kind)) == RECEIVERS
    )
    points = [point for point in _points(house, disk, kind) if point.call in calls]
    chosen = _of_every_call(points, CONTROLS)
    tried, caught = until(
        ENOUGH, chosen, lambda point: len(_told_after(house, hooks, disk, point, kind)) < RECEIVERS
    )
    say(f"control: {caught} of {tried} kills leave somebody untold")
    assert caught == ENOUGH


def _points(house: Path, disk: Path, kind: str = HONEST) -> list[Injury]:
    """Every system call of a whole fan-out by which the courier changes the disk."""
    counted = calls_of(fan_out, copied(house, disk / "house"), kind, transcript=disk / "calls")
    return [
        Injury(call=call, what=KILL, when=when)
        for call, times in sorted(counted.items())
        for when in range(1, times + 1)
    ]


def _of_every_call(points: Sequence[Injury], number: int) -> list[Injury]:
    chance = random.Random(SEED)
    shuffled = sorted(points, key=lambda _: chance.random())
    waiting = {call: [p for p in shuffled if p.call == call] for call in sorted({p.call for p in points})}
    chosen: list[Injury] = []
    while len(chosen) < min(number, len(points)):
        chosen += [waiting[call].pop() for call in waiting if waiting[call]]
    return chosen[:number]


def _told_after(
    house: Path, hooks: Sink, disk: Path, point: Injury, kind: str = HONEST
) -> dict[str, Counter[str]]:
    """Who was told under which names, after a courier was killed there and another one finished."""
    hooks.got.clear()
    folder = copied(house, disk / "house")
    hurt(fan_out, folder, kind, by=point)
    finish(folder)
    told: dict[str, Counter[str]] = {}
    for headers, _ in hooks.got:
        assert re.fullmatch(r"/\d+", headers["path"])
        told.setdefault(headers["path"], Counter())[headers["webhook-id"]] += 1
    return told
