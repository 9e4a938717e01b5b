"""A check with nothing warmed up: what somebody waits who types one command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.cli.house_by_hand import HouseByHand

PROGRAM = "from chancery.cli.main import main; main()"
TOO_HEAVY = ("django", "fido2", "yaml", "psycopg", "granian", "sqlite3", "asyncio", "http", "urllib.request")
BAR = 0.300
"""Seconds for a new process and the whole check: of its own work, because the wall belongs to everybody."""


def evidence(shown: tuple[HouseByHand, str], folder: Path) -> str:
    house, code = shown
    file = folder / "letter.evidence"
    house.run("evidence", code, "-o", file)
    return str(file)


def test_an_offline_check_loads_nothing_heavy(shown: tuple[HouseByHand, str], tmp_path: Path) -> None:
    """Neither the web framework nor the database nor the passkeys are loaded to read one file."""
    listed = f"import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {PROGRAM}"
    for options in ([], ["--json"]):
        ended = subprocess.run(
            [sys.executable, "-c", listed, "check", evidence(shown, tmp_path), "--offline", *options],
            capture_output=True,
            text=True,
            check=True,
        )
        loaded = set(ended.stderr.split())
        assert "chancery.seal.evidence" in loaded
        assert [name for name in TOO_HEAVY if name in loaded] == []


def test_an_offline_check_is_quick_from_cold(shown: tuple[HouseByHand, str], tmp_path: Path) -> None:
    """A new process answers for one file with 300 ms of work; `make bench` times it by the wall."""
    file = evidence(shown, tmp_path)
    # As installed: compiled once, not at every start.
    environment = {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    taken = []
    for _ in range(7):
        before = os.times()
        subprocess.run(
            [sys.executable, "-c", PROGRAM, "check", file, "--offline", "--json"],
            capture_output=True,
            check=True,
            env=environment,
        )
        after = os.times()
        children = after.children_user + after.children_system
        taken.append(children - before.children_user - before.children_system)
    assert min(taken) <= BAR
