"""What every rig may ask for: how long to run, a log to hurt, and somewhere to say what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest

from tests.conftest import leave_out
from tests.rigs import injury
from tests.rigs.disk_log import found
from tests.rigs.stage import staged

ENOUGH = 3
"""Failures by which a control has shown that its rig can see; it may look no further then."""
MEMORY = Path("/dev/shm")

Point = TypeVar("Point")
Say = Callable[[str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a rig; at full length one may take an hour."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.rig)
            item.add_marker(pytest.mark.timeout(2 * 3_600))


def until(enough: int, points: Iterable[Point], fails: Callable[[Point], bool]) -> tuple[int, int]:
    """How many points were tried, and at how many it failed, until that was *enough*."""
    tried = failed = 0
    for point in points:
        tried += 1
        failed += fails(point)
        if failed == enough:
            break
    return tried, failed


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Say:
    """Put a line with N and the result under the whole run (`tests.conftest`)."""
    return lambda line: request.node.user_properties.append(("rig", f"{request.node.name}: {line}"))


@pytest.fixture(scope="session")
def strace() -> None:
    """The program that hurts; its absence ends the test."""
    if not injury.present():
        leave_out("strace")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """
    A folder in memory, where there is one.

    Only a power cut tells it from a disk, and no rig that uses it cuts the power.
    """
    if not MEMORY.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(dir=MEMORY, prefix="chancery-rig-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def empty_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables with nothing in them, to be copied."""
    return found(tmp_path_factory.mktemp("rig") / "empty")


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house of us.demo after 6 January 2020, beside that of iq.demo; to be copied, or only read."""
    return staged(tmp_path_factory.mktemp("played"))
