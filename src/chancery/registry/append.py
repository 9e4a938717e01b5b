"""How entries get onto the log so that nothing acknowledged is ever lost or unsaid.

    (1) stage the batch durably, unsigned
    (2) read it back, recompute the root by code that did not write it, and only then sign
    (3) compare-and-swap the head: the one point of no return
    (4) apply, with the same code that runs after a crash
    (5) publish the checkpoint
    (6) acknowledge

The order is Sunlight's; (2) is what the bit flip of Yeti 2022 taught, and the refusal
in `settle` is what a restored backup teaches (docs/explanation/incidents.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chancery.errors import Conflict, Malformed, OutOfOrder, SplitView, Untrusted
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.head import TreeHead
from chancery.log.note import SignatureLine, lines_by, with_newer_lines
from chancery.log.tile import HashesFromTiles, tiles_for_growth
from chancery.log.tree import EMPTY, Frontier, leaf_hash
from chancery.record.statement import Instant
from chancery.registry.pen import Pen
from chancery.registry.ports import Archive, Batch, Head
from chancery.seal.codec import decode, encode
from chancery.seal.reading import issuer_name
from chancery.seal.receipt import SignedTreeHead, sign_tree_head


def append(
    archive: Archive,
    entries: Sequence[bytes],
    *,
    pen: Pen,
    at: Instant,
    keys: Mapping[str, int],
    after: int | None = None,
) -> Head:
    """
    Put *entries* on the log, all or none, and return the head that holds them.

    *keys* are idempotency keys, each with the place of its entry in *entries*; *after* is
    how many entries whoever admitted these has read, None if that makes no difference.
    Raises `Conflict` when another writer was first, `OutOfOrder` when the clock
    runs backwards, `Unavailable` when the storage fails, `Untrusted` or `Malformed`
    when what it gives back is not what was signed.
    """
    old = settle(archive)
    old_size = 0 if old is None else old.size
    if after is not None and old_size != after:
        raise Conflict(f"The log has {old_size} entries, not the {after} that these were admitted after.")
    _refuse_older(old, at)
    growth = tiles_for_growth(old_size, entries, archive.file)
    unsigned = Head(size=growth.size, root=growth.root, checkpoint=b"", at=at)
    batch = Batch(
        old_size=old_size,
        head=unsigned,
        entries=tuple(entries),
        files=growth.files,
        keys={key: old_size + place for key, place in keys.items()},
    )
    archive.stage(batch)  # (1)
    staged = archive.staged(old_size, growth.root)
    _require_same_root(archive, staged, old, growth.root)
    signed = replace(staged, head=_signed(unsigned, pen, at))  # (2)
    archive.commit(old, signed)  # (3)
    archive.apply(signed)  # (4)
    archive.publish(signed.head)  # (5)
    return signed.head  # (6)


def renew(archive: Archive, *, pen: Pen, at: Instant) -> Head:
    """
    Sign the present head again, so that readers see how recently the log stood by it.

    The lines of its witnesses stay under it: each states a time of its own, and what it signed is the same.
    """
    old = settle(archive)
    if old is None:
        raise OutOfOrder("The log is empty; there is nothing to stand by yet.")
    _refuse_older(old, at)
    head = _signed(old, pen, at)
    fresh = lines_by(head.checkpoint, [signer.verifier for signer in pen.signers])
    return _replace(archive, old, replace(head, checkpoint=with_newer_lines(old.checkpoint, fresh)))


def cosign(archive: Archive, lines: Iterable[SignatureLine], *, of: Head) -> Head:
    """
    Show what witnesses have put under *of*, in place of what they had put there before.

    Whoever asked them has checked the *lines*.  Raises `Conflict` if the log has grown
    since: what they signed is then no longer its head, and they are asked again.
    """
    old = settle(archive)
    if old is None or (old.size, old.root) != (of.size, of.root):
        raise Conflict("The log grew while its witnesses were signing; ask them again.")
    return _replace(archive, old, replace(old, checkpoint=with_newer_lines(old.checkpoint, lines)))


def _replace(archive: Archive, old: Head, head: Head) -> Head:
    """The same entries under a newer note, by the same steps as new entries."""
    batch = Batch(old_size=old.size, head=head, entries=(), files={}, keys={})
    archive.stage(batch)
    archive.commit(old, batch)
    archive.publish(head)
    return head


def settle(archive: Archive) -> Head | None:
    """
    The last committed head, after finishing whatever a crash left unfinished.

    Raises `SplitView` when this storage is older than something already signed:
    going on from here would show two histories.
    """
    # The second place first: a writer elsewhere moves the head before it, never after.
    signed = archive.last_signed()
    head = archive.head()
    if signed is None and _is_begun(archive, head):
        # Or another writer began the log after we had looked: it notes that before it applies
        # anything, so what is still not there now is forgotten.  Nobody asks again whether it is
        # begun: the very first batch may be applied by another writer between two looks.
        signed, head = archive.last_signed(), archive.head()
        if signed is None:
            raise _forgotten(head)
    if signed is not None:
        _refuse_if_restored(signed, head)
    if head is not None:
        _finish(archive, head)
    return head


def _is_begun(archive: Archive, head: Head | None) -> bool:
    """Whether more is there than the first batch, committed and not applied."""
    return head is not None and archive.applied() > 0


def _finish(archive: Archive, head: Head) -> None:
    applied = archive.applied()
    if applied < head.size:
        try:
            batch = archive.staged(applied, head.root)
        except Conflict:
            return  # its writer is alive, and finished it while we looked
        archive.apply(batch)
    # Asked apart: who died between the two had applied everything and shown nothing, and a
    # retry of its acts adds no entry that would be published after them.
    if archive.file("checkpoint") != head.checkpoint:
        _right_edge(archive, head)  # if it was the files that are older, the head would be shown without them
        archive.publish(head)


def _right_edge(archive: Archive, head: Head) -> Frontier:
    """What the tiles add up to; raises `Untrusted` if that is not what was signed."""
    edge = Frontier.at(head.size, HashesFromTiles(archive.file, head.size))
    if edge.root() != head.root:
        raise Untrusted("The tiles at the end of the log are not what was signed; nothing more is signed.")
    return edge


def _forgotten(head: Head | None) -> SplitView:
    """
    There is a log, and nothing remembers how far it was signed.

    A copy under another name has no second place, and no copy may sign.  Only the very
    first batch may be found so: a crash can come between its commit and the note of it.
    """
    size = 0 if head is None else head.size
    return SplitView(
        f"Nothing remembers how far this log of {size} entries was signed: it may be a copy. "
        "Put its last-signed file back beside it before anything more is signed."
    )


def _refuse_if_restored(signed: tuple[int, bytes], head: Head | None) -> None:
    """Raises `SplitView` if the second place knows a newer head, or another of the same size."""
    size, root = signed
    held = 0 if head is None else head.size
    if size > held or (head is not None and size == held and root != head.root):
        raise SplitView(
            f"This storage ends at entry {held}, but entry {size} was signed before: it was restored "
            "from an older copy, and signing on from here would fork the record."
        )


def _refuse_older(old: Head | None, at: Instant) -> None:
    if old is not None and at < old.at:
        raise OutOfOrder(
            f"The clock stands {old.at - at} seconds before the newest entry; "
            "nothing is signed until it is right."
        )


def _require_same_root(archive: Archive, staged: Batch, old: Head | None, root: bytes) -> None:
    """What was signed must still be there, and the staged entries, hashed one by one, give the new root."""
    before = EMPTY if old is None else _right_edge(archive, old)
    if before.extended(leaf_hash(entry) for entry in staged.entries).root() != root:
        raise Untrusted("What was written is not what was meant to be written; nothing was signed.")


def _signed(head: Head, pen: Pen, at: Instant) -> Head:
    tree = TreeHead(origin=pen.origin, size=head.size, root=head.root)
    checkpoint = sign_checkpoint(tree, pen.signers, at=at)
    return replace(head, checkpoint=checkpoint, at=at, vouched=_vouched(head, pen))


def _vouched(head: Head, pen: Pen) -> bytes:
    if head.size < 2:
        return b""
    signed = sign_tree_head(
        head.root, head.size, issuer=issuer_name(pen.institution), origin=pen.origin, key=pen.receipts
    )
    return encode([signed.protected, signed.signature])


def receipts_of(head: Head) -> SignedTreeHead:
    """What receipts at this head are cut from; raises `Malformed` for a head of one entry."""
    match decode(head.vouched) if head.vouched else None:
        case [bytes(protected), bytes(signature)]:
            return SignedTreeHead(size=head.size, protected=protected, signature=signature)
        case _:
            raise Malformed("There are no receipts before the second entry.")
