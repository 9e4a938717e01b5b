"""What every kind of storage refuses, in one place and in the same words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chancery.errors import Conflict, Malformed, OutOfOrder, SplitView, Unavailable
from chancery.record.draft import State
from chancery.record.statement import Institution
from chancery.registry.ports import Batch, Head, KeptDraft
from chancery.store.register import is_served, size_and_root

ENDED: Final = frozenset({"released", "void"})
"""In these states a draft waits for nobody (docs/reference/semantics.md, 1.4)."""

ON_THEIR_WAY: Final = frozenset(state.value for state in State) - ENDED
"""
All others.  The database is asked for these by name: to find what is not ended it would have
to look at everything that is.
"""


def refuse_strange_files(batch: Batch) -> None:
    """Raises `Malformed` if the batch brings a file that is no tile."""
    for path in batch.files:
        if not path.startswith("tile/") or not is_served(path):
            raise Malformed(f"{path!r} is not the path of a tile.")


def refuse_foreign_checkpoint(head: Head) -> None:
    """Raises `Malformed` if the checkpoint speaks of another size than its head."""
    if size_and_root(head.checkpoint)[0] != head.size:
        raise Malformed("This checkpoint does not belong to this head.")


def not_staged(old_size: int, applied: int) -> Unavailable:
    """
    There is nothing from which a crash could be recovered.

    Once the log has grown past it, a batch is gone because another writer was quicker:
    then it is a `Conflict`, and worth another try.
    """
    if applied > old_size:
        return outrun()
    return Unavailable(f"No batch is staged that continues the first {old_size} entries in this way.")


def outrun() -> Conflict:
    """Another writer was quicker."""
    return Conflict("Somebody else wrote first; read again and retry.")


def refuse_another_beginning(old: Head | None, batch: Batch) -> None:
    """Raises `Conflict` if the batch does not continue *old*."""
    if batch.old_size != (0 if old is None else old.size):
        raise Conflict("This batch continues another head; read again and retry.")


def refuse_uncommitted(stored: tuple[int, bytes] | None, batch: Batch) -> None:
    """Raises `Conflict` if *stored*, the log's (size, root), does not include the batch."""
    if stored is None or stored[0] < batch.head.size:
        raise Conflict("This batch is not committed; read again and retry.")
    if stored[0] == batch.head.size and stored[1] != batch.head.root:
        raise Conflict("Another batch was committed in its place; read again and retry.")


def refuse_disorder(institution: Institution, indices: Iterable[int]) -> None:
    """Raises `OutOfOrder` unless the indices rise."""
    given = list(indices)
    if given != sorted(set(given)):
        raise OutOfOrder(f"The entries of {institution} were not given in the order of their log.")


def refuse_another_reading(institution: Institution, index: int, held: bytes, offered: bytes) -> None:
    """Raises `SplitView` if an entry that was taken in before is offered with other bytes."""
    if held != offered:
        raise SplitView(f"Entry {index} of {institution} was another one when it was first read.")


def refuse_other_words(kept: bytes, draft: KeptDraft) -> None:
    """Raises `Conflict` if this version was kept before with other bytes."""
    if kept != draft.body:
        raise Conflict(f"Version {draft.version} of this draft was kept with other words; read it again.")


def refuse_gap(newest: int, draft: KeptDraft) -> None:
    """Raises `Conflict` unless this version follows the *newest*; the first is 1."""
    if draft.version != newest + 1:
        raise Conflict(f"Version {draft.version} of this draft does not follow the last one; read it again.")
