"""`chancery stand-by`: say on the record what is the newest act on everything, and until when that holds."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import say, told

if TYPE_CHECKING:
    from chancery.registry.registry import Registry
    from chancery.wiring.house import House


@click.command("stand-by")
@click.option(
    "--every", type=click.IntRange(min=1), metavar="SECONDS", help="Keep at it, and look this often."
)
@house_option
def stand_by(every: int | None, data: Path | None) -> None:
    """Stand by the record: publish a state head, if one is due.

    One is due when the interval under [state] in `chancery.toml` has passed, or as soon as
    something was put on the record that the last one does not cover.  Readers rely on it
    until it expires.  A courier with the keys at hand does this by itself.

    \b
      $ chancery stand-by --data record
      Entry 1,205 of mod.example states what is newest, until 2026-01-07T12:00:00Z.
    """
    from chancery.wiring import open_registry

    house = found(data)
    registry = open_registry(house, pen=True)
    _stand_by(house, registry)
    while every is not None:
        time.sleep(every)
        _stand_by(house, registry)


def _stand_by(house: House, registry: Registry) -> None:
    from chancery.phrases.moments import iso
    from chancery.record.state_head import StateHead
    from chancery.wiring import fresh_id

    entry = registry.stand_by(fresh_id(house.institution), house.state.publishing)
    if entry is None or not isinstance(entry.act, StateHead):
        told("No state head is due.")
        return
    head = entry.act
    say(f"Entry {head.size:,} of {house.institution} states what is newest, until {iso(head.expires)}.")
