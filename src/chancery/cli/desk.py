"""`chancery desk`: serve the Desk, where an office writes, approves, releases and takes back."""

from __future__ import annotations

import secrets
import signal
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import say

if TYPE_CHECKING:
    from chancery.wiring import House

LONG = 3_600
ANSWERED = 2.0
"""Seconds in which the page that says "ready" has surely left, before its server ends."""


@click.command()
@click.option("--host", help="The address to listen on; this machine only, unless you say otherwise.")
@click.option("--port", type=click.IntRange(1, 65_535))
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--invite", metavar="NAME", help="Print a link by which this person gets an account, and end.")
@click.option("--address", metavar="MAIL", help="With --invite: where letters to them go.")
@house_option
def desk(
    host: str | None,
    port: int | None,
    workers: int,
    invite: str | None,
    address: str | None,
    data: Path | None,
) -> None:
    """Serve the Desk: officers sign in with their passkeys; what they do goes through the one door.

    It is another process than the Counter, with the keys of the house and the drafts.  It
    listens on this machine only; put a web server with TLS in front of it.  In an empty
    folder it first prints an address at which the record is founded in a browser.

    \b
      $ chancery desk --data record
      The Desk of mod.example answers at http://localhost:8100/ — Ctrl-C ends it.
    \b
      $ chancery desk --data record --invite "A. Chancellor" --address chancellor@mod.example
      http://localhost:8100/en/invitation/…
    """
    from chancery.cli.serving import answering, desk_server
    from chancery.wiring.desk_settings import DeskSettings
    from chancery.wiring.watch.port import watched
    from chancery.wiring.watch.settings import Face

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if data is not None and _is_empty(data):
        found_in_a_browser(data, f"{host or '127.0.0.1'}:{port or 8100}")
    house = found(data)
    if invite is not None:
        say(_link(house, invite, address))
        return
    listens = DeskSettings.of(house).address
    own_host, _, own_port = listens.rpartition(":")
    server = desk_server(house, f"{host or own_host}:{port or own_port}", workers=workers)
    with watched(house, Face.DESK), answering([server]), suppress(KeyboardInterrupt):
        say(f"The Desk of {house.institution} answers at {DeskSettings.of(house).url}/ — Ctrl-C ends it.")
        while True:
            time.sleep(LONG)


def _is_empty(folder: Path) -> bool:
    """Whether a record may be founded there: nothing is in it, or it is not there yet."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def found_in_a_browser(folder: Path, listens: str) -> None:
    """
    Serve the one page of first start until the record is founded.

    The word in its address is known to whoever sees this terminal, and to nobody else.
    """
    from chancery.cli.serving import Server, answering

    word, url = secrets.token_urlsafe(32), f"http://localhost:{listens.rpartition(':')[2]}"
    with TemporaryDirectory(prefix="chancery-first-") as room:
        done = Path(room, "done")
        server = Server(
            application="chancery.web.first.wsgi:application",
            listens=listens,
            environment={
                "CHANCERY_FOUNDING": str(folder.absolute()),
                "CHANCERY_FIRST_WORD": sha256(word.encode()).hexdigest(),
                "CHANCERY_FIRST_DONE": str(done),
                "CHANCERY_FIRST_URL": url,
                "CHANCERY_FIRST_ADDRESS": listens,
            },
        )
        with answering([server]):
            say("There is no record here yet.  Found it in a browser on this machine, at this address, once:")
            say(f"  {url}/en/first/{word}")
            while not done.exists():
                time.sleep(0.2)
            time.sleep(ANSWERED)


def _link(house: House, person: str, address: str | None) -> str:
    """An invitation made at the terminal: for the first to come, and when nobody can sign in any more."""
    if not address:
        raise click.UsageError("Give the mail address of the person with --address.")
    import os

    from chancery.wiring.accounts import SETTINGS, accounts_ready
    from chancery.wiring.desk_settings import DeskSettings

    accounts_ready(house)
    os.environ |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "CHANCERY_HOME": str(house.folder.absolute())}
    import django

    django.setup()
    from chancery.store.office.invitations import fresh_word, invite
    from chancery.wiring import system_clock

    word = fresh_word()
    invite(word=word, person=person, address=address, language="en", by="terminal", at=system_clock())
    return f"{DeskSettings.of(house).url}/en/invitation/{word}"
