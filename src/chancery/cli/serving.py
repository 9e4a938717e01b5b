"""Serving Counters from this machine: one process for each house, ended by its own number."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from chancery.errors import Unavailable
from chancery.wiring import House

PATIENCE = 30.0
"""Seconds a Counter may take to answer for the first time."""


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


def command(house: House, *, workers: int = 1) -> list[str]:
    """How a house's Counter is started; the process is told the house by CHANCERY_HOME alone."""
    host, _, port = house.counter.rpartition(":")
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    quiet = ["--no-access-log", "--log-level", "warning"]
    place = ["--host", host, "--port", port, "--workers", str(workers)]
    return [*granian, *place, *quiet, "chancery.web.wsgi:application"]


@contextmanager
def served(houses: Sequence[House]) -> Iterator[list[str]]:
    """The Counters of these houses, answering, at these addresses; ended on the way out."""
    running = [_start(house) for house in houses]
    try:
        addresses = [f"http://{house.counter}" for house in houses]
        for address, process in zip(addresses, running, strict=True):
            _await(address, process)
        yield addresses
    finally:
        for process in running:
            _end(process)


def _start(house: House) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "CHANCERY_HOME": str(house.folder.absolute())}
    return subprocess.Popen(command(house), env=environment, start_new_session=True)


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Unavailable(f"The Counter at {address} ended at once, with code {process.returncode}.")
        try:
            with urlopen(f"{address}/healthz", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise Unavailable(f"The Counter at {address} did not answer within {PATIENCE:.0f} seconds.")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
