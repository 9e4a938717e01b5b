"""Whoever is told: a server that takes webhooks, and readers with streams open; each a process of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import ClassVar

_ANSWER = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the sink has taken so far."""

    first: float
    last: float
    names: dict[str, int]
    """How often each delivery came, by the path it was posted to and the name it travelled under."""

    @property
    def told(self) -> int:
        """How many receivers were told at all."""
        return len({name.partition(" ")[0] for name in self.names})

    @property
    def repeated(self) -> int:
        """Deliveries that came again under the same name."""
        return sum(self.names.values()) - len(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """A running sink."""

    address: str
    line: Connection

    def taken(self) -> Taken:
        """What it has taken since it was last emptied."""
        self.line.send("taken")
        taken = self.line.recv()
        assert isinstance(taken, Taken)
        return taken

    def count(self) -> int:
        """How many deliveries it has taken since it was last emptied."""
        self.line.send("count")
        return int(self.line.recv())

    def empty(self) -> None:
        """Forget everything."""
        self.line.send("empty")
        self.line.recv()


@contextmanager
def sink() -> Iterator[Sink]:
    """A server on this machine that takes whatever is posted."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield Sink(address=str(here.recv()), line=here)
    finally:
        process.kill()
        process.join()


class _Room(asyncio.Protocol):
    """HTTP/1.1 as far as webhooks need it: headers, a length, a body, and the next."""

    names: ClassVar[dict[str, int]] = {}
    first: ClassVar[float] = 0.0
    last: ClassVar[float] = 0.0

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, octets: bytes) -> None:
        self._buffer += octets
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].decode("latin-1")
            fields = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])
            }
            size = end + 4 + int(fields.get("content-length", "0"))
            if len(self._buffer) < size:
                return
            self._buffer = self._buffer[size:]
            self._take(f"{head.split(' ')[1]} {fields.get('webhook-id', '')}")
            self._transport.write(_ANSWER)

    def _take(self, name: str) -> None:
        _Room.last = time.monotonic()
        _Room.first = _Room.first or _Room.last
        _Room.names[name] = _Room.names.get(name, 0) + 1


def _serve(line: Connection) -> None:
    asyncio.run(_serving(line))


async def _serving(line: Connection) -> None:
    server = await asyncio.get_running_loop().create_server(_Room, "127.0.0.1", 0, backlog=4_096)
    line.send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    while True:
        while not line.poll():
            await asyncio.sleep(0.005)
        asked = line.recv()
        if asked == "empty":
            _Room.names.clear()
            _Room.first = _Room.last = 0.0
            line.send(True)
        elif asked == "count":
            line.send(sum(_Room.names.values()))
        else:
            line.send(Taken(first=_Room.first, last=_Room.last, names=dict(_Room.names)))


# ── readers ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """A process with many streams open."""

    line: Connection

    def expect(self, code: str) -> None:
        """From now on, note when each of them is told of that letter."""
        self.line.send(f"expect {code}")
        self.line.recv()

    def heard(self, code: str) -> list[float]:
        """When each of them was told of that letter; waits until all were, or ten seconds."""
        self.line.send(code)
        return list(self.line.recv())


@contextmanager
def readers(host: str, port: int, count: int) -> Iterator[Readers]:
    """So many readers, connected and told hello."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_read, args=(there, host, port, count), daemon=True
    )
    process.start()
    try:
        connected = here.recv()
        assert connected == count, f"{connected} of {count} readers are connected"
        yield Readers(line=here)
    finally:
        process.kill()
        process.join()


class _Reader(asyncio.Protocol):
    def __init__(self, heard: dict[bytes, list[float]], hello: asyncio.Semaphore) -> None:
        self._heard, self._hello, self._greeted = heard, hello, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"GET /events HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n")

    def data_received(self, octets: bytes) -> None:
        if not self._greeted and b"retry:" in octets:
            self._greeted = True
            self._hello.release()
        for code, moments in self._heard.items():
            if code in octets:
                moments.append(time.monotonic())


def _read(line: Connection, host: str, port: int, count: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(_reading(line, host, port, count))


async def _reading(line: Connection, host: str, port: int, count: int) -> None:
    loop, heard, hello = asyncio.get_running_loop(), dict[bytes, list[float]](), asyncio.Semaphore(0)
    for start in range(0, count, 200):
        await asyncio.gather(
            *(
                loop.create_connection(lambda: _Reader(heard, hello), host, port)
                for _ in range(min(200, count - start))
            )
        )
    greeted = 0
    with_patience = time.monotonic() + 120
    while greeted < count and time.monotonic() < with_patience:
        try:
            await asyncio.wait_for(hello.acquire(), 10)
        except TimeoutError:
            break
        greeted += 1
    line.send(greeted)
    while True:
        while not line.poll():
            await asyncio.sleep(0.005)
        code = str(line.recv()).encode()
        if code.startswith(b"expect "):
            heard.clear()
            heard[code.removeprefix(b"expect ")] = []
            line.send([])
            continue
        until = time.monotonic() + 10
        while len(heard[code]) < count and time.monotonic() < until:
            await asyncio.sleep(0.01)
        line.send(heard[code])
