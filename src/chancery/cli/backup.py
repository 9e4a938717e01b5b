"""`chancery backup`: a copy of a house, taken while it goes on working."""

from __future__ import annotations

from pathlib import Path

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import say, told


@click.command()
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE|FOLDER",
    help="Where the copy is made; a name that ends in .tar is one file.  Nothing may lie there.",
)
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Copy the keys too, into this other place; without it they are not copied.",
)
@house_option
def backup(to: Path, keys: Path | None, data: Path | None) -> None:
    """Copy a house: its databases, its register, its mirrors and settings; read again and counted.

    Readers and writers go on meanwhile.  The keys are not in it, and how far was signed is
    never in it: that must not come back with an old copy.  Look at one now and then:
    `chancery restore COPY --rehearse`.

    \b
      $ chancery backup --to copies/monday.tar --data record
      Copied 1,204 entries of mod.example to copies/monday.tar, and read them again.
    """
    from chancery.wiring.backup.taking import take

    house = found(data)
    taken = take(house, to, keys=keys)
    say(f"Copied {taken.manifest.size:,} entries of {house.institution} to {to}, and read them again.")
    if taken.manifest.left:
        told("Words and renditions lie in the object store and are not in it: keep versions of them there.")
    if keys is None:
        told("The keys are not in it: without them a restored record answers and signs nothing.")
    else:
        told(f"The keys are in {keys}: whoever has them can sign in your name.")
