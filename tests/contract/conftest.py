"""One suite, every kind of storage: memory; SQLite or PostgreSQL, with a folder or a real object store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.storage import Durable, Storage, durable, in_memory
from tests.postgres import Postgres

FOLDERS = ("sqlite", "postgres")
BUCKETS = ("sqlite+s3", "postgres+s3")


@pytest.fixture(scope="session")
def two_databases(postgres: Postgres) -> tuple[str, str]:
    """The record's and the Desk's, on the one server; each test leaves them empty."""
    return postgres.fresh_database().url, postgres.fresh_database().url


def _durable(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Durable]:
    folder = tmp_path / "data"
    place = request.getfixturevalue("object_store").fresh_place() if kind in BUCKETS else None
    if kind.startswith("sqlite"):
        return durable(folder, folder, tmp_path / "desk", place)
    return durable(folder, *request.getfixturevalue("two_databases"), place)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Object stores are asked where a module says that it is about shown files; the rest never meets one."""
    if "storage" in metafunc.fixturenames:
        buckets = BUCKETS if getattr(metafunc.module, "SHOWS_FILES", False) else ()
        metafunc.parametrize("storage", ("memory", *FOLDERS, *buckets), indirect=True)


@pytest.fixture
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """Every kind there is."""
    if request.param == "memory":
        yield in_memory()
    else:
        yield from _durable(request.param, tmp_path, request)


@pytest.fixture(params=(*FOLDERS, *BUCKETS))
def lasting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Durable]:
    """The kinds that outlive a process."""
    yield from _durable(request.param, tmp_path, request)


@pytest.fixture(params=FOLDERS)
def in_folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Durable]:
    """Those of them whose files lie in a folder here."""
    yield from _durable(request.param, tmp_path, request)
