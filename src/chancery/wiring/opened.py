"""One registry out: the stores of a house opened and put together behind the one door."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from chancery.errors import Unavailable
from chancery.record.statement import Institution
from chancery.wiring.chance import system_clock
from chancery.wiring.drift import unless_off
from chancery.wiring.following import peers
from chancery.wiring.house import House
from chancery.wiring.pinned import Pins
from chancery.wiring.reading_policy import vouched_for
from chancery.wiring.replicas import replicated
from chancery.wiring.storage import files_of, own_renditions, own_words, second_place, shown

if TYPE_CHECKING:
    from chancery.registry.chartering import Chartering
    from chancery.registry.drafting import Desk
    from chancery.registry.opening import Opening
    from chancery.registry.ports import Clock, Renditions
    from chancery.registry.registry import Registry
    from chancery.store.archive import DurableArchive
    from chancery.store.index import DurableIndex
    from chancery.store.turns import Turn
    from chancery.store.words import DurableWords

# Django defines no model before it is set up, so the stores are imported where they are opened.


def open_registry(house: House, *, pen: bool, alias: str = "record", clock: Clock = system_clock) -> Registry:
    """
    The registry of a house: with its pen it writes, without it answers.

    Two houses may be open in one process, each under an alias of its own
    (`record:us.demo`).  Raises `Unavailable` if the record is not set up.
    """
    return registry_over(open_stores(house, alias=alias), house, pen=pen, clock=clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Everything of a house that a registry is put together from."""

    archive: DurableArchive
    index: DurableIndex
    words: DurableWords
    renditions: Renditions
    opening: Opening
    turn: Turn


def open_stores(house: House, *, alias: str = "record") -> Stores:
    """The stores of a house; raises `Unavailable` if the record is not set up."""
    index, opening = open_index(house, alias=alias)
    from chancery.store.archive import DurableArchive
    from chancery.store.turns import turns

    return Stores(
        archive=DurableArchive(
            house.folder, second_place=second_place(house), register=shown(house), using=alias
        ),
        index=index,
        words=own_words(house, using=alias),
        renditions=own_renditions(house),
        opening=opening,
        turn=turns(house.folder, alias),
    )


def registry_over(stores: Stores, house: House, *, pen: bool, clock: Clock = system_clock) -> Registry:
    """The registry of a house over its opened stores."""
    from chancery.registry.registry import Registry
    from chancery.registry.remembered import Remembered

    return Registry(
        institution=house.institution,
        archive=stores.archive,
        index=stores.index,
        words=stores.words,
        renditions=stores.renditions,
        opening=stores.opening,
        clock=clock,
        pen=unless_off(house) if pen else None,
        turn=stores.turn,
        peers=lambda: peers(house),
        patience=house.patience,
        followed=Pins(house),
        demonstration=house.demonstration,
        remembered=Remembered(turns=Lock),
        vouching=vouched_for(house),
    )


def open_index(house: House, *, alias: str = "record") -> tuple[DurableIndex, Opening]:
    """The index of a house, and what opens its entries."""
    from chancery.store import database

    database.stand_alone()
    database.attach(alias, house.record)
    database.ready(alias)
    from chancery.registry.opening import Opening
    from chancery.store.index import DurableIndex

    opening = Opening(lambda institution: _beginning(house, institution))
    index = DurableIndex(opening, using=alias, shelf=house.folder / "shelf")
    opening.sources = index
    return index, opening


def open_desk(house: House, registry: Registry, *, alias: str = "desk") -> Desk:
    """The Desk's half of the door: drafts, in a database that the public process is never told of."""
    from chancery.store import database

    database.stand_alone()
    database.attach(alias, house.desk)
    database.ready(alias)
    from chancery.registry.drafting import Desk
    from chancery.store.drafts import DurableDrafts
    from chancery.store.writing.margins import DurableMargins

    return Desk(registry=registry, drafts=DurableDrafts(using=alias), margins=DurableMargins(using=alias))


def open_chartering(house: House, registry: Registry, *, alias: str = "desk") -> Chartering:
    """Charters on their way, beside the drafts."""
    from chancery.store import database

    database.stand_alone()
    database.attach(alias, house.desk)
    database.ready(alias)
    from chancery.registry.chartering import Chartering
    from chancery.store.founding.charters import DurableSteps

    return Chartering(registry=registry, steps=DurableSteps(using=alias), pen=house.pen())


def open_inbox(house: House, *, alias: str = "inbox") -> None:
    """Let what the public leaves at the Counter be read and written under that alias."""
    from chancery.store import database

    database.stand_alone()
    database.attach(alias, house.inbox)
    database.ready(alias)


@cache
def counter_registry() -> Registry:
    """The registry of the public process: no pen, no Desk; CHANCERY_HOME names its house."""
    home = os.environ.get("CHANCERY_HOME", "")
    if not home:
        raise Unavailable("CHANCERY_HOME does not say which house this Counter stands before.")
    house = House.read(Path(home))
    return replicated(house, open_registry(house, pen=False), _open_over)


def _open_over(house: House, alias: str) -> Registry:
    return open_registry(house, pen=False, alias=alias)


def _beginning(house: House, institution: Institution) -> bytes | None:
    """The first entry of a log whose files lie here: our own, or one that is followed."""
    from chancery.log.tile import stored_entries

    read = files_of(house, institution)
    checkpoint = read("checkpoint")
    if checkpoint is None:
        return None
    return stored_entries(0, int(checkpoint.split(b"\n")[1]), read)[0]
