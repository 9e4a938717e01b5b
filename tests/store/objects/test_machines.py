"""Three machines write one log in one bucket, and one of them dies: nothing acknowledged is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from django.db import connections

from chancery.log.recount import first_fault
from chancery.registry.append import settle
from chancery.store.database import attach, migrate, stand_alone
from chancery.store.objects.bucket import Place
from tests.object_store import ObjectStore
from tests.postgres import Postgres
from tests.store.objects.machine import opened

pytestmark = pytest.mark.slow

ACTS = 8
DIES_AFTER = 3
HERE = "record:machines"


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
