"""How many checkpoints a witness cosigns a second, durably, over HTTP, with both of its keys.

Logs made here send requests that were written beforehand, over connections that stay open; every
answer is counted only with its status 200.  The disk is the one that holds the temporary folder,
with honest flushes.  CPU time is of the witness's own processes: on a machine that others use too
it says more than the clock.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from bench.peers import PeerAbsent
from bench.row import Better, Row, at_least
from bench.sovereign.checkpoints import Growing
from bench.sovereign.their_witness import NAME, litewitness
from chancery.cli.serving import answering, free_port
from chancery.cli.witness import server_of
from chancery.wiring.witness_folder import found_witness

LOGS, EACH = 64, 40
"""Logs that ask at once, and how often each of them does."""
ALONE = 300
"""Requests of one log, each from where the last one ended."""
CORES = 2
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What asking so many times took: seconds by the clock, the witness's CPU seconds, its octets."""

    answered: int
    seconds: float
    cpu: float
    octets: int
    waits: tuple[float, ...]

    @property
    def rate(self) -> float:
        return self.answered / self.seconds

    def wait(self, share: float) -> float:
        """Milliseconds within which that share of the answers came."""
        return 1_000 * sorted(self.waits)[int(share * (len(self.waits) - 1))]

    def told(self) -> str:
        return (
            f"{self.answered:,} answers in {self.seconds:.1f} s by the clock; a half within "
            f"{self.wait(0.5):.0f} ms, 99 % within {self.wait(0.99):.0f} ms; load {os.getloadavg()[0]:.1f}"
        )


def rows() -> Iterator[Row]:
    """Many logs at once, on one core's process and on two; one log, each request after the last."""
    one, two = (_measured(_many(), workers) for workers in (1, 2))
    theirs, beside = _theirs()
    for measured, by in ((one, "1 process"), (two, "2 processes")):
        yield Row(
            name=f"add-checkpoint, {LOGS} logs at once, {by}",
            value=measured.rate,
            unit="answers/s",
            how=measured.told(),
            better=Better.HIGHER,
        )
        yield Row(
            name=f"CPU of the witness for one answer, {by}",
            value=1_000 * measured.cpu / measured.answered,
            unit="ms",
            how=f"user and system time of its processes, both signatures and the flush among it; {beside}",
            peer=NAME,
            peer_value=theirs,
        )
    yield Row(
        name="add-checkpoint that two cores have time for",
        value=CORES * two.answered / two.cpu,
        unit="answers/s",
        how=f"{CORES} s of processor time by that of one answer, counted while {LOGS} logs asked at once",
        better=Better.HIGHER,
        bar=at_least(500),
    )
    yield Row(
        name=f"memory of a witness of {LOGS} logs, 2 processes",
        value=two.octets / 2**20,
        unit="MiB",
        how="resident sets of both and of the process that watches them, added up",
    )
    alone = _measured([Growing("alone.example/register", ALONE)], 1)
    yield Row(
        name="add-checkpoint, one log, each request after the last",
        value=alone.rate,
        unit="answers/s",
        how=f"{alone.told()}; the disk alone flushes {_flushes():.0f} times a second",
        better=Better.HIGHER,
    )


def _many() -> list[Growing]:
    return [Growing(f"log{number}.example/register", EACH) for number in range(LOGS)]


def _theirs() -> tuple[float | None, str]:
    """CPU milliseconds of one answer of another's witness, asked the same; or why there is none."""
    logs = _many()
    keys = [key for log in logs for key in log.keys]
    try:
        with TemporaryDirectory(prefix="chancery-bench-") as place, litewitness(Path(place), keys) as port:
            asked = _asked(port, logs)
    except PeerAbsent as absent:
        return None, str(absent)
    return 1_000 * asked.cpu / asked.answered, f"it gave {asked.rate:.0f} answers a second"


def _measured(logs: Sequence[Growing], workers: int) -> Asked:
    with TemporaryDirectory(prefix="chancery-bench-") as place, _serving(Path(place), logs, workers) as port:
        return _asked(port, logs)


def _asked(port: int, logs: Sequence[Growing]) -> Asked:
    before = _spent()
    begun = time.perf_counter()
    with ThreadPoolExecutor(max_workers=len(logs)) as pool:
        waits = list(pool.map(lambda log: _ask_all(port, log), logs))
    seconds = time.perf_counter() - begun
    cpu, octets = _spent()
    flat = tuple(wait for each in waits for wait in each)
    return Asked(answered=len(flat), seconds=seconds, cpu=cpu - before[0], octets=octets, waits=flat)


@contextmanager
def _serving(folder: Path, logs: Sequence[Growing], workers: int) -> Iterator[int]:
    vkeys = [key.text for log in logs for key in log.keys]
    found = found_witness(folder / "w", "witness.example/bench", vkeys)
    port = free_port(0)
    with answering([server_of(replace(found, listens=f"127.0.0.1:{port}"), workers=workers)]):
        yield port


def _ask_all(port: int, log: Growing) -> list[float]:
    """Seconds that each answer took; each must be 200."""
    waits = []
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as answers:
        for request in log.requests:
            begun = time.perf_counter()
            connection.sendall(request)
            _read(answers.readline(), answers)
            waits.append(time.perf_counter() - begun)
    return waits


def _read(first: bytes, answers: BinaryIO) -> None:
    """One answer whole; raises `ValueError` if it is not 200."""
    if b" 200 " not in first:
        raise ValueError(first)
    length = 0
    while line := answers.readline().strip():
        if line.lower().startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    answers.read(length)


def _spent() -> tuple[float, int]:
    """CPU seconds and resident octets of this process's children and theirs."""
    found = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout.split("\n")
    above = {int(pid): int(parent) for pid, parent in (line.split() for line in found if line.strip())}
    own = {pid for pid in above if _descends(pid, above)}
    cpu = octets = 0.0
    for pid in own:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        cpu += (int(stat[11]) + int(stat[12])) / _TICK
        octets += int(stat[21]) * _PAGE
    return cpu, int(octets)


def _descends(pid: int, above: dict[int, int]) -> bool:
    while above.get(pid):
        pid = above[pid]
        if pid == os.getpid():
            return True
    return False


def _flushes() -> float:
    """How often a second this disk flushes one small write after another."""
    with TemporaryDirectory(prefix="chancery-bench-") as place:
        file = os.open(Path(place) / "flushed", os.O_CREAT | os.O_WRONLY)
        begun = time.perf_counter()
        for _ in range(100):
            os.write(file, b"." * 4_096)
            os.fdatasync(file)
        taken = time.perf_counter() - begun
        os.close(file)
    return 100 / taken
