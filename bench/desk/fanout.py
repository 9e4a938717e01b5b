"""From a disowning to everybody who must know: the Counter, ten thousand streams, ten thousand webhooks.

Every process is a real one: the Counter and the live process as `chancery` starts them, the
courier with its outbox on the disk.  Those who listen run on the same two processors and
are part of what is measured.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from bench.desk.house import Office, clock, founded, put_down, wish
from bench.desk.sink import Readers, Sink, readers, sink
from bench.row import Better, Row, at_least, at_most
from chancery.cli.live import live_server, raise_limits
from chancery.cli.serving import answering, counter_server, free_port

DISOWNINGS = 100
READERS = 10_000
NOTICES = 5
RECEIVERS = 10_000
KILLS = 5
GIVEN_UP = 120.0
"""Seconds after which something has not happened."""


def rows() -> Iterator[Row]:
    """The bars of the issue, each with what it was laid beside."""
    raise_limits()
    with TemporaryDirectory() as folder:
        yield _to_the_counter(Path(folder))
    with TemporaryDirectory() as folder:
        yield from _to_the_readers(Path(folder))
    with TemporaryDirectory() as folder, sink() as receiver:
        yield from _to_the_receivers(Path(folder), receiver)
    with TemporaryDirectory() as folder, sink() as receiver:
        yield from _although_killed(Path(folder), receiver)


# ── the Counter ──────────────────────────────────────────────────────────────


def _to_the_counter(folder: Path) -> Row:
    office = founded(folder / "us.demo", counter=f"127.0.0.1:{free_port(8000)}")
    codes = office.release(range(DISOWNINGS))
    with answering([counter_server(office.house)]):
        line = HTTPConnection(office.house.counter)
        waited = sorted(_seen_after(office, line, number, code) for number, code in enumerate(codes))
    put_down()
    return Row(
        name="disowning to the Counter's answer, p99",
        value=quantiles(waited, n=100, method="inclusive")[98],
        unit="s",
        bar=at_most(1),
        how=f"{len(waited)} disownings one after the other, from the act being brought to the first page of "
        f"the letter that says so; median {median(waited):.3f} s, worst {waited[-1]:.3f} s",
    )


def _seen_after(office: Office, line: HTTPConnection, number: int, code: str) -> float:
    _page(line, code)  # readers have the page open before: what is kept of it must not be shown again
    begun = office.disown(number)
    while "disowned" not in _page(line, code):
        assert time.monotonic() < begun + GIVEN_UP
    return time.monotonic() - begun


def _page(line: HTTPConnection, code: str) -> str:
    line.request("GET", f"/en/letter/{code}")
    answer = line.getresponse()
    text = answer.read().decode()
    assert answer.status == 200, answer.status
    return text.partition("<h1>")[2].partition("</h1>")[0].lower()


# ── streams ──────────────────────────────────────────────────────────────────


def _to_the_readers(folder: Path) -> Iterator[Row]:
    office = founded(folder / "us.demo", live=f"127.0.0.1:{free_port(8200)}")
    codes = office.release(range(NOTICES))
    host, _, port = office.house.live.rpartition(":")
    begun = time.monotonic()
    with (
        answering([live_server(office.house)]),
        readers(host, int(port), READERS // 2) as some,
        readers(host, int(port), READERS // 2) as others,
    ):
        connected = time.monotonic() - begun
        told = [_told_after(office, (some, others), number, code) for number, code in enumerate(codes)]
    put_down()
    lasts = [each[-1] for each in told]
    yield Row(
        name=f"disowning to the last of {READERS:,} streams",
        value=median(lasts),
        unit="s",
        bar=at_most(2),
        how=f"median of {NOTICES} disownings, {min(lasts):.2f} to {max(lasts):.2f} s, from the act being "
        f"brought; all told each time; half of them within {median(median(each) for each in told):.2f} s; "
        f"all connected within {connected:.0f} s; readers in two processes on the same two processors",
    )


def _told_after(office: Office, listening: tuple[Readers, ...], number: int, code: str) -> list[float]:
    time.sleep(1)
    for each in listening:
        each.expect(code)
    begun = office.disown(number)
    heard = [moment - begun for each in listening for moment in each.heard(code)]
    assert len(heard) == READERS, f"{len(heard)} of {READERS} were told"
    return sorted(heard)


# ── webhooks ─────────────────────────────────────────────────────────────────


def _to_the_receivers(folder: Path, receiver: Sink) -> Iterator[Row]:
    office = founded(folder / "us.demo")
    office.release(range(NOTICES))
    for number in range(NOTICES):
        wish(office.house, number, (f"{receiver.address}/{n}" for n in range(RECEIVERS)))
    rates, laters = [], []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with _courier(office):
        for number in range(NOTICES):
            receiver.empty()
            begun = office.disown(number)
            _await(receiver, RECEIVERS)
            taken = receiver.taken()
            assert taken.told == RECEIVERS
            rates.append(RECEIVERS / (taken.last - taken.first))
            laters.append(taken.last - begun)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / (NOTICES * RECEIVERS)
    put_down()
    receiver.empty()
    raw = [_raw(receiver) for _ in range(3)]
    yield Row(
        name=f"{RECEIVERS:,} webhooks delivered from the outbox",
        value=median(rates),
        unit="/s",
        better=Better.HIGHER,
        bar=at_least(2_000),
        peer="the same signed posts without an outbox",
        peer_value=median(raw),
        how=f"median of {NOTICES} disownings, {min(rates):,.0f} to {max(rates):,.0f} /s between the first "
        f"delivery and the last; SQLite with synchronous=FULL; every delivery claimed, signed twice, posted, "
        f"settled; {cpu * 1e6:.0f} µs of processor each; the last {median(laters):.1f} s after the act "
        f"was brought; alone {min(raw):,.0f} to {max(raw):,.0f} /s; {os.getloadavg()[0]:.1f} processes "
        "wanted the two processors meanwhile",
    )


def _raw(receiver: Sink) -> float:
    """The same posts by the same client, kept nowhere."""
    receiver.empty()
    asyncio.run(_post_all(receiver.address))
    taken = receiver.taken()
    return RECEIVERS / (taken.last - taken.first)


async def _post_all(address: str) -> None:
    from chancery.net.guarded import Guarded
    from chancery.net.webhook import WebhookKeys, deliver
    from chancery.wiring.delivering import WEBHOOK_CONNECTIONS

    keys, body, waiting = WebhookKeys(key=b"k" * 32), b"x" * 700, iter(range(RECEIVERS))
    async with Guarded(at_home=True, at_once=WEBHOOK_CONNECTIONS) as guard:

        async def work() -> None:
            for number in waiting:
                await deliver(guard, keys, f"{address}/{number}", id=f"{number}", at=clock(), body=body)

        await asyncio.gather(*(work() for _ in range(WEBHOOK_CONNECTIONS)))


class _courier:
    """`chancery courier` at work in a house, until the block ends or it is killed."""

    def __init__(self, office: Office) -> None:
        self._command = [sys.executable, "-m", "chancery", "courier", "--data", str(office.house.folder)]
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> _courier:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        assert "at work" in self._process.stdout.readline()
        return self

    def kill(self) -> None:
        """As the machine does it that runs out of memory."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def _await(receiver: Sink, count: int) -> None:
    deadline = time.monotonic() + GIVEN_UP
    while receiver.count() < count:
        assert time.monotonic() < deadline, f"{receiver.count()} of {count} after {GIVEN_UP} s"
        time.sleep(0.05)


