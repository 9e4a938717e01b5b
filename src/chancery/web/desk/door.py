"""The doors the Desk has: the registry with its pen, the drafts, and the house they stand in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from chancery.errors import Unavailable
from chancery.record.statement import Instant
from chancery.web.counter import door as shared
from chancery.wiring.desk_settings import DeskSettings
from chancery.wiring.house import House
from chancery.wiring.opened import open_desk, open_inbox, open_registry

if TYPE_CHECKING:
    from chancery.registry.drafting import Desk
    from chancery.registry.registry import Registry


def house() -> House:
    """The house this Desk stands in; raises `Unavailable` if CHANCERY_HOME names none."""
    return _house(_home())


def desk_settings() -> DeskSettings:
    """What the Desk is told that nobody else is."""
    return DeskSettings.of(house())


def registry() -> Registry:
    """The record, to be asked and, with the pen of the house, to be written."""
    return _opened(_home())[0]


def desk() -> Desk:
    """The drafts, and the rules by which they go on the record."""
    return _opened(_home())[1]


def now() -> Instant:
    """The moment it is."""
    return registry().now()


def _home() -> str:
    home: str = settings.CHANCERY_HOME
    if not home:
        raise Unavailable("CHANCERY_HOME does not say in which house this Desk stands.")
    return home


# One house at a time: two would share the names of their databases.
@lru_cache(maxsize=1)
def _house(home: str) -> House:
    return House.read(Path(home))


@lru_cache(maxsize=1)
def _opened(home: str) -> tuple[Registry, Desk]:
    here = _house(home)
    registry = open_registry(here, pen=True, clock=import_string(settings.CHANCERY_CLOCK))
    registry.settle()
    open_inbox(here)
    return registry, open_desk(here, registry)


def closed() -> None:
    """Forget what was opened, so that the next question opens the house anew."""
    _opened.cache_clear()
    _house.cache_clear()
    shared.closed()  # what the pages ask that the Counter has too
