"""Where the record is that a command is about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from chancery.errors import Unavailable
from chancery.wiring.house import SETTINGS, House

F = TypeVar("F", bound=Callable[..., Any])

DEMONSTRATION = Path("demo-data/us.demo")
"""Where `chancery demo` leaves the first of its two institutions."""


def house_option(command: F) -> F:
    """`--data FOLDER`, which every verb that needs a record takes."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        envvar="CHANCERY_HOME",
        metavar="FOLDER",
        help="The institution's record; else CHANCERY_HOME, else the folder you stand in.",
    )(command)


def found(data: Path | None) -> House:
    """The house meant; raises `Unavailable` if there is none."""
    house = maybe(data)
    if house is None:
        raise Unavailable(
            "There is no record here: say where with --data or CHANCERY_HOME, or run `chancery init`."
        )
    return house


def maybe(data: Path | None) -> House | None:
    """The house meant; None where nobody named one and none is at hand."""
    if data is not None:
        return House.read(data)
    for folder in (Path(), DEMONSTRATION):
        if (folder / SETTINGS).exists():
            return House.read(folder)
    return None
