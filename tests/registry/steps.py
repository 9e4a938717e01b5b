"""An archive that keeps a diary of its steps, and one that dies after any of them."""

from __future__ import annotations

from typing import Any

from chancery.errors import Conflict
from chancery.registry.ports import Batch, Head
from chancery.store.memory import MemoryArchive


class Died(Exception):
    """The process was killed here."""


class Diary:
    """Notes every step that an append asks of an archive, in order."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self._archive = MemoryArchive()

    def __getattr__(self, name: str) -> Any:
        """Everything else is the archive's."""
        return getattr(self._archive, name)

    def stage(self, batch: Batch) -> None:
        self.steps.append("stage signed" if batch.head.checkpoint else "stage")
        self._archive.stage(batch)

    def staged(self, old_size: int, root: bytes) -> Batch:
        self.steps.append("read back")
        return self._archive.staged(old_size, root)

    def commit(self, old: Head | None, batch: Batch) -> None:
        self.steps.append("commit signed" if batch.head.checkpoint else "commit")
        self._archive.commit(old, batch)

    def apply(self, batch: Batch) -> None:
        self.steps.append("apply")
        self._archive.apply(batch)

    def publish(self, head: Head) -> None:
        self.steps.append("publish")
        self._archive.publish(head)


class Mortal(MemoryArchive):
    """Dies once, right before or right after the step it is told."""

    doomed: tuple[str, str] | None = None

    def _live(self, when: str, step: str) -> None:
        if self.doomed == (when, step):
            self.doomed = None
            raise Died(step)

    def stage(self, batch: Batch) -> None:
        self._live("before", "stage")
        super().stage(batch)
        self._live("after", "stage")

    def commit(self, old: Head | None, batch: Batch) -> None:
        self._live("before", "commit")
        super().commit(old, batch)
        self._live("after", "commit")

    def apply(self, batch: Batch) -> None:
        self._live("before", "apply")
        super().apply(batch)
        self._live("after", "apply")

    def publish(self, head: Head) -> None:
        self._live("before", "publish")
        super().publish(head)
        self._live("after", "publish")


class Busy(MemoryArchive):
    """Another writer is first, as many times as it is told."""

    outrun = 0

    def commit(self, old: Head | None, batch: Batch) -> None:
        if self.outrun:
            self.outrun -= 1
            raise Conflict("Somebody else wrote first; read again and retry.")
        super().commit(old, batch)
