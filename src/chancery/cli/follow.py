"""`chancery follow`: keep up with other institutions' registers, so that their letters can be checked."""

from __future__ import annotations

import time
from pathlib import Path

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import error, say, told
from chancery.errors import ChanceryError


@click.command()
@click.argument("domain", required=False)
@click.option("--url", help="With DOMAIN: the address of its register.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="With DOMAIN: its register as a folder here.",
)
@click.option("--fingerprint", help="With DOMAIN: that of its first charter, known from elsewhere.")
@click.option("--every", type=click.IntRange(min=1), metavar="SECONDS", help="Go on, until you press Ctrl-C.")
@house_option
def follow(
    domain: str | None,
    url: str | None,
    folder: Path | None,
    fingerprint: str | None,
    every: int | None,
    data: Path | None,
) -> None:
    """Catch up with every register that is followed; with DOMAIN, follow one more.

    Only published files are read and every one is checked; what you check here
    afterwards, nobody there learns.

    \b
      $ chancery follow iq.demo --url https://iq.demo/register --fingerprint 3f0c…
      iq.demo: 12 entries more.
    """
    from chancery.record.statement import Institution
    from chancery.wiring import Followed, add_followed, read_fingerprint
    from chancery.wiring import follow as catch_up

    house = found(data)
    if domain is not None:
        if (url is None) == (folder is None):
            raise click.UsageError("Say where the register is: --url or --folder.")
        pin = None if fingerprint is None else read_fingerprint(fingerprint)
        added = Followed(institution=Institution(domain), url=url, folder=folder, fingerprint=pin)
        house = add_followed(house, added)
    if not house.follow:
        told("No register is followed yet: chancery follow DOMAIN --url ADDRESS")
    while True:
        try:
            for who, brought in catch_up(house).items():
                say(f"{who}: {brought} entries more.")
        except ChanceryError as trouble:
            if every is None:
                raise
            error(str(trouble))
        if every is None:
            return
        time.sleep(every)
