"""A Desk's database of its own for each test, in SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections

from chancery.store.database import attach, migrate, stand_alone
from tests.postgres import Postgres

ALIASES = (f"desk:post{number}" for number in itertools.count())


@pytest.fixture(scope="session")
def desk_database(postgres: Postgres) -> str:
    """One for all tests; each leaves it empty."""
    return postgres.fresh_database().url


@pytest.fixture(params=("sqlite", "postgres"))
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The alias of an empty Desk."""
    alias = next(ALIASES)
    stand_alone()
    attach(alias, tmp_path if request.param == "sqlite" else request.getfixturevalue("desk_database"))
    migrate(alias)
    yield alias
    for model in apps.get_app_config("post").get_models():
        model._default_manager.using(alias).all().delete()
    connections[alias].close()
