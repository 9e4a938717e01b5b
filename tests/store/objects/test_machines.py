"""Three machines write one log in one bucket, and one of them dies: nothing acknowledged is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import pytest
from django.db import connections

from chancery.log.recount import first_fault
from chancery.registry.append import append, settle
from chancery.store.database import attach, migrate, stand_alone
from chancery.store.objects.bucket import Bucket, Place
from chancery.store.objects.last_signed import NotedObject
from chancery.store.objects.register import BucketRegister
from tests.object_store import ObjectStore
from tests.people import pen_of
from tests.postgres import Postgres
from tests.store.objects.machine import NOON, US, opened

pytestmark = pytest.mark.slow

ACTS = 8
DIES_AFTER = 3
HERE = "record:machines"


class Hesitating(BucketRegister):
    """A machine that is slow with its tiles: before they are put, others do what they like."""

    def __init__(self, bucket: Bucket, folder: Path, meanwhile: Callable[[], object]) -> None:
        super().__init__(bucket, folder)
        self._meanwhile: Callable[[], object] | None = meanwhile

    def write(self, files: Mapping[str, bytes]) -> None:
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()
        super().write(files)


def test_a_machine_that_finishes_late_takes_nothing_back(object_store: ObjectStore, tmp_path: Path) -> None:
    """Its batch was finished by another, who has gone on; what is readable stays readable."""
    stand_alone()
    attach(HERE, tmp_path)
    migrate(HERE)
    from chancery.store.archive import DurableArchive

    bucket, pen = Bucket(object_store.fresh_place()), pen_of(US)

    def machine(name: str, register: BucketRegister) -> DurableArchive:
        noted = NotedObject(bucket, "elsewhere")
        return DurableArchive(tmp_path / name, using=HERE, register=register, second_place=noted)

    quick = machine("quick", BucketRegister(bucket, tmp_path / "quick"))

    def go_on() -> None:
        for entry in (b"second", b"third"):
            append(quick, (entry,), pen=pen, at=NOON, keys={})

    slow = machine("slow", Hesitating(bucket, tmp_path / "slow", go_on))
    append(slow, (b"first",), pen=pen, at=NOON, keys={})
    assert quick.applied() == 3
    assert append(slow, (b"fourth",), pen=pen, at=NOON, keys={}).size == 4
    connections[HERE].close()


def begin(database: str, folder: Path, name: str, place: Place) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "tests.store.objects.machine",
        database,
        str(folder / name),
        name,
        str(ACTS),
    ]
    machine = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert machine.stdin is not None
    machine.stdin.write(json.dumps(asdict(place)))
    machine.stdin.close()
    return machine


def test_machines_that_share_a_bucket_keep_one_log(
    postgres: Postgres, object_store: ObjectStore, tmp_path: Path
) -> None:
    """Each with a folder of its own, so that no lock of this machine helps them."""
    database, place = postgres.fresh_database().url, object_store.fresh_place()
    stand_alone()
    attach(HERE, database)
    migrate(HERE)
    connections[HERE].close()
    machines = {name: begin(database, tmp_path, name, place) for name in ("a", "b", "c")}
    said = machines["c"].stdout
    assert said is not None
    while int(said.readline()) < DIES_AFTER:
        pass
    machines["c"].kill()
    ended = {name: machine.wait(300) for name, machine in machines.items()}
    assert (ended["a"], ended["b"]) == (0, 0)
    archive = opened(database, tmp_path / "later", place, using=HERE)
    head = settle(archive)
    assert head is not None
    entries = [archive.entry(index) for index in range(head.size)]
    for name in ("a", "b"):
        assert [e for e in entries if e.startswith(name.encode())] == [
            b"%s %d" % (name.encode(), n) for n in range(ACTS)
        ]
    assert entries.count(b"c %d" % (DIES_AFTER - 1)) == 1
    assert len(set(entries)) == len(entries)
    assert first_fault(archive.file, head.size, head.root) is None
    assert (archive.file("checkpoint"), archive.last_signed()) == (head.checkpoint, (head.size, head.root))
    connections[HERE].close()
