"""Gathering evidence: the slice of a statement, with receipts, as one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chancery.errors import Unavailable
from chancery.log.path import inclusion_paths
from chancery.log.tile import FULL, HashesFromTiles, Read, stored_entries
from chancery.record.entry import Entry
from chancery.record.slice import bearing_on
from chancery.record.statement import Institution, Statement, StatementId
from chancery.registry.ports import Index, WordStore
from chancery.seal.evidence import Evidence, Extract
from chancery.seal.receipt import SignedTreeHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A register as its institution shows it: its files, its checkpoint, its head for receipts."""

    read: Read
    checkpoint: bytes
    receipts: SignedTreeHead


def gather(
    id: StatementId, *, index: Index, words: WordStore, registers: Mapping[Institution, Published]
) -> Evidence:
    """
    Everything that bears on *id*, for somebody who will have no network.

    Raises `Unavailable` when a register concerned cannot be read here.  Entries that
    are newer than a register's checkpoint are left out: the checkpoint is the moment
    that the file speaks for.
    """
    entries = bearing_on(id, index)
    return Evidence(
        statement=id,
        extracts=tuple(
            _extract(institution, part, index, _held(registers, institution))
            for institution, part in _by_institution(entries).items()
        ),
        words=tuple(_sealed_words(entries, words)),
    )


def _by_institution(entries: Iterable[Entry]) -> Mapping[Institution, list[Entry]]:
    parts: dict[Institution, list[Entry]] = {}
    for entry in entries:
        parts.setdefault(entry.institution, []).append(entry)
    return parts


def _held(registers: Mapping[Institution, Published], institution: Institution) -> Published:
    if institution not in registers:
        raise Unavailable(f"The register of {institution} is not held here; no evidence can be cut.")
    return registers[institution]


def _extract(
    institution: Institution, entries: Iterable[Entry], index: Index, register: Published
) -> Extract:
    size = register.receipts.size
    hashes = HashesFromTiles(register.read, size)
    indices = sorted(place for entry in entries if (place := _place(index, entry)) < size)
    return Extract(
        institution=institution,
        checkpoint=register.checkpoint,
        entries=tuple(
            (
                stored_entries(place // FULL, size, register.read)[place % FULL],
                register.receipts.inclusion(place, path),
            )
            for place, path in zip(indices, inclusion_paths(indices, size, hashes), strict=True)
        ),
    )


def _place(index: Index, entry: Entry) -> int:
    position = index.position(entry.id)
    if position is None:
        raise Unavailable(f"The index does not say where {entry.id} stands in its log.")
    return position[1]


def _sealed_words(entries: Iterable[Entry], words: WordStore) -> Iterator[bytes]:
    for entry in entries:
        if isinstance(entry.act, Statement) and entry.act.words is not None:
            sealed = words.words(entry.act.words)
            if sealed is not None:
                yield sealed
