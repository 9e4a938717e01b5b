"""The root documents of an institution, cut from the log that is held here.

Version *N* is the entry that counts as version *N*; whoever put another charter of that number
on the log, in vain, is not asked for.
"""

from __future__ import annotations

from chancery.log.tile import FULL, Read, stored_entries
from chancery.record.entry import Entry, charter_of
from chancery.record.statement import Institution
from chancery.registry.ports import Archive, Index
from chancery.seal.known_keys import NONE_YET


def root_documents(institution: Institution, index: Index, read: Read, size: int) -> tuple[bytes, ...]:
    """
    Every version that counts, from the first on, out of a log of *size* entries.

    Raises `Unavailable` where an entry of the log is not held.
    """
    places = (index.position(entry.id) for entry in counting(institution, index))
    return tuple(_entry(place[1], read, size) for place in places if place is not None)


def root_document(version: int, institution: Institution, index: Index, archive: Archive) -> bytes | None:
    """One of them out of a log of our own; None if no charter counts as that version."""
    for entry in counting(institution, index):
        place = index.position(entry.id)
        if charter_of(entry).version == version and place is not None:
            return archive.entry(place[1])
    return None


def counting(institution: Institution, index: Index) -> tuple[Entry, ...]:
    """The charters that count, each made by the one before it."""
    known = NONE_YET
    for entry in sorted(index.charters(institution), key=lambda entry: entry.order):
        known = known.and_register(entry)
    return known.charters


def _entry(place: int, read: Read, size: int) -> bytes:
    return stored_entries(place // FULL, size, read)[place % FULL]
