"""One socket for all workers: whoever asks while they are replaced is answered."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chancery.cli.handed_on import HANDED, handed_by_systemd
from chancery.cli.serving import GRANIAN, free_port

APPLICATION = """
import os, time
time.sleep(1)
def application(environ, start_response):
    told = b"%d" % os.getpid()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(told)))])
    return [told]
"""
ASKED = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
BY_ITSELF = (sys.executable, "-m", "granian")
WARM = 0.3
"""Seconds: less than this application takes to load; who waits no longer has a moment with no worker."""


@contextmanager
def started(
    program: tuple[str, ...], folder: Path, port: int, *, handed: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server with one worker, and whatever socket it is handed."""
    (folder / "app.py").write_text(APPLICATION)
    place = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    turn = ["--respawn-interval", str(WARM), "--workers-kill-timeout", "5", "--log-level", "critical"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    kept = () if handed is None else (handed,)
    if handed is not None:
        environment[HANDED] = str(handed)
    process = subprocess.Popen(
        [*program, *place, *turn, "app:application"], env=environment, pass_fds=kept, cwd=folder
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def asked(port: int) -> str:
    """What came back for one request on a connection of its own: the worker's number, or what went wrong."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(ASKED)
            answer = b"".join(iter(lambda: line.recv(65_536), b""))
    except OSError as fault:
        return type(fault).__name__
    return answer.rpartition(b"\r\n\r\n")[2].decode() or "nothing"


def until_answered(port: int) -> str:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        told = asked(port)
        if told.isdigit():
            return told
        time.sleep(0.05)
    raise AssertionError("nobody answered")


def while_replaced(program: tuple[str, ...], folder: Path) -> Counter[str]:
    """What readers were told while the only worker was replaced twice."""
    port, told, ended = free_port(0), Counter[str](), threading.Event()

    def ask() -> None:
        while not ended.is_set():
            told[asked(port)] += 1

    with started(program, folder, port) as server:
        workers = {until_answered(port)}
        readers = [threading.Thread(target=ask) for _ in range(4)]
        for reader in readers:
            reader.start()
        for count in (2, 3):
            server.send_signal(signal.SIGHUP)
            until = time.monotonic() + 60
            while len(workers) < count and time.monotonic() < until:
                workers |= {who for who in list(told) if who.isdigit()}
                time.sleep(0.05)
            time.sleep(1)  # the one before it is still finishing what it was asked
        ended.set()
        for reader in readers:
            reader.join()
    assert len(workers) == 3, "or nothing was replaced"
    return told


@pytest.mark.slow
def test_nobody_is_turned_away_while_workers_are_replaced(tmp_path: Path) -> None:
    """With one worker, replaced twice, every request of four readers is answered by some worker."""
    told = while_replaced(GRANIAN, tmp_path)
    assert sum(told.values()) > 100
    assert {what for what in told if not what.isdigit()} == set()


@pytest.mark.slow
def test_the_server_by_itself_turns_people_away(tmp_path: Path) -> None:
    """Control: with a socket for each worker, the same readers are refused meanwhile."""
    told = while_replaced(BY_ITSELF, tmp_path)
    assert {what for what in told if not what.isdigit()} != set()


@pytest.mark.slow
def test_a_socket_outlives_the_server(tmp_path: Path) -> None:
    """Whoever connects between one server and the next waits, and is answered by the next."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with started(GRANIAN, tmp_path, port, handed=listening.fileno()):
            first = until_answered(port)
        waiting = socket.create_connection(("127.0.0.1", port), timeout=30)
        waiting.sendall(ASKED)
        with started(GRANIAN, tmp_path, port, handed=listening.fileno()), waiting:
            answer = b"".join(iter(lambda: waiting.recv(65_536), b""))
    told = answer.rpartition(b"\r\n\r\n")[2].decode()
    assert told.isdigit()
    assert told != first


@pytest.mark.slow
def test_a_worker_that_is_still_loading_ends_when_it_is_told_to(tmp_path: Path) -> None:
    """The application takes a minute to load; nobody waits so long, nor until it is killed."""
    (tmp_path / "long.py").write_text(APPLICATION.replace("time.sleep(1)", "time.sleep(60)"))
    place = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(free_port(0)), "--workers", "2"]
    end = ["--workers-kill-timeout", "45", "--log-level", "critical", "long:application"]
    process = subprocess.Popen([*GRANIAN, *place, *end], env={**os.environ, "PYTHONPATH": str(tmp_path)})
    time.sleep(5)
    process.terminate()
    process.wait(timeout=30)


def test_only_the_process_meant_takes_what_systemd_hands_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """sd_listen_fds(3): descriptors from 3 on, for the process of that number; its children take none."""
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
    monkeypatch.setenv("LISTEN_FDS", "2")
    assert list(handed_by_systemd()) == [3, 4]
    assert list(handed_by_systemd()) == []
    monkeypatch.setenv("LISTEN_PID", "1")
    monkeypatch.setenv("LISTEN_FDS", "1")
    assert list(handed_by_systemd()) == []
