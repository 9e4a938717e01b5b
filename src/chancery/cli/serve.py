"""`chancery serve`: the public Counter of one institution."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import error, say, told
from chancery.errors import ChanceryError, Unavailable

if TYPE_CHECKING:
    from chancery.wiring import House
    from chancery.wiring.mending import Mending

MOMENTS = 2.0
"""Seconds for which the index is compared before it answers; some four thousand entries."""
COMPARE_EVERY = 5
"""Seconds from one stretch of a thousand entries to the next; a million entries take an hour and a half."""


@click.command()
@click.option("--host", help="The address to listen on; this machine only, unless you say otherwise.")
@click.option("--port", type=click.IntRange(1, 65_535))
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Processes that answer, each one reader at a time.",
)
@click.option(
    "--follow-every",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="How often to catch up with the registers that are followed.",
)
@click.option(
    "--renew-every",
    type=click.IntRange(min=1),
    default=600,
    show_default=True,
    metavar="SECONDS",
    help="How often to stand by the record again, where its keys are at hand.",
)
@click.option(
    "--cosign-every",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help="How often to ask the witnesses; never, unless you say so.",
)
@house_option
def serve(
    host: str | None,
    port: int | None,
    workers: int,
    follow_every: int,
    renew_every: int,
    cosign_every: int | None,
    data: Path | None,
) -> None:
    """Serve the Counter: anybody may check, nobody may write.

    The process that answers holds no key and cannot open the drafts.  It listens on
    this machine only; put a web server with TLS in front of it.

    \b
      $ chancery serve --data record
      mod.example answers at http://127.0.0.1:8000/ — Ctrl-C ends it.
    """
    from chancery.cli.serving import READ, served
    from chancery.paper.cell import strongest
    from chancery.wiring import open_registry
    from chancery.wiring.watch.port import watched
    from chancery.wiring.watch.settings import Face

    house = found(data)
    own_host, _, own_port = house.counter.rpartition(":")
    house = replace(house, counter=f"{host or own_host}:{port or own_port}")
    open_registry(house, pen=False)  # said here in one sentence, rather than there in a worker's diary
    mending = _compared_for(MOMENTS, house)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        watched(house, Face.COUNTER),
        served([house], workers=workers) as (address,),
        suppress(KeyboardInterrupt),
    ):
        say(f"{house.institution} answers at {address}/ — Ctrl-C ends it.")
        told(READ[strongest()])
        # Beside everything else: what a database finds out about itself may take it minutes.
        Thread(target=_keep_comparing, args=(mending,), daemon=True).start()
        rounds = [
            _Round(work=_stand_by, every=renew_every),
            _Round(work=_catch_up, every=follow_every),
        ]
        if cosign_every is not None:
            rounds.append(_Round(work=_ask_witnesses, every=cosign_every))
        while True:
            for each in rounds:
                each.go(house)
            time.sleep(max(0.0, min(each.due for each in rounds) - time.monotonic()))


@dataclass(slots=True, kw_only=True)
class _Round:
    """Something done now, and again so many seconds after it was done."""

    work: Callable[[House], None]
    every: int
    due: float = 0.0
    """By the clock that no one sets back; 0: at once."""

    def go(self, house: House) -> None:
        if time.monotonic() >= self.due:
            self.work(house)
            self.due = time.monotonic() + self.every


def _compared_for(seconds: float, house: House) -> Mending:
    """Compare the index with the record before anybody is answered from it, as far as that takes moments."""
    from chancery.wiring.mending import Mending

    mending, enough = Mending(house), time.monotonic() + seconds
    while not mending.whole and time.monotonic() < enough:
        _tell_mended(mending.step())
    return mending


def _keep_comparing(mending: Mending) -> None:
    """One stretch after the other; what is wrong with the record itself is said each time."""
    while True:
        time.sleep(COMPARE_EVERY)
        try:
            _tell_mended(mending.step())
        except ChanceryError as trouble:
            error(str(trouble))


def _tell_mended(differences: int) -> None:
    if differences:
        error(f"The index differed from the record in {differences:,} places; it was filled again.")


def _stand_by(house: House) -> None:
    """Sign the head again, so that followers know how recently; where no key lies, somebody else does."""
    from chancery.wiring import open_registry

    if not os.access(house.keys, os.R_OK | os.X_OK):
        return
    try:
        open_registry(house, pen=True).renew()
    except ChanceryError as trouble:
        error(str(trouble))


def _catch_up(house: House) -> None:
    """What cannot be followed now is tried again later; until then the answers say since when."""
    from chancery.wiring import follow

    silent: list[Unavailable] = []
    try:
        follow(house, silent=silent)
    except ChanceryError as trouble:
        error(str(trouble))
    for said in dict.fromkeys(str(each) for each in silent):
        error(said)


def _ask_witnesses(house: House) -> None:
    """Who is missing is told each time; nothing waits for them."""
    from chancery.wiring import open_registry
    from chancery.wiring.cosigning import cosign

    try:
        presences = cosign(house, open_registry(house, pen=False))
    except ChanceryError as trouble:
        error(str(trouble))
        return
    for name, presence in presences.items():
        if presence.missing_since is not None:
            error(f"The witness {name} did not sign: {presence.trouble}")
