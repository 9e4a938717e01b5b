"""The entries that a copy lacks, from somebody who has them: a mirror, a follower, the old disk.

Nothing of it is believed.  The entries must lead from the copy's own tiles to a head that our
log signed, over every head that a witness has seen on the way; then they are put where they
belonged, under that very head.  Nothing is signed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chancery.errors import BadProof, Malformed, Unavailable, Untrusted
from chancery.log.checkpoint import SignedCheckpoint, open_full_checkpoint
from chancery.log.tile import FULL, HashesFromTiles, stored_entries, tiles_for_growth
from chancery.log.tree import Frontier, leaf_hash
from chancery.record.statement import Instant, Statement
from chancery.registry.ports import Batch, Head
from chancery.seal.words_form import open_words
from chancery.wiring.backup.asking import log_keys
from chancery.wiring.following import vouches

if TYPE_CHECKING:
    from chancery.net.mirror import Read
    from chancery.store.archive import DurableArchive
    from chancery.wiring.backup.judging import Asked
    from chancery.wiring.house import House
    from chancery.wiring.opened import Stores

STRETCH = 2_000
"""Entries that are looked through at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was put back of a log, beyond its copy."""

    entries: int
    size: int


def fill(house: House, archive: DurableArchive, read: Read, asked: Sequence[Asked]) -> Filled:
    """
    Put back what *read* has beyond the copy.

    Raises `Unavailable` where it shows nothing, or half of a head, `BadSignature` where our log did not sign
    what it shows, `BadProof` where it does not lead on from the copy or past what was seen.
    """
    old = archive.head()
    assert old is not None, "a copy has a head"
    shown = read("checkpoint")
    if shown is None:
        raise Unavailable("The mirror shows no checkpoint.")
    checkpoint = open_full_checkpoint(shown, house.origin, log_keys(house))
    if checkpoint.head.size <= old.size:
        return Filled(entries=0, size=old.size)
    entries = list(_entries(read, old.size, checkpoint.head.size))
    _require_continuation(archive, old, entries, checkpoint, asked)
    receipt = read("receipt")
    if not receipt or not vouches(receipt, checkpoint):
        raise Unavailable("The mirror shows no receipt of its own checkpoint: try again, or take another.")
    _put(archive, old, entries, checkpoint, receipt)
    return Filled(entries=len(entries), size=checkpoint.head.size)


def _entries(read: Read, start: int, size: int) -> Iterator[bytes]:
    for index in range(start // FULL, -(-size // FULL)):
        for place, entry in enumerate(stored_entries(index, size, read), start=index * FULL):
            if place >= start:
                yield entry


def _require_continuation(
    archive: DurableArchive,
    old: Head,
    entries: Sequence[bytes],
    checkpoint: SignedCheckpoint,
    asked: Sequence[Asked],
) -> None:
    roots = {each.size: each for each in asked if each.size}
    edge = Frontier.at(old.size, HashesFromTiles(archive.file, old.size))
    for entry in entries:
        edge = edge.extended([leaf_hash(entry)])
        seen = roots.get(edge.size)
        if seen is not None and seen.root != edge.root():
            raise BadProof(f"What the mirror shows is another history than {seen.who} has seen.")
    if edge.root() != checkpoint.head.root:
        raise BadProof("What the mirror shows does not continue this copy.")


def _put(
    archive: DurableArchive,
    old: Head,
    entries: Sequence[bytes],
    checkpoint: SignedCheckpoint,
    receipt: bytes,
) -> None:
    growth = tiles_for_growth(old.size, entries, archive.file)
    times = [signed.at for signed in checkpoint.by_log if signed.at is not None]
    head = Head(
        size=growth.size,
        root=growth.root,
        checkpoint=checkpoint.note,
        at=Instant(max([old.at, *times])),
        vouched=receipt,
    )
    batch = Batch(old_size=old.size, head=head, entries=tuple(entries), files=growth.files, keys={})
    archive.stage(batch)
    archive.commit(old, batch)
    archive.apply(batch)
    archive.publish(head)


def fill_words(house: House, stores: Stores, read: Read) -> int:
    """Put back registered words that are lost and that *read* shows; how many stay lost."""
    lacking = 0
    reached = stores.index.reached(house.institution)
    for start in range(0, reached, STRETCH):
        for entry in stores.index.logged(house.institution, start, min(start + STRETCH, reached)):
            digest = entry.act.words if isinstance(entry.act, Statement) else None
            if digest is not None and stores.words.words(digest) is None:
                lacking += not _fill_one(digest, stores, read)
    return lacking


def _fill_one(digest: bytes, stores: Stores, read: Read) -> bool:
    sealed = read(f"words/{digest.hex()}")
    if sealed is None:
        return False
    try:
        open_words(sealed, digest)
    except (Malformed, Untrusted):  # what is shown under this name was never registered
        return False
    stores.words.keep(digest, sealed)
    return True
