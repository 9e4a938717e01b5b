"""`chancery observe`: put on our record what we see of others, and compare what they say they saw."""

from __future__ import annotations

from pathlib import Path

import click

from chancery.cli.exits import Exit
from chancery.cli.home import found, house_option
from chancery.cli.speaking import error, say, told


@click.command()
@house_option
def observe(data: Path | None) -> None:
    """Put on record the newest head of every register that is followed, if a day has passed.

    Whoever is followed and follows us does the same, so that no record can be shown two
    ways without changing others.  What they put on record is compared with what lies here;
    a contradiction ends with 1.  A courier with the keys at hand does this by itself.

    \b
      $ chancery observe --data record
      mod.example: 1,204 entries, on our record from now on.
    """
    from chancery.record.observed import Observed
    from chancery.wiring import open_registry
    from chancery.wiring.observing import observing

    house = found(data)
    looking = observing(house, open_registry(house, pen=True))
    done = looking.observe()
    for who in done:
        last = looking.index.last_observed(who, house.institution)
        assert last is not None, "what was just put on record is in the index"
        assert isinstance(last.act, Observed), "only observations are looked up"
        say(f"{who}: {last.act.size:,} entries, on our record from now on.")
    if not done:
        told("Nothing is to be observed before a day has passed.")
    alarms = looking.alarms()
    for sentence in alarms:
        error(sentence)
    if alarms:
        raise click.exceptions.Exit(Exit.DIFFERENT)
