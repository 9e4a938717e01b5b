"""Whether a register goes on from what it showed before, and what proves it when it does not."""

from __future__ import annotations

from chancery.errors import Malformed, Unavailable, Untrusted
from chancery.log.checkpoint import claimed_head
from chancery.log.equivocation import Equivocation
from chancery.log.head import TreeHead
from chancery.log.tile import HashesFromTiles, Read
from chancery.log.tree import range_root


def break_between(seen: bytes, shown: bytes, kept: Read, afresh: Read) -> Equivocation | None:
    """
    What can be said against a log that showed the checkpoint *seen* and now shows *shown*.

    None: it goes on from there.  No signature is looked at; `Equivocation.check` does.
    Tiles are taken from where they are *kept*, and *afresh* from the register only where
    those do not give the head that is shown: they may be those of the older history.
    Raises `Unavailable`, `Malformed`, or `Untrusted` if no tiles give that head.
    """
    before, now = claimed_head(seen), claimed_head(shown)
    if now.size < before.size:
        return Equivocation.between(seen, shown, _hashes(before, kept))
    if now.size == before.size:
        return None if now.root == before.root else Equivocation.between(seen, shown)
    hashes = _hashes(now, kept) or _hashes(now, afresh)
    if hashes is None:
        raise Untrusted(f"The tiles of {now.origin} are not those that its checkpoint speaks for.")
    if range_root(0, before.size, hashes) == before.root:
        return None
    return Equivocation.between(seen, shown, hashes)


def _hashes(head: TreeHead, read: Read) -> HashesFromTiles | None:
    """The hashes of that very tree; None if these tiles are of another one, or are not there."""
    hashes = HashesFromTiles(read, head.size)
    try:
        return hashes if hashes.root() == head.root else None
    except (Unavailable, Malformed):
        return None
