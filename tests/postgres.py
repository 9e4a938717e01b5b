"""A real PostgreSQL server for tests: its own folder, a socket only, gone when the tests end.

The server's programs are those installed on the machine; nothing is fetched and no port is opened.
It runs as an ordinary user even when the tests run as root, because it refuses anything else.
Durability is switched off unless asked for: most tests are about meaning, not about power cuts.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

OWNER = "chancery"
"""The name of the server's superuser; it is let in without a password, through the socket only."""

SECONDS_TO_START = 30
SECONDS_TO_STOP = 30


class ProgramsAbsent(Exception):
    """No PostgreSQL server is installed where we look for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One empty database, and the ways in which libraries like to be told where it is."""

    name: str
    host: Path
    user: str = OWNER

    @property
    def conninfo(self) -> str:
        return f"host={self.host} dbname={self.name} user={self.user}"

    @property
    def url(self) -> str:
        return f"postgresql:///{self.name}?host={self.host}&user={self.user}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running server."""

    host: Path
    pid: int
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def fresh_database(self) -> Database:
        """Make an empty database that no other test has seen."""
        name = f"record_{next(self._numbers)}"
        with psycopg.connect(self._lobby.conninfo, autocommit=True) as lobby:
            lobby.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))
        return Database(name=name, host=self.host)

    @property
    def _lobby(self) -> Database:
        return Database(name="postgres", host=self.host)


def program(name: str) -> Path:
    """
    Find a server program; Debian keeps them out of PATH, newest series last.

    Raises `ProgramsAbsent`.
    """
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/local/bin")
    if found:
        return Path(found)
    series = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not series:
        raise ProgramsAbsent(f"PostgreSQL's {name} is not installed (Debian: apt-get install -y postgresql)")
    return series[-1]


@contextlib.contextmanager
def running(*, durable: bool = False) -> Iterator[Postgres]:
    """
    Run a server for as long as the block lasts.

    Raises `ProgramsAbsent`, or `TimeoutError` when it does not answer in `SECONDS_TO_START`.
    """
    initdb, postgres = program("initdb"), program("postgres")
    folder = Path(tempfile.mkdtemp(prefix="chancery-pg-"))  # short: a socket's path has 107 bytes
    try:
        account = ordinary_account(folder)
        cluster = folder / "cluster"
        _create(initdb, cluster, account)
        server = _start(postgres, cluster, folder, durable=durable, account=account)
        try:
            _wait_until_it_answers(folder, server)
            yield Postgres(host=folder, pid=server.pid)
        finally:
            stopped(server)
    finally:
        shutil.rmtree(folder)


def ordinary_account(folder: Path) -> dict[str, object]:
    """Choose whom the server runs as, and give that account the folder."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _create(initdb: Path, cluster: Path, account: dict[str, object]) -> None:
    command = [initdb, "--no-sync", "--auth=trust", "--encoding=UTF8", "--no-locale"]
    command += [f"--username={OWNER}", f"--pgdata={cluster}"]
    done = subprocess.run(command, cwd=cluster.parent, capture_output=True, text=True, **account)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr


def _start(
    postgres: Path, cluster: Path, host: Path, *, durable: bool, account: dict[str, object]
) -> subprocess.Popen[bytes]:
    switch = "on" if durable else "off"
    given = {
        "listen_addresses": "",
        "unix_socket_directories": host,
        "fsync": switch,
        "full_page_writes": switch,
        "max_connections": 50,
        "shared_buffers": "32MB",
    }
    command = [str(postgres), "-D", str(cluster)]
    command += [f"--{name}={value}" for name, value in given.items()]
    with (host / "diary").open("wb") as diary:
        return subprocess.Popen(command, cwd=host, stdout=diary, stderr=diary, **account)  # type: ignore[call-overload]


def _wait_until_it_answers(host: Path, server: subprocess.Popen[bytes]) -> None:
    lobby = Database(name="postgres", host=host)
    give_up = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(lobby.conninfo).close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise TimeoutError(f"PostgreSQL did not answer: {(host / 'diary').read_text(errors='replace')[-500:]}")


def stopped(server: subprocess.Popen[bytes]) -> None:
    """Ask for a fast shutdown (SIGINT: roll back what is open, then end); insist if it does not come."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
