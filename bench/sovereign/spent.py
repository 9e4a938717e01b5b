"""The time of processors that a program and all that it started have spent."""

from __future__ import annotations

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_SESSION, _USER, _SYSTEM = 3, 11, 12
"""Places after the name in /proc/<pid>/stat (proc_pid_stat(5))."""


def spent_by(leader: int) -> float:
    """Seconds that the processes of the session that *leader* began have spent, in the kernel as well."""
    return sum(
        (int(stat[_USER]) + int(stat[_SYSTEM])) / _TICK
        for stat in map(_stat, Path("/proc").glob("[0-9]*/stat"))
        if stat and int(stat[_SESSION]) == leader
    )


def _stat(file: Path) -> list[str]:
    try:
        return file.read_text().rpartition(")")[2].split()
    except OSError:  # it ended while it was looked for
        return []
