"""A house of us.demo in a folder, with its pen and a program that may bring acts; and a register over it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from chancery.cli.register import RegisterServer
from chancery.cli.serving import free_port
from chancery.record.statement import Instant
from chancery.record.statement import Institution as Domain
from chancery.registry.act import Act
from chancery.seal.brought import write_brought
from chancery.seal.codec import decode
from chancery.seal.keys import Kind, SigningKey
from chancery.store.database import Place, attach, migrate, stand_alone
from chancery.wiring.house import ISSUER_PEM, LASTING_PEM, LOG_PEM, House
from tests.institution import Clock, Institution, department
from tests.people import key_of, secret

US = "us.demo"
PROGRAM = key_of(US, "program")
NO_PROGRAM_OF_OURS = key_of(US, "no program of ours")


def now() -> Instant:
    return Instant(int(time.time()))


def write_house(folder: Path, record: Place | None = None) -> House:
    """Settings and keys, and nothing on the record yet."""
    (folder / "keys").mkdir(parents=True)
    where = f'record = "{record}"\n' if isinstance(record, str) else ""
    (folder / "chancery.toml").write_text(f'institution = "{US}"\n{where}')
    (folder / "register.toml").write_text(f'[program.gateway]\nkey = "{PROGRAM.public}"\n')
    for name, seed, kind in (
        (ISSUER_PEM, "issuer", Kind.ED25519),
        (LOG_PEM, "log", Kind.ED25519),
        (LASTING_PEM, "pq", Kind.ML_DSA_44),
    ):
        (folder / "keys" / name).write_bytes(SigningKey.from_seed(kind, secret(US, seed)).pem())
    return House.read(folder)


def founded(folder: Path, *, record: Place | None = None, alias: str = "record:registering") -> Institution:
    """The department of 6 January in a house of its own, as this process holds it."""
    house = write_house(folder, record)
    stand_alone()
    attach(alias, house.record)
    migrate(alias)
    from chancery.store.archive import DurableArchive
    from chancery.store.words import PublishedWords
    from chancery.wiring.opened import open_index

    index, _ = open_index(house, alias=alias)
    us = department(
        Clock(now=Instant(now() - 3_600)),
        archive=DurableArchive(folder, second_place=house.second_place, using=alias),
        index=index,
        words=PublishedWords(folder, using=alias),
    )
    us.clock.now = now()
    return us


def message(act: Act, *, key: SigningKey = PROGRAM) -> bytes:
    """The act as a program brings it."""
    return write_brought(act.octets, act.approvals, act.words, institution=Domain(US), at=now(), key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a register answered."""

    status: int
    headers: dict[str, str]
    octets: bytes

    @property
    def problem(self) -> tuple[object, object]:
        """The title and the detail of a refusal (RFC 9290)."""
        assert self.headers["content-type"] == "application/concise-problem-details+cbor"
        record = decode(self.octets)
        assert isinstance(record, dict)
        return record[-1], record[-2]


@dataclass(slots=True, kw_only=True)
class Caller:
    """A program on one connection."""

    port: int
    _line: http.client.HTTPConnection | None = field(default=None)

    def get(self, path: str) -> Told:
        return self.ask("GET", path)

    def bring(self, octets: bytes, *, key: str | None = None, media: str = "application/cose") -> Told:
        headers = {"Content-Type": media} | ({} if key is None else {"Idempotency-Key": key})
        return self.ask("POST", "/entries", octets, headers)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Told:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._line.request(method, path, body, headers or {})
        answer = self._line.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Told(status=answer.status, headers=told, octets=answer.read())


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A register at this port; *leader* began the session that all its processes belong to."""

    port: int
    leader: int

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [pid for pid, parent in _parents().items() if parent == self.leader]


@contextmanager
def serving(folder: Path, *, workers: int = 2) -> Iterator[Serving]:
    """A register over the house in that folder, once it answers; ended, however it is, on the way out."""
    port = free_port(0)
    server = RegisterServer(
        application="chancery.web.register.application:application",
        listens=f"127.0.0.1:{port}",
        environment={"CHANCERY_HOME": str(folder)},
        workers=workers,
    )
    environment = {**os.environ, **server.environment}
    process = subprocess.Popen(server.command(), env=environment, start_new_session=True)
    try:
        _await(port, process)
        yield Serving(port=port, leader=process.pid)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            if Caller(port=port).get("/healthz").status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("The register did not answer.")


def _parents() -> dict[int, int]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            found[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    return found
