"""The pages of the Desk before a record of 100,000 letters, each of which was once a draft there.

What is measured is what the server takes: the whole way of a request through the Desk's own
settings, from its middleware to the last octet of the page, in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.desk.house import Office, founded, hurried, put_down
from bench.row import Row, at_most
from chancery.wiring.accounts import accounts_ready

LETTERS = 100_000
FEW = 1_000
AT_ONCE = 2_000
STEPS = 4
"""As how many versions a draft is kept on its way: written, submitted, approved, released."""
ROUNDS = 15
MILLISECONDS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a page took, in milliseconds."""

    clock: float
    longest: float
    busy: float
    """For which a processor worked at it; the rest of the time others had the machine."""

    @classmethod
    def by(cls, seconds: Sequence[tuple[float, float]]) -> Taken:
        """The medians of several times, and the longest."""
        clock, busy = zip(*seconds, strict=True)
        return cls(clock=1_000 * median(clock), longest=1_000 * max(clock), busy=1_000 * median(busy))


def rows(letters: int = LETTERS, few: int = FEW) -> Iterator[Row]:
    """The slowest page, and the one that a long record makes dearest, with every page in their *how*."""
    with TemporaryDirectory() as folder:
        office = founded(Path(folder) / "us.demo")
        with hurried():
            _filled(office, range(few))
        before = _asked(office.house.folder)
        with hurried():
            _filled(office, range(few, letters))
        put_down()
        after = _asked(office.house.folder)
    yield from told(before, after, letters=letters, few=few)


def told(before: Mapping[str, Taken], after: Mapping[str, Taken], *, letters: int, few: int) -> Iterator[Row]:
    """What came of it: on the clock, and for the processor beside the same page over a short record."""
    slowest = max(after, key=lambda page: after[page].clock)
    yield Row(
        name="slowest page of the Desk, median",
        value=after[slowest].clock,
        unit="ms",
        bar=at_most(MILLISECONDS),
        how=f"{slowest}; {letters:,} letters on the record, {letters * STEPS:,} versions of released drafts, "
        f"{ROUNDS} times each page, on the clock: "
        + ", ".join(
            f"{page} {each.clock:.0f} (to {each.longest:.0f})" for page, each in sorted(after.items())
        ),
    )
    dearest = max(after, key=lambda page: after[page].busy / before[page].busy)
    yield Row(
        name="page of the Desk that a long record makes dearest, median",
        value=after[dearest].busy,
        unit="ms",
        bar=at_most(MILLISECONDS),
        peer=f"the same page with {few:,} letters",
        peer_value=before[dearest].busy,
        how=f"{dearest}; time of the processor, with {few:,} and with {letters:,} letters: "
        + ", ".join(
            f"{page} {before[page].busy:.0f} → {each.busy:.0f}" for page, each in sorted(after.items())
        ),
    )


def _filled(office: Office, numbers: range) -> None:
    """Letters on the record, and the drafts that they once were."""
    for first in range(numbers.start, numbers.stop, AT_ONCE):
        some = range(first, min(first + AT_ONCE, numbers.stop))
        office.release(some)
        _remember(office, some)


def _remember(office: Office, numbers: range) -> None:
    """What the Desk kept of the drafts of letters that are long released."""
    from chancery.store import database
    from chancery.store.models import DraftVersion

    database.attach("desk", office.house.desk)
    states = ("draft", "in review", "approved", "released")
    versions = [
        DraftVersion(
            draft=f"urn:chancery:long-released:{number}",
            version=place,
            body=b"words that went out long ago" * 20,
            state=state,
            newest=place == STEPS,
        )
        for number in numbers
        for place, state in enumerate(states, 1)
    ]
    DraftVersion.objects.using("desk").bulk_create(versions, batch_size=AT_ONCE)


def _asked(folder: Path) -> Mapping[str, Taken]:
    """What each page took, by its name."""
    from chancery.wiring import House

    accounts_ready(House.read(folder))
    surroundings = {
        **os.environ,
        "CHANCERY_HOME": str(folder),
        "CHANCERY_CLOCK": "bench.desk.house.clock",
        "DJANGO_SETTINGS_MODULE": "chancery.web.desk.settings",
    }
    command = [sys.executable, "-m", "bench.desk.pages_asked", str(ROUNDS)]
    said = subprocess.run(command, env=surroundings, check=True, capture_output=True, text=True).stdout
    asked: Mapping[str, list[tuple[float, float]]] = json.loads(said.splitlines()[-1])
    return {page: Taken.by(seconds) for page, seconds in asked.items()}
