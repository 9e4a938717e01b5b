"""A house whose databases lie in PostgreSQL: dumped at one moment, rehearsed, put back into empty ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from chancery.cli.exits import Exit
from chancery.record.statement import Institution
from chancery.wiring import House, found_house, open_registry
from tests.cli.house_by_hand import run
from tests.postgres import Database, Postgres

WHO = Institution("dumped.example")


@pytest.fixture
def databases(postgres: Postgres) -> tuple[Database, Database, Database]:
    """Those of the record, the drafts and the inbox."""
    record, desk, inbox = (postgres.fresh_database() for _ in range(3))
    return record, desk, inbox


def house_in(folder: Path, databases: tuple[Database, Database, Database]) -> House:
    record, desk, inbox = (each.url for each in databases)
    return found_house(folder / "house", WHO, alias="dumped", record=record, desk=desk, inbox=inbox)


def emptied(postgres: Postgres, database: Database) -> None:
    """The server was lost, and a new one has an empty database of that name."""
    from django.db import connections

    for alias in list(connections.settings):
        connections[alias].close()
    name = sql.Identifier(database.name)
    with psycopg.connect(postgres._lobby.conninfo, autocommit=True) as lobby:
        lobby.execute(sql.SQL("drop database {} with (force)").format(name))
        lobby.execute(sql.SQL("create database {}").format(name))


def test_a_dump_is_rehearsed_and_put_back(
    tmp_path: Path, postgres: Postgres, databases: tuple[Database, Database, Database]
) -> None:
    """The record's dump is counted in an empty database, and then stands where the settings say."""
    house = house_in(tmp_path, databases)
    copy = tmp_path / "monday.tar"
    told = run("backup", "--to", copy, "--keys", tmp_path / "keys", "--data", house.folder).output
    assert "Copied 1 entries of dumped.example" in told
    run("restore", copy, "--rehearse", ends=Exit.REFUSED)
    told = run("restore", copy, "--rehearse", "--record", postgres.fresh_database().url).output
    assert "Rehearsed; nothing was kept and nothing signed." in told

    shutil.rmtree(house.folder)
    house.second_place.unlink()
    again = ("restore", copy, "--keys", tmp_path / "keys", "--data", house.folder)
    told = run(*again, ends=Exit.UNAVAILABLE).output
    assert "is not empty" in told
    assert not house.folder.exists()

    for each in databases:
        emptied(postgres, each)
    run(*again, ends=Exit.UNAVAILABLE)
    told = run("restore", "--i-have-asked", "A. Founder", "--data", house.folder).output
    assert "it may sign" in told
    registry = open_registry(House.read(house.folder), pen=True)
    assert registry.head().size == 1
    registry.renew()


def test_passwords_are_in_no_list_of_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection string that pg_dump is given has none; the environment has."""
    from chancery.wiring.backup.databases import dump_postgres

    spy = tmp_path / "pg_dump"
    spy.write_text('#!/bin/sh\nprintf "%s\\n" "$*" "$PGPASSWORD" > "$(dirname "$0")/said"\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    dump_postgres("postgresql://desk:open-sesame@127.0.0.1/desk", tmp_path / "dump")
    words, password = (tmp_path / "said").read_text().splitlines()
    assert "open-sesame" not in words
    assert password == "open-sesame"
