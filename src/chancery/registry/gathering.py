"""Gathering evidence: the slice of a statement, with receipts, as one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chancery.errors import Malformed, Unavailable
from chancery.log.path import inclusion_paths
from chancery.log.state_map import read_cut
from chancery.log.state_pages import cut
from chancery.log.tile import FULL, HashesFromTiles, Read, stored_entries
from chancery.record.bears_on import KEYS, about_key, asked_of
from chancery.record.entry import Entry
from chancery.record.slice import bearing_on
from chancery.record.state_head import StateHead
from chancery.record.statement import Institution, Statement, StatementId
from chancery.registry.ports import Index, WordStore
from chancery.seal.evidence import Evidence, Extract
from chancery.seal.receipt import SignedTreeHead
from chancery.seal.state import key_of


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
            _with_state(institution, part, entries, index, _held(registers, institution))
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


def _with_state(
    institution: Institution,
    part: Sequence[Entry],
    slice: Sequence[Entry],
    index: Index,
    register: Published,
) -> Extract:
    """The entries of one register, and what its newest state head says of them, where it has one."""
    head = index.newest_state(institution)
    named = head is None or any(isinstance(entry.act, StateHead) for entry in part)
    state = None if head is None or named else _state(head, slice, index, register)
    if head is None or state is None:
        return _extract(institution, part, index, register)
    return replace(_extract(institution, [*part, head], index, register), state=state)


def _state(head: Entry, slice: Sequence[Entry], index: Index, register: Published) -> bytes | None:
    """The part of the map that answers what the slice asked; None if it is not at hand as it was stated."""
    assert isinstance(head.act, StateHead)
    institution = head.institution
    if head.act.size >= register.receipts.size or index.states.counted(institution) != head.act.size:
        return None
    try:
        octets = _cut(institution, slice, index)
        return octets if read_cut(octets).root == head.act.root else None
    except (Malformed, Unavailable):
        return None  # it is being counted again; without it the file says less and nothing wrong


def _cut(institution: Institution, slice: Sequence[Entry], index: Index) -> bytes:
    def read(names: Iterable[str]) -> Mapping[str, bytes]:
        return index.states.pages(institution, names)

    asked = asked_of(institution, slice)
    keys = [key_of(question) for question in (KEYS, *asked.others)]
    octets = cut(keys, read)
    if read_cut(octets).latest(key_of(KEYS)) is None:
        return octets  # the log never spoke of a key
    return cut([*keys, *(key_of(about_key(name)) for name in asked.keys)], read)


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
