"""Matters at rest: in memory, in SQLite, and on a real PostgreSQL server."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections

from chancery.registry.dossier_ports import Matters, SourceTexts
from chancery.store.database import attach, migrate, stand_alone
from chancery.store.dossier.memory import MemoryMatters, MemorySourceTexts
from tests.postgres import Postgres

ALIASES = (f"desk:matters-{number}" for number in itertools.count())


@dataclass(frozen=True)
class Kept:
    """Ports over one storage; asked twice they are two objects, as two processes have."""

    matters: Callable[[], Matters]
    texts: Callable[[], SourceTexts]
    alias: str | None = None


@pytest.fixture(scope="session")
def desk_database(postgres: Postgres) -> str:
    """One for all tests; each leaves it empty."""
    return postgres.fresh_database().url


@pytest.fixture(params=("sqlite", "postgres"))
def lasting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    """The kinds that outlive a process."""
    yield from _lasting(request.param, request, tmp_path)


@pytest.fixture(params=("memory", "sqlite", "postgres"))
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    """Every kind there is."""
    if request.param == "memory":
        matters, texts = MemoryMatters(), MemorySourceTexts()
        yield Kept(matters=lambda: matters, texts=lambda: texts)
    else:
        yield from _lasting(request.param, request, tmp_path)


def _lasting(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Kept]:
    alias = next(ALIASES)
    stand_alone()
    attach(alias, folder if kind == "sqlite" else request.getfixturevalue("desk_database"))
    migrate(alias)
    from chancery.store.dossier.kept import DurableMatters, DurableSourceTexts

    yield Kept(
        matters=lambda: DurableMatters(using=alias),
        texts=lambda: DurableSourceTexts(using=alias),
        alias=alias,
    )
    for model in apps.get_app_config("dossier").get_models():
        model._default_manager.using(alias).all().delete()
    connections[alias].close()
