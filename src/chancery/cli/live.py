"""`chancery live`: tell whoever is watching, the moment something changes."""

from __future__ import annotations

import resource
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from chancery.cli.home import found, house_option
from chancery.cli.serving import Server, answering
from chancery.cli.speaking import say
from chancery.wiring import House

STREAMS = 30_000
"""Streams that one process holds; granian would stop at the length of its queue without being told."""
QUEUE = 4_096
"""Connections that wait to be accepted."""
PARTING = 2
"""Seconds until streams are cut that would never end by themselves; whoever was on one comes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveServer(Server):
    """An ASGI application that holds many connections open and says little on each."""

    def holding(self) -> list[str]:
        """One loop in each process, for all its streams."""
        many = ["--backlog", str(QUEUE), "--backpressure", str(STREAMS)]
        return ["--interface", "asgi", "--http", "1", "--loop", "asyncio", *many]


def live_server(house: House, listens: str | None = None, *, workers: int = 1) -> LiveServer:
    """The live process of a house, where the house says."""
    return LiveServer(
        application="chancery.web.live:application",
        listens=listens or house.live,
        environment={"CHANCERY_HOME": str(house.folder.absolute())},
        workers=workers,
        finishing=PARTING,
    )


@click.command()
@click.option("--host", help="The address to listen on; this machine only, unless you say otherwise.")
@click.option("--port", type=click.IntRange(1, 65_535))
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@house_option
def live(host: str | None, port: int | None, workers: int, data: Path | None) -> None:
    """Tell whoever is watching, the moment something changes, by Server-Sent Events.

    It reads the record and nothing else.  It listens on this machine only; put a web
    server with TLS in front of it, which passes events on at once.

    \b
      $ chancery live --data record
      mod.example tells at http://127.0.0.1:8200/events — Ctrl-C ends it.
    """
    from chancery.wiring import open_registry
    from chancery.wiring.watch.port import watched
    from chancery.wiring.watch.settings import Face

    house = found(data)
    open_registry(house, pen=False)  # said here in one sentence, rather than there in a worker's diary
    own_host, _, own_port = house.live.rpartition(":")
    raise_limits()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = live_server(house, f"{host or own_host}:{port or own_port}", workers=workers)
    with watched(house, Face.LIVE), answering([server]) as (address,), suppress(KeyboardInterrupt):
        say(f"{house.institution} tells at {address}/events — Ctrl-C ends it.")
        while True:
            signal.pause()


def raise_limits() -> None:
    """Every stream is an open file; most systems let a process have 1,024 until it asks for more."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
