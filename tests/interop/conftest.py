"""Other people's programs, if `scripts/interop` has brought them; their absence is named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import leave_out
from tests.interop.programs import Asked, Litewitness, our_witness
from tests.log.keys import LOG, LOG_PQ

BROUGHT = Path(__file__).parents[2] / "bench" / ".peers" / "interop"


def program(name: str) -> Path:
    """
    One of their programs; its absence ends the test.

    Where CHANCERY_INTEROP names a folder they must be in it, in CI.  Where nobody named
    one the test is left out everywhere: what Debian's unstable branch has today is no
    fault of a change here.  The summary says so in both cases.
    """
    named = os.environ.get("CHANCERY_INTEROP", "")
    place = (Path(named) if named else BROUGHT) / "bin" / name
    if not place.is_file():
        what = f"{name}, which scripts/interop brings,"
        if named:
            leave_out(what)
        pytest.skip(f"{what} is absent")
    return place


@pytest.fixture(scope="session")
def their() -> Callable[[str], Path]:
    """Where one of their programs lies."""
    return program


@pytest.fixture
def litewitness(tmp_path: Path) -> Litewitness:
    """Their witness, in a folder of its own."""
    if not all(map(shutil.which, ("ssh-agent", "ssh-add", "ssh-keygen"))):
        leave_out("ssh-agent")
    folder = tmp_path / "lite"
    folder.mkdir()
    return Litewitness(programs=program("litewitness").parent, folder=folder)


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Asked]:
    """Our witness as its own process over real sockets, told of the log of these tests."""
    with our_witness(tmp_path / "ours", LOG.verifier, LOG_PQ.verifier) as asked:
        yield asked
