"""One suite, three kinds of storage: memory, SQLite in a folder, a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.storage import Durable, Storage, durable, in_memory
from tests.postgres import Postgres

DURABLE = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def two_databases(postgres: Postgres) -> tuple[str, str]:
    """The record's and the Desk's, on the one server; each test leaves them empty."""
    return postgres.fresh_database().url, postgres.fresh_database().url


def _durable(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Durable]:
    folder = tmp_path / "data"
    if kind == "sqlite":
        return durable(folder, folder, tmp_path / "desk")
    return durable(folder, *request.getfixturevalue("two_databases"))


@pytest.fixture(params=("memory", *DURABLE))
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """Every kind there is."""
    if request.param == "memory":
        yield in_memory()
    else:
        yield from _durable(request.param, tmp_path, request)


@pytest.fixture(params=DURABLE)
def lasting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Durable]:
    """The kinds that outlive a process."""
    yield from _durable(request.param, tmp_path, request)
