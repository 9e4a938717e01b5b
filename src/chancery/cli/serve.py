"""`chancery serve`: the public Counter of one institution."""

from __future__ import annotations

import signal
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import error, say
from chancery.errors import ChanceryError

if TYPE_CHECKING:
    from chancery.wiring import House


@click.command()
@click.option("--host", help="The address to listen on; this machine only, unless you say otherwise.")
@click.option("--port", type=click.IntRange(1, 65_535))
@click.option(
    "--follow-every",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="How often to catch up with the registers that are followed.",
)
@house_option
def serve(host: str | None, port: int | None, follow_every: int, data: Path | None) -> None:
    """Serve the Counter: anybody may check, nobody may write.

    The process that answers holds no key and cannot open the drafts.  It listens on
    this machine only; put a web server with TLS in front of it.

    \b
      $ chancery serve --data record
      mod.example answers at http://127.0.0.1:8000/ — Ctrl-C ends it.
    """
    from chancery.cli.serving import served
    from chancery.wiring import open_registry

    house = found(data)
    own_host, _, own_port = house.counter.rpartition(":")
    house = replace(house, counter=f"{host or own_host}:{port or own_port}")
    open_registry(house, pen=False)  # said here in one sentence, rather than there in a worker's diary
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with served([house]) as (address,), suppress(KeyboardInterrupt):
        say(f"{house.institution} answers at {address}/ — Ctrl-C ends it.")
        while True:
            _catch_up(house)
            time.sleep(follow_every)


def _catch_up(house: House) -> None:
    """What cannot be followed now is tried again later; until then the answers say since when."""
    from chancery.wiring import follow

    try:
        follow(house)
    except ChanceryError as trouble:
        error(str(trouble))
