"""The line in which acts wait for their step, and the one thread that takes the steps.

Those who wait are asyncio's; the log is written by a thread that belongs to nobody else,
because a database belongs to the thread that opened it.  A step takes whoever waits, a
thousand at most; whoever comes meanwhile is in the next one.  So a quiet register answers
at once, and a busy one writes in large steps without being told to.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Final

from chancery.registry.sequencing import MOST
from chancery.seal.brought import Brought
from chancery.web.register.answers import Answer

MOST_WAITING: Final = 4_000
"""Acts in line; more than a second's work is better refused early than answered late."""
MOST_OF_ONE: Final = 3_000
"""Of these, by one program."""
MOST_OCTETS: Final = 64 * 1_048_576
"""Octets that all of them may hold together."""
GATHERING: Final = 0.02
"""Seconds that the first in line waits for others: one flush of the disk serves them all."""
IDLE: Final = 1.0
"""Seconds after which the thread looks whether something was promised and not kept yet."""


@dataclass(eq=False, slots=True, kw_only=True)
class Waiting:
    """Somebody's act in line, and where its answer goes."""

    brought: Brought
    message: bytes
    key: str
    """By which it is known, in the log and to its program."""
    program: str
    answer: asyncio.Future[Answer]
    since: float = field(default_factory=monotonic)
    promised: bool = False


Step = Callable[[Sequence[Waiting]], Sequence[Answer]]


class Line:
    """Everybody who waits in this process."""

    def __init__(self, step: Step, idle: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
        self._step = step
        self._idle = idle
        self._loop = loop
        self._line: deque[Waiting] = deque()
        self._open: dict[Waiting, None] = {}
        self._of: Counter[str] = Counter()
        self._octets = 0
        self._wake = threading.Event()
        self._ended = False
        self._looked = 0.0
        self._thread = threading.Thread(target=self._run, name="steps", daemon=True)

    def begin(self) -> None:
        """Start taking steps."""
        self._thread.start()

    def end(self) -> None:
        """Take no step more than the one under way."""
        self._ended = True
        self._wake.set()
        self._thread.join()

    def is_full(self, octets: int) -> bool:
        """Whether one more would wait too long."""
        return len(self._open) >= MOST_WAITING or self._octets + octets > MOST_OCTETS

    def is_full_of(self, program: str) -> bool:
        """Whether one program alone fills the line."""
        return self._of[program] >= MOST_OF_ONE

    def stand(self, waiting: Waiting) -> None:
        """Stand in line; called by the event loop, as everything but the steps themselves."""
        self._open[waiting] = None
        self._of[waiting.program] += 1
        self._octets += len(waiting.message)
        self._line.append(waiting)
        self._wake.set()

    def overdue(self, patience: float) -> list[Waiting]:
        """Those who have waited longer than that and were promised nothing yet, the oldest first."""
        limit, found = monotonic() - patience, []
        for waiting in self._open:
            if waiting.since > limit:
                break
            if not waiting.promised:
                waiting.promised = True
                found.append(waiting)
        return found

    def _run(self) -> None:
        while not self._ended:
            self._wake.wait(IDLE)
            self._wake.clear()
            while self._line and not self._ended:
                if len(self._line) < MOST:
                    sleep(GATHERING)
                self._take()
                self._now_and_then()
            self._now_and_then()

    def _now_and_then(self) -> None:
        """However long the line is: what was promised came before it."""
        if monotonic() - self._looked < IDLE:
            return
        with suppress(Exception):  # whatever it was: else nobody in line would be answered any more
            self._idle()
        self._looked = monotonic()

    def _take(self) -> None:
        some = [self._line.popleft() for _ in range(min(MOST, len(self._line)))]
        answers = self._step(some)
        self._loop.call_soon_threadsafe(self._told, some, answers)

    def _told(self, some: Sequence[Waiting], answers: Sequence[Answer]) -> None:
        for waiting, answer in zip(some, answers, strict=True):
            del self._open[waiting]
            self._of[waiting.program] -= 1
            self._octets -= len(waiting.message)
            if not waiting.answer.done():
                waiting.answer.set_result(answer)
