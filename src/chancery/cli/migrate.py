"""`chancery migrate`: bring a house's databases up to this version of Chancery."""

from __future__ import annotations

from pathlib import Path

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import say


@click.command()
@house_option
def migrate(data: Path | None) -> None:
    """Bring the databases of a house up to this version; done twice is done once.

    Nothing on the record changes.  Stop what writes first, and take a copy: a database that
    a newer version has brought up is refused by an older one.

    \b
      $ chancery backup --to copies --data record
      $ chancery migrate --data record
      record, desk, inbox and accounts of mod.example are those of this version.
    """
    from chancery.store import database
    from chancery.wiring.accounts import accounts_ready

    house = found(data)
    database.stand_alone()
    for alias, place in {"record": house.record, "desk": house.desk, "inbox": house.inbox}.items():
        database.attach(alias, place)
        database.migrate(alias)
    accounts_ready(house)
    say(f"record, desk, inbox and accounts of {house.institution} are those of this version.")
