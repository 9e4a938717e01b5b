"""Other people's software, each in an environment of its own under bench/.peers, for comparison only."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HOMES = Path(__file__).parent / ".peers"
SECONDS_TO_INSTALL = 600


class PeerAbsent(Exception):
    """The peer could not be installed here; the message says so in one sentence."""


def python_with(name: str, *requirements: str) -> Path:
    """
    Return a Python that has *requirements* (pinned: `pyhanko==0.31.0`), installing them the first time.

    Raises `PeerAbsent`.
    """
    home = HOMES / name
    python, stamp = home / "bin" / "python", home / "installed"
    wanted = "\n".join(requirements)
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    _must(name, [sys.executable, "-m", "venv", "--clear", str(home)])
    _must(name, [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *requirements])
    stamp.write_text(wanted)
    return python


def _must(name: str, command: Sequence[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS_TO_INSTALL)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        last = (str(problem.stderr or problem).strip().splitlines() or ["no reason given"])[-1]
        raise PeerAbsent(f"{name} could not be installed, so it is not compared with: {last}") from problem
