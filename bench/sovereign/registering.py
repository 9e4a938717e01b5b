"""Acts registered through HTTP by two workers: how many, how soon, and where the time goes.

CHANCERY_BENCH=full brings fifty thousand acts instead of a few thousand.  With CHANCERY_TESSERA naming a
server that adds the body of `POST /add` to a log of Tessera's POSIX driver (arguments: folder, host:port),
that server is measured in the same way; Debian has Tessera's source, and no such server.

Where other work goes on, seconds on the clock say little; so the time of the server's processors is
counted, and what two processors of their own would do is worked out from it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import OUT
from bench.row import Better, Row, at_least, at_most
from bench.sovereign.programs import as_request
from bench.sovereign.spent import spent_by
from chancery.cli.register import RegisterServer
from chancery.cli.serving import free_port
from chancery.registry.act import Act
from chancery.registry.append import receipts_of
from chancery.seal.brought import read_brought
from tests.institution import Institution
from tests.letters import INFORM, saying
from tests.people import GENERAL
from tests.registering import founded, message, write_house

FULL = os.environ.get("CHANCERY_BENCH") == "full"
ACTS, LETTERS, WARM = (50_000, 5_000, 4_000) if FULL else (6_000, 1_500, 1_000)
CONNECTIONS, LETTERS_AT_ONCE = 1_500, 300
WORKERS = 2
MODE = "full" if FULL else "quick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of bringing so many."""

    number: int
    at_once: int
    seconds: float
    statuses: dict[str, int]
    took: list[float]
    spent: float

    @property
    def each(self) -> float:
        """Seconds of processor time for one entry."""
        return self.spent / self.number

    def how(self) -> str:
        told = ", ".join(f"{count:,} × {status}" for status, count in sorted(self.statuses.items()))
        return (
            f"{MODE}: {self.number:,} acts on {self.at_once:,} connections, {told}; "
            f"{self.seconds:.1f} s by the clock, {self.spent:.1f} s of the server's processors"
        )


def rows() -> Iterator[Row]:
    """Acts without words, letters with theirs, and where the time of one goes."""
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=OUT) as folder, _register(Path(folder) / "house") as (us, port, leader):
        _bring(port, leader, _requests(us, WARM, words=False, of="warm"))
        acts = _bring(port, leader, _requests(us, ACTS, words=False, of="act"))
        yield from _told("acts", acts, "digests and structure, one hand, every rule asked")
        requests = _requests(us, LETTERS, words=True, of="letter")
        letters = _bring(port, leader, requests, at_once=LETTERS_AT_ONCE)
        yield from _told("letters with their words", letters, "a page of 300 words each, found by its words")
    yield from _beside_tessera(acts)
    yield _parts()


def _told(what: str, brought: Brought, which: str) -> Iterator[Row]:
    assert brought.statuses.keys() <= {"201", "303"}, brought.statuses
    rate = WORKERS / brought.each
    yield Row(
        name=f"{what} registered over HTTP, by two processors",
        value=rate,
        unit="entries/s",
        better=Better.HIGHER,
        bar=at_least(5_000),
        how=f"2 s of processor by the {brought.each * 1e6:.0f} µs of one entry; {which}; {brought.how()}",
    )
    yield Row(
        name=f"{what} registered over HTTP, by the clock",
        value=brought.number / brought.seconds,
        unit="entries/s",
        better=Better.HIGHER,
        how=f"programs and server on the same {os.cpu_count()} processors, with whatever else ran there",
    )
    yield Row(
        name=f"{what}: receipt, p95",
        value=brought.took[int(len(brought.took) * 0.95)],
        unit="s",
        bar=at_most(2),
        how=f"{brought.at_once:,} waiting at any time; median {brought.took[len(brought.took) // 2]:.2f} s, "
        f"longest {brought.took[-1]:.2f} s",
    )


# ── a register, and those who bring ──────────────────────────────────────────


@contextmanager
def _register(folder: Path) -> Iterator[tuple[Institution, int, int]]:
    us, port = founded(folder, alias="record:bench"), free_port(0)
    server = RegisterServer(
        application="chancery.web.register.application:application",
        listens=f"127.0.0.1:{port}",
        environment={"CHANCERY_HOME": str(folder)},
        workers=WORKERS,
    )
    with _running(server.command(), {**os.environ, **server.environment}, port) as leader:
        yield us, port, leader


@contextmanager
def _running(command: Sequence[str], environment: dict[str, str], port: int) -> Iterator[int]:
    """A server in a session of its own, once it listens."""
    import socket

    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _requests(us: Institution, number: int, *, words: bool, of: str) -> list[bytes]:
    return [
        as_request(
            "/entries",
            message(act),
            "Content-Type: application/cose",
            f"Idempotency-Key: {of}-{n}",
        )
        for n, act in enumerate(_acts(us, number, words=words, of=of))
    ]


