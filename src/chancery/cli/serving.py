"""Serving from this machine: a process for each Counter or witness, ended by its own number.

All workers of one server share a socket (`chancery.cli.handed_on`).  SIGHUP replaces them one
after the other, with whatever version of Chancery lies on the disk by then; nobody who asks
meanwhile is turned away.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from urllib.error import URLError
from urllib.request import urlopen

from chancery.cli.handed_on import HANDED, handed_by_systemd
from chancery.errors import Unavailable
from chancery.paper.cell import Level
from chancery.wiring import House

PATIENCE = 90.0
"""Seconds a server may take to answer for the first time: it loads everything before, however busy we are."""

LEAVING = 3.0
"""Seconds that whoever served at an address before may take to leave it."""

LINE = 128
"""Requests that one process holds at a time, all but one of them waiting."""

FINISHING = 15
"""Seconds that a worker has to finish what it was asked; reading one file takes ten at most."""
WARMING = 0.5
"""Seconds between the moment in which a new worker has loaded and the end of the one it replaces."""

GRANIAN = (sys.executable, "-m", "chancery.cli.handed_on")

READ = {
    Level.FULL: "Files are read behind walls: no network, no data, bounded, filtered.",
    Level.NO_SECCOMP: "Files are read behind walls, but this kernel filters no system calls.",
    Level.NO_NAMESPACES: "Files are read bounded and filtered; this machine gives no namespaces.",
    Level.LIMITS_ONLY: "Files are read with limits only: install bubblewrap, or bring no strangers' files.",
}
"""What protects this machine from the files that are brought to it."""


def free_port(wanted: int) -> int:
    """The wanted port on loopback, or another one if somebody has it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise Unavailable("No port is free on this machine.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A WSGI application at a host and port, told by *environment* alone what it is about."""

    application: str
    listens: str
    environment: Mapping[str, str]
    workers: int = 1
    threads: int = 1
    """Requests that each process answers at a time: more than one only where they wait for the disk."""
    finishing: int = FINISHING

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{self.listens}"

    def command(self) -> list[str]:
        """How it is started."""
        host, _, port = self.listens.rpartition(":")
        place = ["--host", host, "--port", port, "--workers", str(self.workers)]
        quiet = ["--no-access-log", "--log-level", "warning"]
        return [*GRANIAN, *self.holding(), *place, *self.replacing(), *quiet, self.application]

    def holding(self) -> list[str]:
        """Which interface the application has, and how many requests a process holds."""
        # One request at a time in each process, as a rule: Python would not run two at once, and
        # granian allows hundreds.  The others wait in line, and beyond it in the listening socket.
        line = ["--blocking-threads", str(self.threads), "--backpressure", str(LINE)]
        return ["--interface", "wsgi", *line]

    def replacing(self) -> list[str]:
        """How a worker makes room for the next one, and that one that died is replaced."""
        turn = ["--respawn-interval", str(WARMING), "--workers-kill-timeout", str(self.finishing)]
        return ["--respawn-failed-workers", *turn]


@contextmanager
def served(houses: Sequence[House], *, workers: int = 1) -> Iterator[list[str]]:
    """The Counters of these houses, answering, at these addresses; ended on the way out."""
    with answering([counter_server(house, workers=workers) for house in houses]) as addresses:
        yield addresses


@contextmanager
def answering(servers: Sequence[Server]) -> Iterator[list[str]]:
    """These servers, once each has answered, at these addresses; ended on the way out."""
    handed = handed_by_systemd()
    for server in servers[len(handed) :]:
        _await_empty(server.listens)
    running = [_start(server, given) for server, given in zip_longest(servers, handed)]
    try:
        for server, process in zip(servers, running, strict=True):
            _await(server.address, process)
        with _replaced_on_hangup(running):
            yield [server.address for server in servers]
    finally:
        for server, process in zip(servers, running, strict=True):
            _end(process, server.finishing)


@contextmanager
def _replaced_on_hangup(running: Sequence[subprocess.Popen[bytes]]) -> Iterator[None]:
    """Pass SIGHUP on to these servers; at a terminal it goes on meaning that the terminal was closed."""
    if sys.stdin.isatty() or threading.current_thread() is not threading.main_thread():
        yield
        return

    def pass_on(*_: object) -> None:
        for process in running:
            process.send_signal(signal.SIGHUP)

    before = signal.signal(signal.SIGHUP, pass_on)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


def counter_server(house: House, *, workers: int = 1) -> Server:
    """The Counter of a house, where the house says; in a demonstration its pages watch for changes."""
    live = {"CHANCERY_LIVE": f"http://{house.live}"} if house.demonstration else {}
    return Server(
        application="chancery.web.wsgi:application",
        listens=house.counter,
        environment={"CHANCERY_HOME": str(house.folder.absolute()), "CHANCERY_READERS": "1", **live},
        workers=workers,
    )


def desk_server(house: House, listens: str, *, workers: int = 1) -> Server:
    """The Desk of a house, its accounts made ready; raises `Unavailable` if they cannot be."""
    from chancery.wiring.accounts import accounts_ready

    accounts_ready(house)
    # Whoever watches a demonstration in a terminal reads what to do next, not who came in.
    book = {"CHANCERY_DOOR_BOOK": "quiet"} if house.demonstration else {}
    return Server(
        application="chancery.web.desk.wsgi:application",
        listens=listens,
        environment={
            "CHANCERY_HOME": str(house.folder.absolute()),
            "CHANCERY_READERS": "1",
            "CHANCERY_FACE": "desk",
            **book,
        },
        workers=workers,
    )


def own_desk(house: House) -> Server:
    """The Desk of a house, where the house says."""
    from chancery.wiring.desk_settings import DeskSettings

    return desk_server(house, DeskSettings.of(house).address)


@contextmanager
def couriers(houses: Sequence[House]) -> Iterator[None]:
    """A courier at work for each of these houses; ended on the way out."""
    command = [sys.executable, "-m", "chancery", "courier", "--data"]
    running = [
        subprocess.Popen([*command, str(house.folder)], stdout=subprocess.DEVNULL, start_new_session=True)
        for house in houses
    ]
    try:
        yield
    finally:
        for process in running:
            _end(process, FINISHING)


def _start(server: Server, handed: int | None) -> subprocess.Popen[bytes]:
    # What one address may ask for is divided by them: they share nothing (`web.counter.limits`).
    environment = {**os.environ, "CHANCERY_WORKERS": str(server.workers), **server.environment}
    kept = () if handed is None else (handed,)
    if handed is not None:
        environment[HANDED] = str(handed)
    return subprocess.Popen(server.command(), env=environment, start_new_session=True, pass_fds=kept)


def _await_empty(listens: str) -> None:
    """
    Raise `Unavailable` where somebody else listens.

    granian would share the port with them, and a request meant for one institution would
    now and then come to the other.
    """
    deadline = time.monotonic() + LEAVING
    while _is_taken(listens):
        if time.monotonic() > deadline:
            raise Unavailable(f"Somebody else listens at {listens} already. Choose another --port.")
        time.sleep(0.1)


def _is_taken(listens: str) -> bool:
    host, _, port = listens.rpartition(":")
    host = host.strip("[]")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as refused:
            return refused.errno == errno.EADDRINUSE
    return False


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Unavailable(f"The server at {address} ended at once, with code {process.returncode}.")
        try:
            with urlopen(f"{address}/healthz", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise Unavailable(f"The server at {address} did not answer within {PATIENCE:.0f} seconds.")


def _end(process: subprocess.Popen[bytes], finishing: int) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=finishing + 2)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
