"""How far a shelf is filled, so that what was read from it can be told from what came since."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The number of a row, and the digest over it and all before (`chancery.store.shelf.rows`)."""

    number: int
    chain: bytes


EMPTY = Place(0, bytes(16))
"""Before the first row."""
