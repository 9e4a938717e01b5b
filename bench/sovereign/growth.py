"""What a registration and a check cost as the log grows: processor time, beside the smallest log.

CHANCERY_GROWTH names the sizes, `10000,100000` unless it does; `10000,100000,1000000,10000000` takes hours
on one core and some twenty gigabytes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench import measure
from bench.row import Row, at_most
from bench.sovereign.grown import fill, house
from chancery.check.copy import Copy, Kind
from chancery.record.code import code_of
from chancery.record.statement import StatementId
from chancery.registry.act import Act
from chancery.registry.sequencing import Registered
from chancery.wiring.registering import OpenedRegister
from tests.institution import Institution
from tests.letters import INFORM, saying
from tests.people import GENERAL
from tests.registering import now

SIZES = [int(size) for size in os.environ.get("CHANCERY_GROWTH", "10000,100000").split(",")]
BATCH, BATCHES, CHECKS = 1_000, 5, 200
FLAT = 1.5


def rows() -> Iterator[Row]:
    """At each size what one entry and one answer cost, and how many times what they did at the first."""
    first: tuple[float, float] | None = None
    with house("record:bench-growth") as (us, opened, folder):
        for size in SIZES:
            begun, us.clock.now = time.perf_counter(), now()
            fill(us, size)
            filled = time.perf_counter() - begun
            us.clock.now = now()
            registering, letters = _registering(us, opened, size)
            checking = _checking(us, letters)
            first = first or (registering, checking)
            how = f"{_octets(folder, size)}; filled in {filled:.0f} s"
            yield _row("registration", size, registering, first[0], f"{_LEAST}; {how}")
            yield _row("check by a code", size, checking, first[1], f"{CHECKS} letters in turn, fresh reader")


_LEAST = f"least of {BATCHES} batches of {BATCH:,}: looked at, admitted, appended, filed; SQLite, flushed"


def _row(what: str, size: int, seconds: float, first: float, how: str) -> Row:
    return Row(
        name=f"{what}, {size:,} entries",
        value=seconds / first,
        unit=f"times that at {SIZES[0]:,}",
        bar=at_most(FLAT),
        how=f"{seconds * 1e6:.0f} µs of processor time; {how}",
    )


def _registering(us: Institution, opened: OpenedRegister, size: int) -> tuple[float, list[StatementId]]:
    """Seconds for one entry, and the last letters that were registered."""
    spent = []
    for batch in range(BATCHES):
        acts = list(_acts(us, f"{size}-{batch}"))
        begun = time.process_time()
        looked = [opened.sequencer.look_at(act) for act in acts]
        step = opened.sequencer.register(looked)
        spent.append((time.process_time() - begun) / BATCH)
        assert all(isinstance(outcome, Registered) for outcome in step.outcomes)
    return min(spent), [each.id for each in looked[-CHECKS:]]


def _acts(us: Institution, of: str) -> Iterator[Act]:
    for n in range(BATCH):
        said = replace(saying("", INFORM, "forces"), more={"reference": f"{of}/{n}"})
        yield us.act(said, by=GENERAL, key=f"{of} {n}")


def _checking(us: Institution, letters: Sequence[StatementId]) -> float:
    """By their printed codes: a look-up and the whole weighing; each is opened for the first time."""
    copies = iter([Copy(kind=Kind.CODE, text=code_of(id)) for id in letters])
    us.registry.settle()
    return measure.cpu(lambda: us.registry.check(next(copies)), runs=5, calls=len(letters) // 5).median


def _octets(folder: Path, size: int) -> str:
    database = sum(file.stat().st_size for file in folder.glob("record.sqlite3*"))
    return f"{database / size:.0f} octets of database for each entry, fillers of 36 octets"
