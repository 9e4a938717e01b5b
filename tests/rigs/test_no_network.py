"""Threat 14 and bar 17: an evidence file is checked where there is no network, and nothing asks for one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import leave_out
from tests.rigs.conftest import Say
from tests.rigs.stage import LETTERS, opened
from tests.rigs.test_flips import NOW

TALKS = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg|bind)\([0-9]+, ", re.ASCII)
ANSWERS = {"origin", "words", "authority", "standing", "force"}
CALLS_SOMEBODY = "import socket; socket.socket().connect_ex(('192.0.2.1', 80))"
"""192.0.2.0/24 is nobody's (RFC 5737)."""


@pytest.fixture(scope="module")
def alone() -> None:
    """Leave to make a network of one's own with nothing in it; its absence ends the test."""
    tried = shutil.which("unshare") and subprocess.run(
        ["unshare", "-n", "true"], check=False, capture_output=True
    )
    if not tried or tried.returncode != 0:
        pytest.skip("leave to make an empty network is absent")


@pytest.mark.usefixtures("alone", "strace")
@pytest.mark.parametrize("reference", LETTERS[:4])
def test_a_check_where_there_is_no_network_answers_and_says_nothing_to_anybody(
    played: Path, tmp_path: Path, reference: str, say: Say
) -> None:
    """All five questions are answered from the file alone; no packet is sent, and none is tried to."""
    evidence = _evidence(played, reference, tmp_path / "letter.evidence")
    chancery = shutil.which("chancery", path=str(Path(sys.executable).parent))
    if chancery is None:
        leave_out("the command chancery")
    done, talk = _alone([chancery, "check", str(evidence), "--offline", "--json"], tmp_path)
    answers = json.loads(done)
    say(f"answered, {len(talk)} calls that would send")
    assert answers.keys() >= ANSWERS
    assert talk == []


@pytest.mark.usefixtures("alone", "strace")
def test_whoever_calls_somebody_is_noticed(tmp_path: Path, say: Say) -> None:
    """Control: a program that tries one connection is caught at it, although it gets nowhere."""
    _, talk = _alone([sys.executable, "-c", CALLS_SOMEBODY], tmp_path)
    say(f"control: {len(talk)} calls that would send")
    assert talk


def _evidence(house: Path, reference: str, place: Path) -> Path:
    with opened(house, NOW) as registry:
        (id,) = registry.by_reference(reference)
        place.write_bytes(registry.evidence(id))
    return place


def _alone(command: Sequence[str], folder: Path) -> tuple[str, list[str]]:
    """What a command prints in a network without interfaces, and every call by which it would have sent."""
    transcript = folder / "network"
    watched = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(transcript)]
    done = subprocess.run(
        ["unshare", "-n", *watched, *command], capture_output=True, text=True, check=True, cwd=folder
    )
    return done.stdout, TALKS.findall(transcript.read_text(errors="replace"))
