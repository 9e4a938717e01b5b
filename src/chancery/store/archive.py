"""One institution's log at rest: its head in the database, its files in a folder.

An append, and what a crash after each step leaves behind (docs/explanation/threats.md, section 4):

    stage     a row with the whole batch          → a row nobody asks for again
    commit    head compared and replaced          → head ahead of `applied`; start again at apply
    …         second place noted                  → apply notes it
    apply     tiles, then rows, then `applied`    → apply again: the same files, the same rows
    publish   checkpoint, under the lock          → publish again

What makes it safe with few flushes: the staged row stays until every file is on the
disk, so files need no order among themselves; and the last transaction inserts the
entries, advances `applied` and drops the row at once.  Seven flushes and a handful for
folders, whatever the size of the batch, plus one for each tile.

Each entry is kept twice, as a row and in its bundle.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import F, QuerySet

from chancery.errors import Malformed, Unavailable
from chancery.log.tile import FULL, stored_entries
from chancery.registry.ports import Batch, Head
from chancery.store.faults import faults
from chancery.store.last_signed import Noted, SecondPlace
from chancery.store.models import CommittedHead, GivenIndex, LoggedEntry, StagedBatch
from chancery.store.refusals import (
    not_staged,
    outrun,
    refuse_another_beginning,
    refuse_foreign_checkpoint,
    refuse_strange_files,
    refuse_uncommitted,
)
from chancery.store.register import Register, Shown
from chancery.store.rows import insert
from chancery.store.sides import RECORD
from chancery.store.staging import read_batch, write_batch

THE_LOG = 1
FREE_SPACE_FLOOR = 64 * 1024 * 1024
"""Octets that must be free where the register lies; below it, reading goes on and appending stops."""


class DurableArchive:
    """
    The archive in a data folder and the database *using* (see `chancery.registry.ports.Archive`).

    *register* is where the log's files are shown: in the folder, unless another place is given.
    *second_place* remembers how far we have signed; it must lie where no backup of *folder* or
    of the database restores it.  By default it is a file beside the folder: `data` and
    `data.last-signed`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        second_place: Path | Noted | None = None,
        register: Shown | None = None,
        using: str = RECORD,
        free_space_floor: int = FREE_SPACE_FLOOR,
    ) -> None:
        self._folder = folder
        self._register: Shown = register or Register(folder)
        place = second_place or folder.with_name(f"{folder.name}.last-signed")
        self._second_place: Noted = SecondPlace(place) if isinstance(place, Path) else place
        self._using = using
        self._floor = free_space_floor

    # Where the log stands

    def head(self) -> Head | None:
        """The last committed head; None before the first entry."""
        with faults(self._using):
            row = self._heads().first()
        if row is None:
            return None
        return Head(
            size=row.size,
            root=bytes(row.root),
            checkpoint=bytes(row.checkpoint),
            at=row.at,
            vouched=bytes(row.vouched),
        )

    def last_signed(self) -> tuple[int, bytes] | None:
        """The newest (size, root) ever signed, from the second place; None if nothing is noted there."""
        with faults(self._using):
            return self._second_place.read()

    def applied(self) -> int:
        """How many entries are readable; less than the head's size only after a crash."""
        with faults(self._using):
            return self._heads().values_list("applied", flat=True).first() or 0

    # Appending

    def stage(self, batch: Batch) -> None:
        """
        Keep *batch* durably, committing nothing; the same batch again is once.

        Raises `Malformed` for a file that is no tile, `Unavailable` below the floor of free space.
        """
        refuse_strange_files(batch)
        octets = write_batch(batch)
        with faults(self._using):
            self._refuse_when_nearly_full()
            StagedBatch.objects.using(self._using).update_or_create(
                old_size=batch.old_size, root=batch.head.root, defaults={"octets": octets}
            )

    def staged(self, old_size: int, root: bytes) -> Batch:
        """
        The staged batch, read back.

        Raises `Conflict` if the log has outgrown it, `Unavailable` if it is absent or not
        what was written.
        """
        with faults(self._using):
            row = self._staged(old_size, root).values_list("octets", flat=True).first()
        if row is None:
            raise not_staged(old_size, self.applied())
        batch = read_batch(bytes(row))
        if (batch.old_size, batch.head.root) != (old_size, root):
            raise Unavailable("The staged batch is another than the one asked for.")
        return batch

    def commit(self, old: Head | None, batch: Batch) -> None:
        """
        Replace *old* by the batch's head: the one point of no return.

        Raises `Conflict` if another head is stored, if the batch before this one is not
        applied yet, or if a key was given away meanwhile; and `Unavailable` if the batch
        is not staged, for then a crash could not be recovered from.
        """
        with faults(self._using), transaction.atomic(using=self._using, durable=True):
            if not self._staged(batch.old_size, batch.head.root).exists():
                raise not_staged(batch.old_size, self.applied())
            self._replace_head(old, batch)
            keys = [(filed_key(key), index) for key, index in batch.keys.items()]
            insert(self._using, GivenIndex, keys)
        with faults(self._using), self._register.exclusively():
            self._second_place.note(batch.head.size, batch.head.root)

    def apply(self, batch: Batch) -> None:
        """
        Write the committed batch's files, make its entries readable, and forget its staging.

        Run it after a crash as after a commit; done twice is done once.  Raises
        `Conflict` for a batch that was not committed.
        """
        with faults(self._using), self._register.exclusively():
            if self._is_applied(batch):
                return
            self._second_place.note(batch.head.size, batch.head.root)
            self._register.write(batch.files)
            with transaction.atomic(using=self._using, durable=True):
                insert(self._using, LoggedEntry, enumerate(batch.entries, batch.old_size), again=True)
                # Only forward: on another machine, where no lock of ours reaches, this batch may have
                # been finished long ago, and others after it.
                self._heads().filter(applied__lt=batch.head.size).update(applied=batch.head.size)
                StagedBatch.objects.using(self._using).filter(old_size__lt=batch.head.size).delete()

    def publish(self, head: Head) -> None:
        """
        Show the head's checkpoint to everybody, unless a newer one is shown.

        Raises `Malformed` if the checkpoint speaks of another size than its head, and
        `SplitView` if another root is shown for the same size.
        """
        refuse_foreign_checkpoint(head)
        with faults(self._using), self._register.exclusively():
            self._register.publish(head.checkpoint, head.vouched)

    # Reading

    def file(self, path: str) -> bytes | None:
        """A published file (`checkpoint`, `receipt`, `tile/…`); None for any other path."""
        with faults(self._using):
            return self._register.read(path)

    def entry(self, index: int) -> bytes:
        """The bytes of one entry; KeyError beyond the end."""
        found = next(self._copies(index), None)
        if found is None:
            raise Unavailable(f"Entry {index} is lost in both places: restore it from a mirror.")
        return found

    def copies(self, index: int) -> tuple[bytes, ...]:
        """
        Every copy of one entry that is held, the row's first: two different ones are a fault.

        Raises KeyError beyond the end.
        """
        return tuple(self._copies(index))

    def index_of(self, key: str) -> int | None:
        """The index an idempotency key was given; None if it is new."""
        with faults(self._using):
            given = GivenIndex.objects.using(self._using).filter(key=filed_key(key))
            return given.values_list("index", flat=True).first()

    # Inside

    def _heads(self) -> QuerySet[CommittedHead]:
        return CommittedHead.objects.using(self._using).filter(log=THE_LOG)

    def _staged(self, old_size: int, root: bytes) -> QuerySet[StagedBatch]:
        return StagedBatch.objects.using(self._using).filter(old_size=old_size, root=root)

    def _replace_head(self, old: Head | None, batch: Batch) -> None:
        """Compare and swap, in one statement, so that no other process comes between the two."""
        refuse_another_beginning(old, batch)
        head = batch.head
        new = {
            "size": head.size,
            "root": head.root,
            "checkpoint": head.checkpoint,
            "at": head.at,
            "vouched": head.vouched,
        }
        if old is None:
            CommittedHead.objects.using(self._using).create(log=THE_LOG, applied=0, **new)
            return
        # The note too: of two that put lines under one head, the second must read the first one's.
        same = self._heads().filter(size=old.size, root=old.root, checkpoint=old.checkpoint)
        unchanged = same.filter(applied=F("size"))
        if unchanged.update(**new) != 1:
            raise outrun()

    def _is_applied(self, batch: Batch) -> bool:
        """Whether there is nothing left to do; raises `Conflict` where it must not be done."""
        row = self._heads().first()
        refuse_uncommitted(None if row is None else (row.size, bytes(row.root)), batch)
        return row is not None and row.applied >= batch.head.size

    def _copies(self, index: int) -> Iterator[bytes]:
        with faults(self._using):
            rows = LoggedEntry.objects.using(self._using).filter(index=index)
            row = rows.values_list("octets", flat=True).first()
        if row is not None:
            yield bytes(row)
        applied = self.applied()
        if not 0 <= index < applied:
            raise KeyError(index)
        bundled = self._in_bundle(index, applied)
        if bundled is not None:
            yield bundled

    def _in_bundle(self, index: int, size: int) -> bytes | None:
        """The copy in the entry bundle; None if the bundle is gone or broken."""
        bundle, place = divmod(index, FULL)
        try:
            return stored_entries(bundle, size, self.file)[place]
        except (Malformed, Unavailable):
            return None

    def _refuse_when_nearly_full(self) -> None:
        free = shutil.disk_usage(self._nearest_folder()).free
        if free < self._floor:
            raise Unavailable(
                f"Disk nearly full: {free // 2**20} MB are free where the register lies, "
                f"{self._floor // 2**20} are the least; reading goes on, nothing is appended."
            )

    def _nearest_folder(self) -> Path:
        """The data folder, or before it is made the first one above it."""
        return next(folder for folder in (self._folder, *self._folder.absolute().parents) if folder.is_dir())


def filed_key(key: str) -> bytes:
    """Keys are chosen by clients: of any length, with any characters."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
