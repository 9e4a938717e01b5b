"""Two databases, opened with or without a project around them, and refused when they will not do."""

from __future__ import annotations

import itertools
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from chancery.errors import Malformed, Unavailable
from chancery.store import database
from chancery.store.database import attach, databases, migrate, ready, stand_alone
from tests.postgres import Postgres

NUMBERS = itertools.count(1_000)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[str]:
    """An alias that leads to a folder in which nothing has been made yet."""
    stand_alone()
    alias = f"record:{next(NUMBERS)}"
    attach(alias, tmp_path / "data")
    yield alias
    connections[alias].close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[str]:
    stand_alone()
    alias = f"desk:{next(NUMBERS)}"
    attach(alias, tmp_path / "desk")
    yield alias
    connections[alias].close()


def pragma(alias: str, name: str) -> object:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


class TestDatabases:
    """Django's settings for a place."""

    def test_without_a_desk_there_is_no_such_alias(self, tmp_path: Path) -> None:
        """The public process cannot open what it was never told of."""
        assert set(databases(record=tmp_path)) == {"default", "record"}
        assert set(databases(record=tmp_path, desk=tmp_path / "desk")) == {"default", "record", "desk"}

    def test_the_default_leads_nowhere(self, tmp_path: Path) -> None:
        """No query goes anywhere by accident."""
        assert databases(record=tmp_path)["default"] == {}

    @pytest.mark.parametrize(
        "conninfo",
        [
            "postgresql://clerk:secret@db.example:5433/record?sslmode=require",
            "host=db.example port=5433 user=clerk password=secret dbname=record sslmode=require",
        ],
    )
    def test_a_connection_string_is_taken_apart(self, conninfo: str) -> None:
        """In either of PostgreSQL's spellings."""
        found = databases(record=conninfo)["record"]
        assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "record")
        assert (found["USER"], found["PASSWORD"]) == ("clerk", "secret")
        assert found["OPTIONS"]["sslmode"] == "require"

    def test_what_is_no_connection_string_is_refused(self) -> None:
        """In one sentence, without the password it may contain."""
        with pytest.raises(Malformed, match=r"^A PostgreSQL connection string begins with postgresql://\.$"):
            databases(record="mysql://clerk:secret@db.example/record")


class TestSqlite:
    """How SQLite is opened."""

    def test_a_commit_has_been_flushed_when_it_returns(self, record: str) -> None:
        """Ahead of the table, with synchronous=FULL (2)."""
        migrate(record)
        assert pragma(record, "journal_mode") == "wal"
        assert pragma(record, "synchronous") == 2
        assert pragma(record, "mmap_size") == database.OCTETS_MAPPED
        assert pragma(record, "busy_timeout") == 1000 * database.SECONDS_TO_WAIT_FOR_A_WRITER

    def test_the_desk_is_its_own_account_s_only(self, desk: str, record: str, tmp_path: Path) -> None:
        """The public process runs as somebody else."""
        migrate(desk)
        migrate(record)
        assert (tmp_path / "desk/desk.sqlite3").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "data/record.sqlite3").stat().st_mode & 0o004

    def test_a_network_file_system_is_refused(
        self, record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Before anything is written there, and again at every start."""
        mounts = tmp_path / "mounts"
        mounts.write_text(f"files:/ {tmp_path.resolve()} nfs4 rw 0 0\n")
        monkeypatch.setattr(database, "_MOUNTS", mounts)
        for start in (migrate, ready):
            with pytest.raises(
                Unavailable, match=r"network file system \(nfs4\), where SQLite loses what it"
            ):
                start(record)
        assert not (tmp_path / "data/record.sqlite3").exists()


class TestReady:
    """`ready` refuses a database that is absent, unfinished or newer, in one sentence."""

    def test_a_database_that_was_set_up_is_ready(self, record: str, desk: str) -> None:
        """Setting up twice is setting up once."""
        for alias in (record, desk):
            migrate(alias)
            migrate(alias)
            ready(alias)

    def test_an_absent_one_is_not_made_by_asking(self, record: str, tmp_path: Path) -> None:
        """A mistyped folder stays as it was."""
        with pytest.raises(Unavailable, match="has not been set up yet: run `chancery init`"):
            ready(record)
        assert not (tmp_path / "data").exists()

    def test_an_empty_one_is_to_be_set_up(self, record: str, tmp_path: Path) -> None:
        """A file that is there and holds no table."""
        (tmp_path / "data").mkdir()
        sqlite3.connect(tmp_path / "data/record.sqlite3").close()
        with pytest.raises(Unavailable, match="has not been set up yet"):
            ready(record)

    def test_a_newer_one_is_left_alone(self, record: str) -> None:
        """By starting and by setting up."""
        migrate(record)
        MigrationRecorder(connections[record]).record_applied("store", "9999_from_the_future")
        for start in (ready, migrate):
            with pytest.raises(Unavailable, match="written by a newer version"):
                start(record)

    def test_a_half_finished_one_is_finished_first(self, record: str) -> None:
        """Whether a step is missing or a table."""
        migrate(record)
        with connections[record].cursor() as cursor:
            cursor.execute("DROP TABLE store_shelvedletter")
        with pytest.raises(Unavailable, match="set up only in part"):
            ready(record)

    def test_a_file_that_is_no_database_is_named_so(self, record: str, tmp_path: Path) -> None:
        """And is not overwritten."""
        (tmp_path / "data").mkdir()
        (tmp_path / "data/record.sqlite3").write_bytes(b"a letter, not a database" * 100)
        for start in (ready, migrate):
            with pytest.raises(Unavailable, match="The database failed: file is not a database"):
                start(record)
        assert (tmp_path / "data/record.sqlite3").read_bytes().startswith(b"a letter")

    def test_postgresql_that_answers_too_early_is_refused(self, postgres: Postgres) -> None:
        """A power cut would take the answer back."""
        stand_alone()
        place = postgres.fresh_database()
        alias = f"record:{next(NUMBERS)}"
        attach(alias, place.url)
        migrate(alias)
        ready(alias)
        attach(alias, f"{place.url}&options=-c%20synchronous_commit%3Doff")
        with pytest.raises(Unavailable, match="switch synchronous_commit on"):
            ready(alias)
        connections[alias].close()

    def test_a_server_that_is_away_is_said_to_be(self, tmp_path: Path) -> None:
        """Nothing is known, so nothing is denied."""
        stand_alone()
        alias = f"record:{next(NUMBERS)}"
        attach(alias, f"postgresql:///record?host={tmp_path}")
        with pytest.raises(Unavailable, match="The database failed: "):
            ready(alias)


def test_the_tables_are_those_of_the_models() -> None:
    """Nobody changed a model and forgot to say how to get there."""
    stand_alone()
    written = MigrationLoader(None)
    wanted = ProjectState.from_apps(apps)
    assert MigrationAutodetector(written.project_state(), wanted).changes(written.graph) == {}


SCRIPT = """
import sys
from pathlib import Path
from chancery.store.database import configure, migrate, ready
configure(record=Path(sys.argv[1]))
migrate("record")
ready("record")
from chancery.store.archive import DurableArchive
from chancery.store.drafts import DurableDrafts
print(DurableArchive(Path(sys.argv[1])).head())
try:
    DurableDrafts().pending()
except Exception as fault:
    print(fault)
"""


def test_no_project_is_needed(tmp_path: Path) -> None:
    """A program of ten lines opens the archive; without a desk it has none."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, tmp_path / "data"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "None\nThe connection 'desk' doesn't exist.\n"
