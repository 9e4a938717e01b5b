"""The writer whose database is taken away: it brings every act again, under its own key, until it is done."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.errors import Unavailable, Untrusted
from chancery.record.statement import Instant
from chancery.registry.append import append, settle
from chancery.store import database
from tests.rigs.diary import Diary
from tests.rigs.disk_log import ALIAS, PEN, PLENTY, entries
from tests.rigs.writer import sizes

if TYPE_CHECKING:
    from chancery.store.archive import DurableArchive

DONE, FOUND, REFUSED = "done", "found", "refused"
"""How an act ended: by this attempt, by an earlier one of which nobody heard, or never."""
SECONDS_BETWEEN = 0.02
"""Between two attempts."""


def archive_on(folder: Path, url: str) -> DurableArchive:
    """The log whose files lie in *folder* and whose tables lie in PostgreSQL."""
    database.stand_alone()
    database.attach(ALIAS, url)
    from chancery.store.archive import DurableArchive  # Django defines no model before it is set up

    return DurableArchive(folder, using=ALIAS, free_space_floor=PLENTY)


def carry_on(folder: Path, url: str, diary: Path) -> None:
    """Append batch after batch; note each with the moment at which it was acknowledged."""
    archive, said = archive_on(folder, url), Diary(diary)
    for at, (name, size) in enumerate(sizes(), 1):
        while (outcome := _attempted(archive, name, size, Instant(at), said)) is None:
            time.sleep(SECONDS_BETWEEN)
        said.note(f"{name} {outcome} {time.monotonic():.3f}")


def _attempted(archive: DurableArchive, name: str, size: int, at: Instant, said: Diary) -> str | None:
    """
    One attempt; None if it failed.

    Whoever failed in the middle of a commit does not know whether it was done, and asks.
    """
    try:
        settle(archive)
        if archive.index_of(name) is not None:
            return FOUND
        append(archive, entries(size, name), pen=PEN, at=at, keys={name: 0})
    except Unavailable:
        return None
    except Untrusted as refusal:
        said.note(REFUSED)
        raise SystemExit(0) from refusal
    return DONE
