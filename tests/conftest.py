"""What every test may ask for: third-party data, a real PostgreSQL server, accepted golden files.

Data and programs that are absent are never passed over in silence.  With CI=true their absence is a
failure; at a desk the test is left out and the summary says what was missing.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import Phase, settings

from tests import object_store as objects
from tests.postgres import Postgres, ProgramsAbsent, running

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("deep", max_examples=5_000, deadline=None)
# Where a failure is what is hoped for (tests/mutants), nobody waits for its smallest example.
settings.register_profile("faults", deadline=None, phases=[Phase.generate], database=None)

GOLDEN = Path(__file__).parent / "golden"


def in_ci() -> bool:
    """Say whether an absence counts as a failure."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def leave_out(what: str) -> NoReturn:
    """End the test because *what* is absent: a failure in CI, left out and named elsewhere."""
    if in_ci():
        pytest.fail(f"{what} is absent", pytrace=False)
    pytest.skip(f"{what} is absent")


def folder_named_by(variable: str) -> Path:
    """Return the folder the environment names; its absence ends the test."""
    place = os.environ.get(variable, "")
    if not place or not Path(place).is_dir():
        leave_out(variable)
    return Path(place)


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of third-party vectors: accept and reject cases with their origins."""
    return folder_named_by("CHANCERY_VECTORS")


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real public letters."""
    return folder_named_by("CHANCERY_CORPORA")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the scenario files and the customer's only document."""
    return folder_named_by("CHANCERY_SHARED")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real server, quick because it does not wait for the disk; one for each test process."""
    yield from _server(durable=False)


@pytest.fixture(scope="session")
def durable_postgres() -> Iterator[Postgres]:
    """A real server that waits for the disk, for tests about what survives."""
    yield from _server(durable=True)


def _server(*, durable: bool) -> Iterator[Postgres]:
    try:
        with running(durable=durable) as server:
            yield server
    except ProgramsAbsent:
        leave_out("PostgreSQL")


@pytest.fixture(scope="session")
def object_store() -> Iterator[objects.ObjectStore]:
    """A real S3-compatible store; one for each test process."""
    try:
        with objects.running() as store:
            yield store
    except objects.ProgramAbsent as absent:
        leave_out(str(absent))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the accepted file of that name; --accept-golden accepts it instead."""
    accepting = request.config.getoption("--accept-golden")

    def compare(name: str, text: str) -> None:
        accepted = GOLDEN / name
        if accepting:
            accepted.parent.mkdir(parents=True, exist_ok=True)
            accepted.write_text(text, encoding="utf-8")
        assert text == accepted.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def at_full_length() -> bool:
    """Say whether the fault rigs should run in full (`make rigs`) or show themselves working."""
    return os.environ.get("CHANCERY_RIGS") == "full"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept-golden", action="store_true", help="accept the golden files as they come out")


def pytest_configure() -> None:
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if in_ci() else "dev"))


def _said_by_rigs(terminalreporter: pytest.TerminalReporter) -> list[str]:
    """How often each rig tried and what came of it: a number that only a failure shows is no measurement."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    return [f"RIG {line}" for report in reports for name, line in report.user_properties if name == "rig"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the rigs counted; name what was absent, and how many tests were therefore not run."""
    reasons = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    for line in _said_by_rigs(terminalreporter):
        terminalreporter.write_line(line)
    for reason, number in sorted(reasons.items()):
        why = reason.removeprefix("Skipped: ")
        terminalreporter.write_line(f"NOT TESTED ({number}): {why}", yellow=True, bold=True)
