"""A log read in stretches, so that a register of any length fits into the same memory.

A stretch ends where a bundle ends, and the last one where the log does.  Its entries are
compared with the tiles they are served beside as they come; a register whose tiles hash
something else than its entries would cut receipts for something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from chancery.errors import Untrusted
from chancery.log.tile import ENTRIES, FULL, Read, Tile, in_any_width, stored_entries, tiles_for_growth

STRETCH = 16 * FULL
"""Entries held at a time: some megabytes of them, and never more than 270."""


def stretches(start: int, size: int) -> Iterator[tuple[int, int]]:
    """From *start* to *size*, piece by piece: the first entry of each, and the first after it."""
    while start < size:
        end = min(size, (start // STRETCH + 1) * STRETCH)
        yield start, end
        start = end


def entries_between(start: int, end: int, size: int, read: Read) -> list[bytes]:
    """The entries from *start* up to *end* of a log of *size*; raises as `stored_entries` does."""
    first, beyond = start // FULL, (end + FULL - 1) // FULL
    whole = [entry for bundle in range(first, beyond) for entry in stored_entries(bundle, size, read)]
    return whole[start - first * FULL : end - first * FULL]


def require_same_tiles(start: int, entries: list[bytes], size: int, read: Read) -> None:
    """
    The tiles of a log of *size* hold the hashes of *entries*, which begin at *start*.

    Every tile they touch is read, so a mirror then holds all that receipts are cut from.
    Raises `Untrusted`, and as `stored_hashes` does.
    """
    served = in_any_width(size, read)
    for path, expected in tiles_for_growth(start, entries, served).files.items():
        if Tile.parse(path).level != ENTRIES and served(path) != expected:
            raise Untrusted(f"{path} does not hash the entries that it is shown with.")
