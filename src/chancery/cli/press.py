"""`chancery press`: a letter on the record as a sealed PDF that carries its own evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import say, told

if TYPE_CHECKING:
    from chancery.check.copy import Event, Letter
    from chancery.paper.press.sheet import Stamp
    from chancery.record.statement import StatementId
    from chancery.registry.registry import Registry
    from chancery.wiring import House

LANGUAGES = ("en", "ar")


@click.command()
@click.argument("letter", metavar="CODE")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where to write it; CODE.pdf if left out."
)
@click.option(
    "--stamped", is_flag=True, help="With what became of the letter written across, so that nobody uses it."
)
@house_option
def press(letter: str, output: Path | None, stamped: bool, data: Path | None) -> None:
    """Write the letter called CODE as a sealed PDF, and put the file's digest on the record.

    The file carries the evidence of the letter and a signed mark on every page.  A letter
    that was pressed before is given out as it was.

    \b
      $ chancery press K7QF2-M9XT4-Z
      K7QF2-M9XT4-Z.pdf: 84,120 octets, on the record by its digest.
    """
    from chancery.record.code import code_of
    from chancery.registry.calling import statement_called
    from chancery.wiring import open_registry

    house = found(data)
    registry = open_registry(house, pen=True)
    registry.settle()
    id = statement_called(letter, registry)
    file = _stamped(house, registry, id) if stamped else _plain(house, registry, id)
    place = output or Path(f"{code_of(id)}{'-stamped' if stamped else ''}.pdf")
    place.write_bytes(file)
    say(f"{place}: {len(file):,} octets, on the record by its digest.")
    if not stamped and _taken_back(registry, id):
        told("This letter no longer speaks, and the file does not say so; --stamped writes one that does.")


def _plain(house: House, registry: Registry, id: StatementId) -> bytes:
    from chancery.wiring.pressing import pressed

    return pressed(house, registry, id)


def _stamped(house: House, registry: Registry, id: StatementId) -> bytes:
    from chancery.errors import Refused
    from chancery.wiring.pressing import pressed

    letter = registry.letter(id)
    stamp = None if letter is None else stamp_of(letter, registry)
    if stamp is None:
        raise Refused("Nothing has become of this letter that could be stamped across it.")
    return pressed(house, registry, id, stamp=stamp)


def _taken_back(registry: Registry, id: StatementId) -> bool:
    letter = registry.letter(id)
    return letter is not None and stamp_of(letter, registry) is not None


def stamp_of(letter: Letter, registry: Registry) -> Stamp | None:
    """What the newest notice that had effect says of the letter, in every language; None if there is none."""
    from chancery.paper.press.sheet import Stamp
    from chancery.wiring.pressing import stamped_by

    notice = stamped_by(letter)
    if notice is None:
        return None
    return Stamp(words={language: _across(notice, registry, language) for language in LANGUAGES})


def _across(event: Event, registry: Registry, language: str) -> str:
    from chancery.cli.naming import Names
    from chancery.phrases.lives import event as told_of
    from chancery.phrases.moments import moment

    names = Names(registry.charters(registry.institution), language)
    return f"{told_of(event, language, names)} · {moment(event.at, language)}"


def press_after(house: House, registry: Registry, id: StatementId) -> None:
    """
    Press a letter that was just released, or stamp one that no longer speaks.

    What is on the record stays on it: if the press fails, that is told and nothing else.
    """
    from chancery.errors import ChanceryError
    from chancery.record.code import code_of
    from chancery.wiring.pressing import pressed

    try:
        letter = registry.letter(id)
        if letter is None or letter.words is None or letter.entry.institution != house.institution:
            return
        pressed(house, registry, id, stamp=stamp_of(letter, registry))
    except ChanceryError as fault:
        told(f"The act is on the record; {code_of(id)} could not be pressed as a PDF: {fault}")
