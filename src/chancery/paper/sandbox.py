"""Where strangers' files are opened: a process that can reach nothing, is bounded, and ends.

Each file gets its own worker, started for it or waiting for it, never used twice.  What can
be asked of the machine differs, so there are levels; whoever starts a server says which.

What this does not do: it does not read anything itself, and it does not believe the answer.
"""

from __future__ import annotations

import os
import re
import threading
from dataclasses import replace
from functools import cached_property

from chancery.errors import Malformed, Unavailable
from chancery.paper.cell import WORKER, Cell, Level, strongest
from chancery.paper.errand import Errand, read_answer
from chancery.paper.exchange import exchanged
from chancery.paper.limits import ALLOWANCE, AT_ONCE, MOST_SECONDS, Allowance
from chancery.paper.paper import Obstacle
from chancery.paper.waiting import Waiting


class Sandbox:
    """Files are brought here to be opened; safe to be shared by threads."""

    def __init__(
        self,
        *,
        ahead: int = 0,
        at_once: int = AT_ONCE,
        allowance: Allowance = ALLOWANCE,
        level: Level | None = None,
        worker: tuple[str, ...] = WORKER,
    ) -> None:
        """
        With *ahead*, so many workers wait for their file with everything loaded: for a server,
        where a third of a second matters.  A *level* weaker than the machine has is for trials.
        """
        self._allowance = allowance
        self._places = threading.BoundedSemaphore(at_once)
        self._level = level
        self._worker = worker
        self._waiting = Waiting(ahead, lambda: self._start("ahead"))

    @classmethod
    def here(cls, *, ahead: int = 0) -> Sandbox:
        """
        The sandbox of this machine; CHANCERY_READING_SECONDS gives a slow one more than ten seconds a file.

        Raises `Malformed` if that is no number of seconds from 1 to 600.
        """
        said = os.environ.get("CHANCERY_READING_SECONDS", str(ALLOWANCE.seconds))
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", said) or not 1 <= float(said) <= MOST_SECONDS:
            raise Malformed("CHANCERY_READING_SECONDS is a number of seconds from 1 to 600.")
        return cls(ahead=ahead, allowance=replace(ALLOWANCE, seconds=float(said)))

    @cached_property
    def level(self) -> Level:
        """What protects this machine from the files that are read on it."""
        return strongest() if self._level is None else self._level

    def run(self, task: str, *files: bytes) -> bytes | Obstacle:
        """
        The answer to one task about these files, or why there is none.

        Raises `Unavailable` if all places stay taken, or no worker can be started.
        """
        if not self._places.acquire(timeout=self._allowance.seconds):
            raise Unavailable("Too many files are being read at once; try again in a minute.")
        try:
            with self._waiting.take() or self._start() as cell:
                return self._asked(cell, Errand(task=task, files=files, allowance=self._allowance))
        finally:
            self._places.release()
            self._waiting.fill()

    def _asked(self, cell: Cell, errand: Errand) -> bytes | Obstacle:
        ended = exchanged(cell, errand)
        if isinstance(ended, Obstacle):
            return ended
        try:
            return read_answer(ended)
        except Malformed:
            return Obstacle.DAMAGED

    def _start(self, *how: str) -> Cell:
        return Cell.start(self.level, (*self._worker, *how), self._allowance)

    def close(self) -> None:
        """Send the workers home that still wait."""
        self._waiting.close()
