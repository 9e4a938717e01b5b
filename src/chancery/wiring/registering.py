"""What a register that programs bring acts to is told, in register.toml, and that register opened.

listens = "127.0.0.1:8300"                    where it answers
url = "https://register.mod.example"          how it is reached, for the addresses it gives out

[program.gateway]                             who may bring acts: each program by its own key
key = "ed25519:3q9XbK…"                       the public half; `chancery keys new` makes one
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.errors import Malformed
from chancery.seal.keys import PublicKey, parse
from chancery.wiring.chance import system_clock
from chancery.wiring.drift import unless_off
from chancery.wiring.opened import open_registry, open_stores, registry_over
from chancery.wiring.settings import only_these, read_toml, table_of, text_of

if TYPE_CHECKING:
    from chancery.registry.ports import Clock
    from chancery.registry.registry import Registry
    from chancery.registry.sequencing import Sequencer
    from chancery.store.arriving.acts import ArrivingActs
    from chancery.wiring.house import House

REGISTER_SETTINGS = "register.toml"
LISTENS = "127.0.0.1:8300"

_NAMES = frozenset({"listens", "url", "program"})
_PROGRAM_NAMES = frozenset({"key"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Somebody who may bring acts.  What the acts may say is for the charter."""

    name: str
    key: PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSettings:
    """Where a register answers, and whom it lets in; *programs* by the thumbprints of their keys."""

    listens: str
    url: str
    programs: Mapping[bytes, Program]

    @classmethod
    def of(cls, house: House) -> RegisterSettings:
        """
        The settings in the register.toml of a house; without that file nobody is let in.

        Raises `Malformed` if it cannot be understood.
        """
        place = house.folder / REGISTER_SETTINGS
        written = read_toml(place) if place.exists() else {}
        only_these(written, _NAMES, place)
        programs = [_program(name, each, place) for name, each in table_of(written, "program", place).items()]
        listens = str(written.get("listens", LISTENS))
        return cls(
            listens=listens,
            url=str(written.get("url", "")).rstrip("/"),
            programs={program.key.thumbprint: program for program in programs},
        )


def _program(name: str, written: object, place: Path) -> Program:
    if not isinstance(written, dict):
        raise Malformed(f"In {place}, the program {name} is a table.")
    only_these(written, _PROGRAM_NAMES, place)
    key = parse(text_of(written, "key", place))
    if not isinstance(key, PublicKey):
        raise Malformed(f"In {place}, the program {name} has a key of its own, not a passkey.")
    return Program(name=name, key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRegister:
    """A register with its pen: what writes, what is asked, and what waits."""

    registry: Registry
    """Holds the pen; only the thread that takes steps touches it."""
    sequencer: Sequencer
    asked: Registry
    """The same record without the pen, for the thread beside."""
    arriving: ArrivingActs


def open_register(house: House, *, alias: str = "record", clock: Clock = system_clock) -> OpenedRegister:
    """The register of a house; raises `Unavailable` if its record or its pen cannot be opened."""
    stores = open_stores(house, alias=alias)
    from chancery.registry.sequencing import Sequencer
    from chancery.store.arriving.acts import ArrivingActs
    from chancery.store.many import DurableMany

    registry = registry_over(stores, house, pen=True, clock=clock)
    sequencer = Sequencer(
        registry=registry,
        archive=stores.archive,
        index=stores.index,
        words=stores.words,
        opening=stores.opening,
        pen=unless_off(house),
        many=DurableMany(using=alias),
        turn=stores.turn,
    )
    return OpenedRegister(
        registry=registry,
        sequencer=sequencer,
        asked=open_registry(house, pen=False, alias=alias, clock=clock),
        arriving=ArrivingActs(using=alias),
    )
