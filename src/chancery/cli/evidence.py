"""`chancery evidence`: the file that proves a letter with no network and no database."""

from __future__ import annotations

from pathlib import Path

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import told


@click.command()
@click.argument("letter", metavar="CODE")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write it.")
@house_option
def evidence(letter: str, output: Path, data: Path | None) -> None:
    """Write the evidence for the letter called CODE: its code, its reference or its id.

    The file carries the letter, everything that bears on it, the charters, the approvals
    and the proof that they are on the record.  Whoever has it can check it years later,
    without anybody's help:

    \b
      $ chancery evidence K7QF2-M9XT4-Z -o letter.evidence
      $ chancery check letter.evidence --offline
    """
    from chancery.registry.calling import statement_called
    from chancery.wiring import open_registry

    registry = open_registry(found(data), pen=False)
    octets = registry.evidence(statement_called(letter, registry))
    output.write_bytes(octets)
    told(f"{output}: {len(octets):,} octets.")
