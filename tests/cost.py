"""What a piece of work costs, told apart from what else the process is doing."""

from __future__ import annotations

import time
from collections.abc import Callable


def least_cost(work: Callable[[], object], tries: int = 5) -> float:
    """
    Seconds of one core for *work*, the least of several tries.

    A process full of other tests sweeps its memory now and then, and whoever is being
    measured pays for it; the least is what the work itself takes.
    """
    return min(_cost(work) for _ in range(tries))


def _cost(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
