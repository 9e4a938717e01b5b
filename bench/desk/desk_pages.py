"""The pages of the Desk before a record of 100,000 letters, each of which was once a draft there.

What is measured is what the server takes: the whole way of a request through the Desk's own
settings, from its middleware to the last octet of the page, in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.desk.house import Office, founded, put_down
from bench.row import Row, at_most
from chancery.wiring.accounts import accounts_ready

LETTERS = 100_000
AT_ONCE = 2_000
STEPS = 4
"""As how many versions a draft is kept on its way: written, submitted, approved, released."""
ROUNDS = 15
MILLISECONDS = 150


def rows(letters: int = LETTERS, drafts: int = LETTERS) -> Iterator[Row]:
    """The slowest page, and every page in its *how*."""
    with TemporaryDirectory() as folder:
        office = founded(Path(folder) / "us.demo")
        for first in range(0, letters, AT_ONCE):
            office.release(range(first, min(first + AT_ONCE, letters)))
        _remember(office, drafts)
        put_down()
        taken = _asked(office.house.folder)
    slowest = max(taken, key=lambda page: median(taken[page]))
    yield Row(
        name="slowest page of the Desk, median",
        value=1_000 * median(taken[slowest]),
        unit="ms",
        bar=at_most(MILLISECONDS),
        how=f"{slowest}; {letters:,} letters on the record, {drafts * STEPS:,} versions of released drafts, "
        f"{ROUNDS} times each page, wall time in the server: {_told(taken)}",
    )


def _told(taken: Mapping[str, list[float]]) -> str:
    return ", ".join(
        f"{page} {1_000 * median(seconds):.0f} (to {1_000 * max(seconds):.0f})"
        for page, seconds in sorted(taken.items())
    )


def _remember(office: Office, drafts: int) -> None:
    """What the Desk kept of the drafts of letters that are long released."""
    from chancery.store import database
    from chancery.store.models import DraftVersion

    database.attach("desk", office.house.desk)
    states = ("draft", "in review", "approved", "released")
    for first in range(0, drafts, AT_ONCE):
        versions = [
            DraftVersion(
                draft=f"urn:chancery:long-released:{number}",
                version=place,
                body=b"words that went out long ago" * 20,
                state=state,
                newest=place == STEPS,
            )
            for number in range(first, min(first + AT_ONCE, drafts))
            for place, state in enumerate(states, 1)
        ]
        DraftVersion.objects.using("desk").bulk_create(versions, batch_size=AT_ONCE)


def _asked(folder: Path) -> Mapping[str, list[float]]:
    """How long each page took, in seconds, by its name."""
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
    taken: Mapping[str, list[float]] = json.loads(said.splitlines()[-1])
    return taken
