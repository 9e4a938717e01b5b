"""`chancery ready`: whether a process of this house could do its work now, and what it lacks."""

from __future__ import annotations

from pathlib import Path

import click

from chancery.cli.exits import Exit
from chancery.cli.home import found, house_option
from chancery.cli.speaking import say

FACES = ("counter", "desk", "courier", "live", "register")


@click.command()
@click.argument("face", type=click.Choice(FACES), default="counter")
@click.option(
    "--json", "as_json", is_flag=True, help="As programs read it at /readyz, a line for each thing."
)
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en", show_default=True)
@house_option
def ready(face: str, as_json: bool, lang: str, data: Path | None) -> int:
    """Say whether a process of this house could do its work now, thing by thing.

    It looks for itself and asks no process.  It ends with 6 where something is lacking.

    \b
      $ chancery ready desk --data record
      The record                 in order
      Room on the disk           not in order: 12,000 octets are free, and …
      Something that is needed is not in order.
    """
    from chancery.phrases import say as phrase
    from chancery.wiring.watch.readiness import readiness
    from chancery.wiring.watch.settings import Face

    house = found(data)
    told = readiness(house, Face(face))
    if as_json:
        say(told.written().decode().rstrip("\n"))
        return Exit.DONE if told.ready else Exit.UNAVAILABLE
    for each in told.findings:
        name = phrase(f"running.thing.{each.thing.value}", lang)
        stands = phrase(f"running.stands.{each.stands.value}", lang)
        say(f"{name:<26} {stands}{f': {each.said}' if each.said else ''}", language=lang)
    say(phrase(f"running.altogether.{'ready' if told.ready else 'not_ready'}", lang), language=lang)
    return Exit.DONE if told.ready else Exit.UNAVAILABLE
