"""From the start of a process to its first answer, over a log of many entries.

CHANCERY_RESTARTED names how many, 100,000 unless it does.  What is asked is what somebody wants of it: of
the Counter a check by a code, of the register a receipt.  Nothing is kept from one start to the next but
what lies on the disk.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from bench.row import Row, at_most
from bench.sovereign.grown import fill, house
from bench.sovereign.spent import spent_by
from chancery.cli.register import RegisterServer
from chancery.cli.serving import Server, counter_server, free_port
from chancery.record.code import code_of
from chancery.wiring.house import House
from tests.registering import now

SIZE = int(os.environ.get("CHANCERY_RESTARTED", "100000"))
SECONDS = 5
STARTS = 3


def rows() -> Iterator[Row]:
    """The Counter, then the register, each started several times."""
    with house("record:bench-restart") as (us, _, folder):
        letter = us.index.recent(us.domain, 1)[0]
        us.clock.now = now()
        fill(us, SIZE)
        counter = counter_server(replace(House.read(folder), counter=f"127.0.0.1:{free_port(0)}"))
        yield _row("the Counter", counter, f"/en/letter/{code_of(letter)}")
        register = RegisterServer(
            application="chancery.web.register.application:application",
            listens=f"127.0.0.1:{free_port(0)}",
            environment={"CHANCERY_HOME": str(folder)},
        )
        yield _row("the register", register, f"/entries/{SIZE - 1}")


def _row(what: str, server: Server, path: str) -> Row:
    starts = [_started(server, path) for _ in range(STARTS)]
    clock, spent = (min(each) for each in zip(*starts, strict=True))
    return Row(
        name=f"{what}: from its start to its first answer, {SIZE:,} entries",
        value=clock,
        unit="s",
        bar=at_most(SECONDS),
        how=f"least of {STARTS} by the clock, whatever else ran; {spent:.1f} s of processor time; GET {path}",
    )


def _started(server: Server, path: str) -> tuple[float, float]:
    """Seconds by the clock and of processors until the answer was whole."""
    environment = {**os.environ, **server.environment}
    begun = time.perf_counter()
    process = subprocess.Popen(server.command(), env=environment, start_new_session=True)
    try:
        while True:
            with suppress(OSError, http.client.HTTPException):
                line = http.client.HTTPConnection(server.listens, timeout=30)
                line.request("GET", path)
                answer = line.getresponse()
                answer.read()
                if answer.status in (200, 301, 302):
                    return time.perf_counter() - begun, spent_by(process.pid)
                raise AssertionError(f"{path} was answered with {answer.status}.")
            time.sleep(0.02)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
