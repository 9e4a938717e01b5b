"""What every rig may ask for: how long to run, a log to hurt, and somewhere to say what came out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import leave_out
from tests.rigs import injury
from tests.rigs.disk_log import found

Say = Callable[[str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a rig; at full length one may take an hour."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.rig)
            item.add_marker(pytest.mark.timeout(2 * 3_600))


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Say:
    """Put a line with N and the result under the whole run (`tests.conftest`)."""
    return lambda line: request.node.user_properties.append(("rig", f"{request.node.name}: {line}"))


@pytest.fixture(scope="session")
def strace() -> None:
    """The program that hurts; its absence ends the test."""
    if not injury.present():
        leave_out("strace")


@pytest.fixture(scope="session")
def empty_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables with nothing in them, to be copied."""
    return found(tmp_path_factory.mktemp("rig") / "empty")
