"""One of several machines that write one log: a folder of its own, a shared database, a shared bucket.

    python -m tests.store.objects.machine DATABASE FOLDER NAME COUNT < place.json

Says how many of its acts are on the log after each of them.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from chancery.errors import Conflict
from chancery.record.statement import Instant
from chancery.registry.append import append
from chancery.registry.ports import Archive
from chancery.store.database import attach, stand_alone
from chancery.store.objects.bucket import Bucket, Place
from chancery.store.objects.last_signed import NotedObject
from chancery.store.objects.register import BucketRegister
from tests.people import pen_of

US = "us.demo"
NOON = Instant(1_578_312_000)


def opened(database: str, folder: Path, place: Place, *, using: str = "record") -> Archive:
    """The archive as this machine sees it."""
    stand_alone()
    attach(using, database)
    from chancery.store.archive import DurableArchive

    elsewhere = Bucket(replace(place, prefix=f"{place.prefix}-elsewhere"))
    return DurableArchive(
        folder,
        using=using,
        register=BucketRegister(Bucket(place), folder),
        second_place=NotedObject(elsewhere, "last-signed"),
    )


def main(database: str, folder: str, name: str, count: str) -> None:
    """Append by the registry's own steps; whoever was quicker is waited for."""
    archive, pen = opened(database, Path(folder), Place(**json.load(sys.stdin))), pen_of(US)
    for number in range(int(count)):
        act = f"{name} {number}"
        while archive.index_of(act) is None:
            try:
                append(archive, (act.encode(),), pen=pen, at=NOON, keys={act: 0})
            except Conflict:
                continue  # also when it was committed, and another machine has finished it
        print(number + 1, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
