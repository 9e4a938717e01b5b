"""`chancery sightings`: what people checked and agreed to tell the office about."""

from __future__ import annotations

from pathlib import Path

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import say


@click.command()
@click.option("--altered", is_flag=True, help="Only copies with other words, or of no letter.")
@house_option
def sightings(altered: bool, data: Path | None) -> None:
    """List what readers checked and agreed to tell: when, which letter, which words differed.

    No file is ever kept.  A copy of no letter may be a forgery; an office that finds one
    circulating disclaims it:

    \b
      $ chancery sightings --altered
      2026-03-01T09:05:00Z  K7QF2-M9XT4-Z  altered  “Sunday”
      $ chancery notice disclaim forged.txt --office press --key press.pem
    """
    from chancery.check.answers import Likeness
    from chancery.phrases.moments import iso
    from chancery.record.code import code_of
    from chancery.wiring.sighted import kept_sightings

    unlike = {Likeness.ALTERED, Likeness.NOT_IN_WORDS}
    for each in kept_sightings(found(data)).all():
        if not altered or each.likeness in unlike:
            letter = "no letter" if each.letter is None else code_of(each.letter)
            words = " ".join(f"“{text}”" for _, text in each.differences)
            say(f"{iso(each.at)}  {letter}  {each.likeness}  {words}".rstrip())
