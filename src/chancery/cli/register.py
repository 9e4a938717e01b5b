"""`chancery register`: let programs bring acts to be registered, over HTTP."""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from chancery.cli.home import found, house_option
from chancery.cli.live import raise_limits
from chancery.cli.serving import Server, answering
from chancery.cli.speaking import say

HELD = 8_192
"""Requests that one process holds; those that find the line full are told so at once."""
QUEUE = 4_096
"""Connections that wait to be accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterServer(Server):
    """An RSGI application in which many wait for the same step."""

    def holding(self) -> list[str]:
        """One loop in each process, in which all wait."""
        # One thread of the server for each process: more would wait for the same interpreter.
        many = ["--runtime-mode", "st", "--backlog", str(QUEUE), "--backpressure", str(HELD)]
        return ["--interface", "rsgi", "--http", "1", "--loop", "asyncio", *many]


@click.command()
@click.option("--host", help="The address to listen on; this machine only, unless you say otherwise.")
@click.option("--port", type=click.IntRange(1, 65_535))
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@house_option
def register(host: str | None, port: int | None, workers: int, data: Path | None) -> None:
    """Let programs bring acts to be put on the record (SCRAPI).

    It holds the pen.  Only programs whose keys stand in register.toml are let in, and what
    they bring must be allowed by the charter as anything else.  It listens on this machine
    only; put a web server with TLS in front of it.

    \b
      $ chancery register --data record
      mod.example registers at http://127.0.0.1:8300/entries — Ctrl-C ends it.
    """
    from chancery.wiring.registering import RegisterSettings, open_register
    from chancery.wiring.watch.port import watched
    from chancery.wiring.watch.settings import Face

    house = found(data)
    settings = RegisterSettings.of(house)
    open_register(house)  # said here in one sentence, rather than there in a worker's diary
    own_host, _, own_port = settings.listens.rpartition(":")
    raise_limits()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = RegisterServer(
        application="chancery.web.register.application:application",
        listens=f"{host or own_host}:{port or own_port}",
        environment={"CHANCERY_HOME": str(house.folder.absolute())},
        workers=workers,
    )
    with watched(house, Face.REGISTER), answering([server]) as (address,), suppress(KeyboardInterrupt):
        say(f"{house.institution} registers at {address}/entries — Ctrl-C ends it.")
        if not settings.programs:
            say("No program stands in register.toml, so nobody is let in.")
        while True:
            signal.pause()
