"""A PostgreSQL primary and its standby, which takes over when the primary is killed.

Both lie in one folder and answer through sockets only.  The one that was promoted is the
primary of the next trial, and a fresh standby is made from it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import OWNER, SECONDS_TO_START, ordinary_account, program, stopped

NAME = "record"
STANDBY = "standby"
"""What the standby calls itself, and whom a synchronous primary waits for."""
PATIENCE = 30
"""Seconds within which everything here happens, or the rig fails."""


@dataclass
class Server:
    """One of the two; its socket lies in a folder of its own."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def conninfo(self) -> str:
        return f"host={self.folder} dbname={NAME} user={OWNER} connect_timeout=5"

    def ask(self, query: str, *, of: str = NAME) -> Any:
        """The first field of the first row; None if there is no row."""
        with psycopg.connect(self.conninfo.replace(f"dbname={NAME}", f"dbname={of}"), autocommit=True) as one:
            found = one.execute(query)  # type: ignore[call-overload]
            row = found.fetchone() if found.description else None
            return row and row[0]

    def answers(self) -> bool:
        """Whether it can be asked yet."""
        with contextlib.suppress(psycopg.OperationalError):
            return self.ask("select 1", of="postgres") == 1
        return False

    def kill(self) -> None:
        """Kill every process of it at once, so that nothing is said in parting."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in (self.process.pid, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


class Pair:
    """The primary and the standby; *synchronous*: no answer before the standby has it too."""

    def __init__(self, folder: Path, *, synchronous: bool) -> None:
        self._folder, self._synchronous = folder, synchronous
        self._account = ordinary_account(folder)
        self.primary, self.standby = Server(folder / "a"), Server(folder / "b")
        self._begin()

    @property
    def url(self) -> str:
        """Where a writer finds whichever of the two may be written to (libpq, section 34.1.1.3)."""
        hosts = ",".join(str(self._folder / name) for name in ("a", "b"))
        return f"postgresql:///{NAME}?host={hosts}&user={OWNER}&target_session_attrs=read-write&connect_timeout=5"

    def attach_standby(self) -> None:
        """Make a fresh standby from the primary, and wait until it follows."""
        shutil.rmtree(self.standby.folder, ignore_errors=True)
        self._make(self.standby.folder)
        source = f"host={self.primary.folder} user={OWNER}"
        copying = ("-D", str(self.standby.folder / "cluster"), "-X", "stream", "-c", "fast", "-N", "-R")
        self._run("pg_basebackup", "-d", source, *copying)
        self._start(self.standby, primary_conninfo=f"{source} application_name={STANDBY}")
        self._waited_for(STANDBY if self._synchronous else "")
        state = "select sync_state from pg_stat_replication where state = 'streaming'"
        wanted = "sync" if self._synchronous else "async"
        _await(lambda: self.primary.ask(state) == wanted, "the standby does not follow")

    def cut_off(self) -> None:
        """Let nothing more come through to the standby."""
        os.kill(self.primary.ask("select pid from pg_stat_replication"), signal.SIGSTOP)

    def fail_over(self) -> float:
        """Kill the primary and promote the standby; they change places.  Says when the old one was dead."""
        self.primary.kill()
        dead = time.monotonic()
        # It waits for nobody from now on: a primary without a standby is better than none.
        self.standby.ask("select pg_promote()")
        self.primary, self.standby = self.standby, self.primary
        self._waited_for("")
        return dead

    def old_one_comes_back(self) -> None:
        """Start the killed primary again, which does not know that another took its place."""
        self._start(self.standby)

    def end(self) -> None:
        """Stop whatever runs."""
        for server in (self.standby, self.primary):
            if server.process is not None:
                stopped(server.process)

    def _begin(self) -> None:
        self._make(self.primary.folder)
        place = str(self.primary.folder / "cluster")
        self._run("initdb", "-D", place, "-A", "trust", "-N", "-E", "UTF8", "--no-locale", "-U", OWNER)
        self._start(self.primary)
        self.primary.ask(f"create database {NAME}", of="postgres")

    def _waited_for(self, whom: str) -> None:
        self.primary.ask(f"alter system set synchronous_standby_names = '{whom}'")
        self.primary.ask("select pg_reload_conf()")

    def _make(self, folder: Path) -> None:
        folder.mkdir()
        if self._account:
            os.chown(folder, self._account["user"], self._account["group"])  # type: ignore[arg-type]

    def _start(self, server: Server, **more: str) -> None:
        given = {
            "listen_addresses": "",
            "unix_socket_directories": str(server.folder),
            # Processes are killed here, not machines: what the kernel has taken stays.
            "fsync": "off",
            "shared_buffers": "16MB",
            "max_connections": "20",
            "wal_keep_size": "64MB",
            **more,
        }
        switches = [f"--{name}={value}" for name, value in given.items()]
        command = [str(program("postgres")), "-D", str(server.folder / "cluster"), *switches]
        with (self._folder / "diary").open("ab") as diary:
            server.process = subprocess.Popen(
                command, cwd=server.folder, stdout=diary, stderr=diary, **self._account
            )
        _await(server.answers, "PostgreSQL does not answer")

    def _run(self, name: str, *given: str) -> None:
        command = [str(program(name)), *given]
        done = subprocess.run(
            command, cwd=self._folder, capture_output=True, text=True, check=False, **self._account
        )
        assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def pair(*, synchronous: bool) -> Iterator[Pair]:
    """Both servers, for as long as the block lasts; raises `ProgramsAbsent`."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-ha-"))  # short: a socket's path has 107 bytes
    found = None
    try:
        found = Pair(folder, synchronous=synchronous)
        yield found
    finally:
        if found is not None:
            found.end()
        shutil.rmtree(folder)


def _await(there: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + max(PATIENCE, SECONDS_TO_START)
    while not there():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)