# ── killed ───────────────────────────────────────────────────────────────────


def _although_killed(folder: Path, receiver: Sink) -> Iterator[Row]:
    office = founded(folder / "us.demo")
    office.release([0])
    wish(office.house, 0, (f"{receiver.address}/{n}" for n in range(RECEIVERS)))
    with _courier(office):  # it takes up its place in the record, and is told to end
        pass
    office.disown(0)
    for number in range(1, KILLS + 1):
        with _courier(office) as courier:
            _await(receiver, number * RECEIVERS // (KILLS + 1))
            courier.kill()
    with _courier(office):
        _await_all(receiver)
        time.sleep(2)
    put_down()
    taken = receiver.taken()
    names = {name.partition(" ")[2] for name in taken.names}
    yield Row(
        name=f"undelivered of {RECEIVERS:,} webhooks, courier killed in mid-fan-out",
        value=float(RECEIVERS - taken.told),
        unit="",
        bar=at_most(0),
        how=f"kill -9 at {KILLS} points of one fan-out, each time another courier begins; {taken.repeated} "
        f"were delivered again, {len(names) - RECEIVERS} of them under another name",
    )


def _await_all(receiver: Sink) -> None:
    deadline = time.monotonic() + GIVEN_UP
    while receiver.taken().told < RECEIVERS:
        assert time.monotonic() < deadline
        time.sleep(0.2)
