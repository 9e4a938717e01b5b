"""A database as it was at one moment, into a file and back.

SQLite is copied by its own online copy, in one step, so that a writer who goes on meanwhile
changes nothing in it; PostgreSQL by pg_dump, which reads one snapshot.  Passwords travel in
the environment, where no list of processes shows them.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from chancery.errors import Malformed, Unavailable

PATIENCE = 30.0
"""Seconds for which a writer is waited for."""


def copy_sqlite(source: Path, to: Path) -> None:
    """Copy a SQLite file while others read and write it; raises `Unavailable` if it cannot be read."""
    if not source.exists():
        raise Unavailable(f"{source} is not there; there is nothing to copy.")
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=PATIENCE)) as live,
            closing(sqlite3.connect(to)) as copy,
        ):
            live.backup(copy, pages=-1)
            # One file: what a copy has written ahead would lie in another one beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as fault:
        raise Unavailable(f"{source} cannot be copied: {fault}.") from fault
    to.chmod(0o600)


def require_whole_sqlite(file: Path) -> None:
    """Raises `Malformed` unless every page of a SQLite file is what it should be."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            said = opened.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as fault:
        raise Malformed(f"{file} is no whole database: {fault}.") from fault
    if said != ("ok",):
        raise Malformed(f"{file} is no whole database: {said[0]}.")


def dump_postgres(url: str, to: Path) -> None:
    """Write a PostgreSQL database into a file; raises `Unavailable` if pg_dump is absent or fails."""
    to.touch(mode=0o600)
    _run("pg_dump", url, ["--format=custom", "--no-owner", "--no-privileges", f"--file={to}"])


def require_whole_dump(file: Path) -> None:
    """Raises `Malformed` for a file whose table of contents pg_restore cannot read."""
    listed = subprocess.run([_program("pg_restore"), "--list", str(file)], capture_output=True, text=True)
    if listed.returncode:
        raise Malformed(f"{file} is no whole dump: {_last(listed.stderr)}")


def restore_postgres(file: Path, url: str) -> None:
    """
    Fill an empty PostgreSQL database from a dump, wholly or not at all.

    Raises `Unavailable` where it is not empty, or if pg_restore is absent or fails.
    """
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.execute(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
            ).fetchone()
    except psycopg.Error as fault:
        raise Unavailable("The database that the copy is for does not answer.") from fault
    if found is None or found[0]:
        raise Unavailable(
            "The database that the copy is for is not empty; name an empty one in its settings."
        )
    how = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(file)]
    _run("pg_restore", url, how)


def _run(program: str, url: str, more: list[str]) -> None:
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    told = conninfo_to_dict(url)
    secret = told.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(secret)} if secret else {})}
    command = [_program(program), f"--dbname={make_conninfo('', **told)}", *more]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"{program} failed: {_last(done.stderr)}")


def _program(name: str) -> str:
    """Where a program of PostgreSQL is; Debian keeps some of them out of PATH."""
    found = shutil.which(name) or next(
        (str(each) for each in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if found is None:
        raise Unavailable(f"{name} is not installed; on Debian it is in the package postgresql-client.")
    return found


def _last(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1] if lines else "nothing was said why."
