"""`chancery reindex`: the log is the truth; what can be looked up is made of it again."""

from __future__ import annotations

from pathlib import Path

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import say, told


@click.command()
@house_option
def reindex(data: Path | None) -> None:
    """Empty what can be looked up and fill it again, from the record and from those followed.

    Nothing is lost by it, and nothing on the record changes.

    \b
      $ chancery reindex --data record
      1,204 entries of mod.example.
    """
    from chancery.wiring import follow, open_index, open_registry

    house = found(data)
    registry = open_registry(house, pen=False)
    told("Filling the index again from the record …")
    say(f"{registry.reindex():,} entries of {house.institution}.")
    followed = follow(house)
    index, _ = open_index(house)
    for who in followed:
        say(f"{index.reached(who):,} entries of {who}.")
