"""`chancery reindex`: the log is the truth; what can be looked up is made of it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.exits import Exit
from chancery.cli.home import found, house_option
from chancery.cli.speaking import say, told

if TYPE_CHECKING:
    from chancery.registry.differences import Difference
    from chancery.wiring.house import House

MOST_SAID = 20
"""Differences that are told one by one."""


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; say what is otherwise.")
@house_option
def reindex(only_check: bool, data: Path | None) -> None:
    """Empty what can be looked up and fill it again, from the record and from those followed.

    Nothing is lost by it, and nothing on the record changes.  With --check the index is
    laid beside the record instead, entry by entry and heading by heading; what differs is
    said, and the exit code is then 1.

    \b
      $ chancery reindex --data record
      1,204 entries of mod.example.
      $ chancery reindex --check --data record
      The index says what the record says.
    """
    house = found(data)
    if only_check:
        return _check(house)
    _fill(house)


def _fill(house: House) -> None:
    from chancery.wiring import follow, open_index, open_registry

    registry = open_registry(house, pen=False)
    told("Filling the index again from the record …")
    say(f"{registry.reindex():,} entries of {house.institution}.")
    followed = follow(house)
    index, _ = open_index(house)
    for who in followed:
        say(f"{index.reached(who):,} entries of {who}.")


def _check(house: House) -> None:
    from chancery.wiring.comparing import compared

    told("Comparing the index with the record …")
    number = 0
    for difference in (each for stretch in compared(house) for each in stretch):
        number += 1
        if number <= MOST_SAID:
            say(_sentence(difference))
    if number > MOST_SAID:
        say(f"And {number - MOST_SAID:,} more.")
    if number:
        say("Run `chancery reindex`; if that does not help, restore the record from a copy.")
        raise click.exceptions.Exit(Exit.DIFFERENT)
    say("The index says what the record says.")


def _sentence(difference: Difference) -> str:
    where = "" if difference.institution is None else f" of {difference.institution}"
    place = "" if difference.index is None else f", entry {difference.index:,}"
    said = f" ({difference.said})" if difference.said else ""
    return f"Differs{where}{place}: {difference.what.value}{said}."