def _acts(us: Institution, number: int, *, words: bool, of: str) -> Iterator[Act]:
    for n in range(number):
        said = saying(" ".join(f"{of} {n} word {k}" for k in range(75)), INFORM, "forces")
        yield us.act(said if words else replace(said, words=None), by=GENERAL)


def _bring(port: int, leader: int, requests: Sequence[bytes], *, at_once: int = CONNECTIONS) -> Brought:
    with TemporaryDirectory(dir=OUT) as folder:
        file = Path(folder) / "requests"
        file.write_bytes(b"".join(len(each).to_bytes(4, "big") + each for each in requests))
        before = spent_by(leader)
        done = subprocess.run(
            [sys.executable, "-m", "bench.sovereign.programs", str(port), str(at_once), str(file)],
            capture_output=True,
            text=True,
            check=True,
        )
        spent = spent_by(leader) - before
    told = json.loads(done.stdout)
    return Brought(number=len(requests), at_once=at_once, spent=spent, **told)


# ── where the time goes ──────────────────────────────────────────────────────


def _parts() -> Row:
    """The same work in one process without HTTP, part by part, in processor time."""
    number = 1_000
    with TemporaryDirectory(dir=OUT) as folder:
        house = Path(folder) / "house"
        us = founded(house, alias="record:bench-parts")
        from chancery.log.path import inclusion_paths
        from chancery.log.tile import HashesFromTiles
        from chancery.wiring.house import House
        from chancery.wiring.registering import RegisterSettings, open_register

        opened = open_register(House.read(house), alias="record:bench-parts")
        (program,) = RegisterSettings.of(House.read(house)).programs.values()
        spent: dict[str, list[float]] = {}
        for run in range(4):
            messages = [message(act) for act in _acts(us, number, words=False, of=f"part {run}")]
            with _counted(spent, "message read and its program's signature checked"):
                brought = [read_brought(octets, us.domain) for octets in messages]
                for each in brought:
                    each.check(program.key)
            acts = [
                Act(octets=each.act, approvals=each.approvals, key=f"{run}-{n}")
                for n, each in enumerate(brought)
            ]
            with _counted(spent, "act read and its hands checked"):
                looked = [opened.sequencer.look_at(act) for act in acts]
            with _counted(spent, "sealed, admitted, appended, filed"):
                step = opened.sequencer.register(looked)
            with _counted(spent, "receipts cut"):
                assert step.head is not None
                places = range(step.head.size - number, step.head.size)
                hashes = HashesFromTiles(opened.registry.file, step.head.size)
                for place, path in zip(places, inclusion_paths(places, step.head.size, hashes), strict=True):
                    receipts_of(step.head).inclusion(place, path)
    told = {name: min(seconds) / number * 1e6 for name, seconds in spent.items()}
    return Row(
        name="one act without HTTP, processor time",
        value=sum(told.values()),
        unit="µs",
        how=f"{MODE}: least of 4 batches of {number:,}; µs: "
        + ", ".join(f"{name} {each:.0f}" for name, each in told.items()),
    )


@contextmanager
def _counted(spent: dict[str, list[float]], name: str) -> Iterator[None]:
    begun = time.process_time()
    yield
    spent.setdefault(name, []).append(time.process_time() - begun)


# ── beside Tessera ───────────────────────────────────────────────────────────


def _beside_tessera(ours: Brought) -> Iterator[Row]:
    program = os.environ.get("CHANCERY_TESSERA")
    beside = None if program is None else _tessera(program)
    figure = Row(
        name="entries for each second of the server's processors",
        value=1 / ours.each,
        unit="entries",
        better=Better.HIGHER,
        bar=at_least(2_500),
        how=f"{MODE}: acts without words, with admission and receipts",
    )
    if beside is None:
        yield replace(figure, how=f"{figure.how}; CHANCERY_TESSERA names no server to be set beside it")
        return
    yield replace(
        figure,
        peer="Tessera, POSIX driver",
        peer_value=1 / beside.each,
        how=f"{figure.how}; Tessera adds octets, checks no signature, cuts no receipt: {beside.how()}",
    )


def _tessera(program: str) -> Brought:
    with TemporaryDirectory(dir=OUT) as folder:
        write_house(Path(folder) / "unused")
        port = free_port(0)
        log = Path(folder) / "log"
        log.mkdir()
        with _running([program, str(log), f"127.0.0.1:{port}"], dict(os.environ), port) as leader:
            bodies = [os.urandom(600) for _ in range(ACTS)]
            requests = [as_request("/add", body) for body in bodies]
            _bring(port, leader, requests[:WARM])
            told = _bring(port, leader, requests)
        return told
