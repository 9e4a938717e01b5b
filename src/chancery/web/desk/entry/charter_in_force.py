"""The charter in force as the pages of a house need it that may not have one yet."""

from __future__ import annotations

from functools import lru_cache

from chancery.errors import NotPermitted
from chancery.record.charter import Charter
from chancery.registry.chartering import Chartering
from chancery.registry.registry import Registry
from chancery.web.desk import door
from chancery.wiring.opened import open_chartering


def charter_or_none() -> Charter | None:
    """The charter in force; None before the first."""
    try:
        return door.desk().charter()
    except NotPermitted:
        return None


def chartering() -> Chartering:
    """The next charter, on its way."""
    return _opened(door.registry())


# One house at a time, as in `door`.
@lru_cache(maxsize=1)
def _opened(registry: Registry) -> Chartering:
    return open_chartering(door.house(), registry)
