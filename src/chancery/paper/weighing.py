"""What a running program and everything it started use, as the kernel counts it.

Limits that a process carries count it alone; a file that makes its reader start forty more
would have forty times as much.  So somebody outside looks at all of them together.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROCESSES = Path("/proc")


class Weight(NamedTuple):
    """How many programs run, and the octets they keep in memory; shared ones count for each."""

    programs: int
    memory: int


def weight(process: int) -> Weight:
    """The weight of a process and all that came of it; nothing where the kernel does not tell."""
    each = [_resident(one) for one in _descent(process)]
    return Weight(len(each), sum(each))


def _descent(process: int) -> Iterator[int]:
    yield process
    for children in _read_all(process):
        for child in children.split():
            yield from _descent(int(child))


def _read_all(process: int) -> Iterator[str]:
    """The children that each thread of a process has (proc(5), task/[tid]/children)."""
    try:
        for task in (_PROCESSES / str(process) / "task").iterdir():
            yield (task / "children").read_text()
    except OSError:
        return  # it ended while we looked


def _resident(process: int) -> int:
    try:
        return int((_PROCESSES / str(process) / "statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0
