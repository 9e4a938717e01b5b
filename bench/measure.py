"""Time taken, with its noise: nothing is measured once, and the spread is always told.

CPU time is the figure to trust on a machine that others use too; wall time says what a person waits.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Seconds for one call, in each of several runs."""

    seconds: tuple[float, ...]
    clock: str

    @property
    def median(self) -> float:
        return median(self.seconds)

    def how(self, *, unit: str = "ms") -> str:
        """Tell the noise: `median of 7 runs, 0.61 to 0.66 ms, CPU time`."""
        scale = {"s": 1, "ms": 1e3, "µs": 1e6}[unit]
        low, high = min(self.seconds) * scale, max(self.seconds) * scale
        return f"median of {len(self.seconds)} runs, {low:.3g} to {high:.3g} {unit}, {self.clock} time"


def cpu(call: Callable[[], object], *, runs: int = 7, calls: int = 1) -> Spread:
    """Measure the CPU time of one *call* on this process, as the mean of *calls* in each of *runs*."""
    return _spread(call, runs=runs, calls=calls, now=time.process_time, clock="CPU")


def wall(call: Callable[[], object], *, runs: int = 7, calls: int = 1) -> Spread:
    """Measure what a person waits for one *call*."""
    return _spread(call, runs=runs, calls=calls, now=time.perf_counter, clock="wall")


def process(command: Sequence[str | Path], *, runs: int = 7) -> Spread:
    """
    Measure what a person waits for *command*, each run in a process of its own.

    Raises `subprocess.CalledProcessError` if the command fails: a failure is never a fast run.
    """

    def once() -> None:
        subprocess.run(command, check=True, capture_output=True)

    once()  # the disk's cache is warm from here on; what is measured is the start of the program
    return wall(once, runs=runs)


def _spread(
    call: Callable[[], object], *, runs: int, calls: int, now: Callable[[], float], clock: str
) -> Spread:
    seconds = []
    for _ in range(runs):
        begun = now()
        for _ in range(calls):
            call()
        seconds.append((now() - begun) / calls)
    return Spread(seconds=tuple(seconds), clock=clock)
