"""`chancery desk`: serve the Desk, where an office writes, approves, releases and takes back."""

from __future__ import annotations

import signal
import time
from contextlib import suppress
from pathlib import Path

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import say

LONG = 3_600


@click.command()
@click.option("--host", help="The address to listen on; this machine only, unless you say otherwise.")
@click.option("--port", type=click.IntRange(1, 65_535))
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@house_option
def desk(host: str | None, port: int | None, workers: int, data: Path | None) -> None:
    """Serve the Desk: officers sign in with their passkeys; what they do goes through the one door.

    It is another process than the Counter, with the keys of the house and the drafts.  It
    listens on this machine only; put a web server with TLS in front of it.

    \b
      $ chancery desk --data record
      The Desk of mod.example answers at http://localhost:8100/ — Ctrl-C ends it.
    """
    from chancery.cli.serving import answering, desk_server
    from chancery.wiring.desk_settings import DeskSettings

    house = found(data)
    listens = DeskSettings.of(house).address
    own_host, _, own_port = listens.rpartition(":")
    server = desk_server(house, f"{host or own_host}:{port or own_port}", workers=workers)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with answering([server]), suppress(KeyboardInterrupt):
        say(f"The Desk of {house.institution} answers at {DeskSettings.of(house).url}/ — Ctrl-C ends it.")
        while True:
            time.sleep(LONG)
