"""The server that the store's tests run against is a real one, and leaves nothing behind."""

from __future__ import annotations

import os

import psycopg

from tests.postgres import Postgres, running


def test_each_database_is_empty_and_apart(postgres: Postgres) -> None:
    """A table made in one test's database is not seen in the next."""
    first, second = postgres.fresh_database(), postgres.fresh_database()
    with psycopg.connect(first.conninfo) as connection:
        connection.execute("create table letter (id int)")
    with psycopg.connect(second.url) as connection:
        assert connection.execute("select to_regclass('letter')").fetchone() == (None,)


def test_a_durable_server_waits_for_the_disk(durable_postgres: Postgres) -> None:
    """The durable server runs with fsync on, the quick one says so when it is off."""
    with psycopg.connect(durable_postgres.fresh_database().conninfo) as connection:
        assert connection.execute("show fsync").fetchone() == ("on",)


def test_the_server_opens_no_port(postgres: Postgres) -> None:
    """Only the socket in the temporary folder leads in."""
    with psycopg.connect(postgres.fresh_database().conninfo) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_the_server_ends_with_its_block() -> None:
    """When the block ends, the process and the folder are gone."""
    with running() as server:
        os.kill(server.pid, 0)
    assert not server.host.exists()
    assert not os.path.exists(f"/proc/{server.pid}")
