"""`chancery evidence`: write the file that proves a letter; say what any such file proves, and to whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.home import found, house_option, maybe
from chancery.cli.speaking import say, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chancery.log.vkey import VerifierKey
    from chancery.wiring import House

MOST_OCTETS = 17_000_000


@click.command()
@click.argument("what", metavar="CODE|FILE")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="With CODE: where to write it.")
@click.option("--vkey", multiple=True, help="With FILE: a log's verifier key, known from elsewhere.")
@click.option(
    "--pin",
    "pins",
    multiple=True,
    metavar="DOMAIN=FIGURES",
    help="With FILE: a fingerprint known from elsewhere.",
)
@click.option(
    "--entry",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="With a tlog-proof FILE: the entry that it is about.",
)
@house_option
def evidence(
    what: str,
    output: Path | None,
    vkey: tuple[str, ...],
    pins: tuple[str, ...],
    entry: Path | None,
    data: Path | None,
) -> None:
    """Write the evidence for the letter called CODE; or say what a FILE of evidence proves, and to whom.

    The file carries the letter, everything that bears on it, the charters, the approvals
    and the proof that they are on the record.  Whoever has it can check it years later,
    without anybody's help:

    \b
      $ chancery evidence K7QF2-M9XT4-Z -o letter.evidence
      $ chancery check letter.evidence --offline

    FILE may be that, a proof that a log showed two histories, the proof that an entry
    stands in a log (*.tlog-proof), or a checkpoint.  Nothing is asked of anybody, and no
    record is needed; one at hand lends the keys that it knows.

    \b
      $ chancery evidence mod.example-1310.equivocation --vkey mod.example/register+…
      To whoever knows mod.example/register+1a2b3c4d, this proves two histories: …
    """
    if output is not None:
        _write(what, output, data)
    elif Path(what).is_file():
        _tell(Path(what), vkey, pins, entry, data)
    else:
        raise click.UsageError(
            f"There is no file {what}; for a letter of that name, say where to write: -o FILE."
        )


def _write(letter: str, output: Path, data: Path | None) -> None:
    from chancery.registry.calling import statement_called
    from chancery.wiring import open_registry

    registry = open_registry(found(data), pen=False)
    octets = registry.evidence(statement_called(letter, registry))
    output.write_bytes(octets)
    told(f"{output}: {len(octets):,} octets.")


def _tell(
    file: Path, vkeys: Iterable[str], pins: Iterable[str], entry: Path | None, data: Path | None
) -> None:
    from chancery.cli.pins import known_pins
    from chancery.cli.proving import Known, what_it_proves

    with file.open("rb") as opened:
        octets = opened.read(MOST_OCTETS)
    house = maybe(data)
    known = Known(
        keys=(*_given(vkeys), *_lent(house)),
        pins=known_pins(pins, house),
        entry=None if entry is None else entry.read_bytes(),
    )
    for sentence in what_it_proves(octets, known):
        say(sentence)


def _given(vkeys: Iterable[str]) -> list[VerifierKey]:
    from chancery.log.vkey import VerifierKey

    return [VerifierKey.parse(line) for line in vkeys]


def _lent(house: House | None) -> list[VerifierKey]:
    """The keys of every log that a record at hand knows by its institution's charter, the newest."""
    from chancery.record.charter import Charter
    from chancery.wiring import open_registry

    if house is None:
        return []
    registry = open_registry(house, pen=False)
    lines: list[str] = []
    for who in registry.institutions():
        acts = [each.act for each in registry.charters(who)]
        registers = [act.register for act in acts if isinstance(act, Charter) and act.register is not None]
        lines += registers[-1].log if registers else ()
    return _given(dict.fromkeys(lines))
