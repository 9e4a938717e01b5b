"""What must hold of a log on a disk, whatever was done to whoever wrote it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from chancery.errors import ChanceryError
from chancery.log.checkpoint import open_checkpoint
from chancery.log.head import TreeHead
from chancery.log.recount import first_fault
from chancery.log.tree import EMPTY, leaf_hash
from chancery.registry.append import receipts_of, settle
from chancery.registry.ports import Head
from chancery.seal.keys import verify
from chancery.seal.signed import to_be_signed
from tests.rigs.disk_log import KEYS, ORIGIN, PEN, add, entries

if TYPE_CHECKING:
    from chancery.store.archive import DurableArchive

LATE = 1_000
"""Log time of what is appended after the injury."""


def violations(
    archive: DurableArchive, batches: Mapping[str, int], acknowledged: Collection[str]
) -> list[str]:
    """
    Everything that is wrong with the log, before and after it is started again; nothing, if all is well.

    *batches* are those that were to be written, in order; *acknowledged* those for which
    somebody was told that they stand.
    """
    try:
        shown = _shown(archive)
        settle(archive)
        held = [archive.entry(index) for index in range(archive.applied())]
        return [
            *_about_the_past(held, shown),
            *_about_promises(archive, held, batches, acknowledged),
            *_about_the_present(archive, held),
            *_about_the_future(archive),
        ]
    except ChanceryError as fault:
        return [f"the log does not go on: {type(fault).__name__}: {fault}"]


def _shown(archive: DurableArchive) -> TreeHead | None:
    """What the world was shown last; raises `Untrusted` for a checkpoint that nobody signed."""
    note = archive.file("checkpoint")
    return None if note is None else open_checkpoint(note, ORIGIN, KEYS).head


def _about_the_past(held: Sequence[bytes], shown: TreeHead | None) -> Iterator[str]:
    """What was shown must be the beginning of what is there."""
    if shown is None:
        return
    if shown.size > len(held):
        yield f"{shown.size} entries were published, and {len(held)} are there"
    elif root_of(held[: shown.size]) != shown.root:
        yield f"the root published for {shown.size} entries is not theirs"


def _about_promises(
    archive: DurableArchive, held: Sequence[bytes], batches: Mapping[str, int], acknowledged: Collection[str]
) -> Iterator[str]:
    """A batch is there wholly, at the place it was given, or not at all; if anybody was told, wholly."""
    after = 0
    for name, count in batches.items():
        place = archive.index_of(name)
        if place is None:
            if name in acknowledged:
                yield f"“{name}” was acknowledged and is lost"
            continue
        if place != after:
            yield f"“{name}” stands at {place}, and should at {after}"
        after = place + count
        if tuple(held[place:after]) != entries(count, name):
            yield f"“{name}” was changed, or is there only in part"
    if after != len(held):
        yield f"{len(held)} entries are there, and {after} were brought"


def _about_the_present(archive: DurableArchive, held: Sequence[bytes]) -> Iterator[str]:
    """Head, rows, checkpoint, receipt, tiles, bundles and second place say the same."""
    head = archive.head()
    if head is None:
        return
    if len(held) != head.size or root_of(held) != head.root:
        yield f"the rows of {len(held)} entries are not the {head.size} of the head"
    if archive.last_signed() != (head.size, head.root):
        yield "the second place says something else"
    if archive.file("checkpoint") != head.checkpoint:
        yield "the checkpoint is not that of the head"
    fault = first_fault(archive.file, head.size, head.root)
    if fault is not None:
        yield str(fault)
    yield from _about_receipts(archive, head)


def _about_receipts(archive: DurableArchive, head: Head) -> Iterator[str]:
    """Receipts can be cut, and for this head (RFC 9942)."""
    if head.size < 2:
        return
    receipts = receipts_of(head)
    verify(PEN.receipts.public, receipts.signature, to_be_signed(receipts.protected, head.root))
    if archive.file("receipt") != head.vouched:
        yield "the receipt that is shown belongs to another head"


def _about_the_future(archive: DurableArchive) -> Iterator[str]:
    """One more can be appended, at the next place."""
    before = archive.applied()
    head = add(archive, 1, "after the injury", at=LATE)
    if head.size != before + 1 or archive.index_of("after the injury") != before:
        yield "the next entry did not get the next place"
    fault = first_fault(archive.file, head.size, head.root)
    if fault is not None:
        yield f"after one more entry, {fault}"


def root_of(held: Iterable[bytes]) -> bytes:
    """The root of these entries, hashed one by one."""
    return EMPTY.extended(leaf_hash(entry) for entry in held).root()
