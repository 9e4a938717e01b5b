"""Hand a worker its errand and take its answer, while watching what it uses.

The answer is bounded while it is read, time and memory are looked at twenty times a second,
and a worker that says nothing at all was never ready: then it is us, and not the file.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from typing import IO

from chancery.errors import Unavailable
from chancery.paper.cell import Cell
from chancery.paper.errand import READY, Errand
from chancery.paper.limits import Allowance
from chancery.paper.paper import Obstacle
from chancery.paper.weighing import weight

_LOOK_EVERY = 0.05
"""Seconds; a process can take about a hundred megabytes in that time."""
_AT_ONCE = 1 << 18
"""Octets that are read or written at one time."""

_NEARLY = 0.75

_OUT_OF_BOUNDS = frozenset({signal.SIGXCPU, signal.SIGXFSZ, signal.SIGKILL})
"""How the kernel ends a process that used up what it was allowed."""


def exchanged(cell: Cell, errand: Errand) -> bytes | Obstacle:
    """What the worker answered, or why there was no answer; raises `Unavailable` if it never stood."""
    exchange = _Exchange(cell, errand)
    obstacle = exchange.carried_out() or exchange.how_it_ended()
    answer = bytes(exchange.answer)
    if not answer:
        raise Unavailable("The program that opens files did not start.")
    return obstacle or answer.removeprefix(READY)


class _Exchange:
    """Both directions at once: a worker may answer before it has heard everything."""

    def __init__(self, cell: Cell, errand: Errand) -> None:
        self.answer = bytearray()
        self.until = time.monotonic() + errand.allowance.seconds
        self._process = cell.process
        self._allowance: Allowance = errand.allowance
        self._left = memoryview(errand.written())
        self._look_at = 0.0
        self._heaviest = 0

    def carried_out(self) -> Obstacle | None:
        """Go on until the worker falls silent; the obstacle if it had to be stopped."""
        stdin, stdout = _quick(self._process.stdin), _quick(self._process.stdout)
        with selectors.DefaultSelector() as ready:
            ready.register(stdin, selectors.EVENT_WRITE)
            ready.register(stdout, selectors.EVENT_READ)
            while True:
                obstacle = self._used_up()
                if obstacle:
                    return obstacle
                for key, _ in ready.select(_LOOK_EVERY):
                    if key.fileobj is stdout and not self._heard(stdout):
                        return None
                    if key.fileobj is stdin and not self._told(stdin):
                        ready.unregister(stdin)
                        stdin.close()

    def how_it_ended(self) -> Obstacle | None:
        """The obstacle if the worker fell, as some libraries do when there is no more memory."""
        try:
            status = self._process.wait(timeout=max(0.0, self.until - time.monotonic()))
        except subprocess.TimeoutExpired:
            return Obstacle.TOO_SLOW
        if status == 0:
            return None
        # Bubblewrap, like a shell, says 128 + n where Python says -n.
        ended_by = -status if status < 0 else status - 128
        was_full = self._heaviest > _NEARLY * self._allowance.memory_of_one
        return Obstacle.TOO_SLOW if was_full or ended_by in _OUT_OF_BOUNDS else Obstacle.DAMAGED

    def _used_up(self) -> Obstacle | None:
        now = time.monotonic()
        if now > self.until:
            return Obstacle.TOO_SLOW
        if len(self.answer) > self._allowance.written:
            return Obstacle.TOO_LARGE
        if now < self._look_at:
            return None
        self._look_at = now + _LOOK_EVERY
        uses = weight(self._process.pid)
        self._heaviest = max(self._heaviest, uses.memory)
        beyond = uses.memory > self._allowance.memory or uses.programs > self._allowance.programs
        return Obstacle.TOO_SLOW if beyond else None

    def _heard(self, stdout: IO[bytes]) -> bool:
        """Take what came; False once there is nothing more to come."""
        octets = os.read(stdout.fileno(), _AT_ONCE)
        self.answer += octets
        return bool(octets)

    def _told(self, stdin: IO[bytes]) -> bool:
        """Pass on what it takes; False once all is told, or it listens no more."""
        try:
            self._left = self._left[os.write(stdin.fileno(), self._left[:_AT_ONCE]) :]
        except BrokenPipeError:
            return False
        return bool(self._left)


def _quick(stream: IO[bytes] | None) -> IO[bytes]:
    """A pipe that never makes us wait."""
    assert stream is not None
    os.set_blocking(stream.fileno(), False)
    return stream
