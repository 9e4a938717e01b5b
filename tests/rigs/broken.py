"""Archives that are each wrong in one known way, for the controls.

A rig shows something only while it still finds these out.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from chancery.registry.ports import Batch, Head
from chancery.store.archive import DurableArchive
from chancery.store.register import Register


class Early(DurableArchive):
    """Shows the checkpoint before it is committed to."""

    def commit(self, old: Head | None, batch: Batch) -> None:
        with self._register.exclusively():
            self._register.publish(batch.head.checkpoint, batch.head.vouched)
        super().commit(old, batch)


class Forgetful(DurableArchive):
    """Counts a batch as applied before its files are written, so that recovery never comes back to it."""

    def apply(self, batch: Batch) -> None:
        files, self._register.write = self._register.write, _write_nothing  # type: ignore[method-assign]
        super().apply(batch)
        self._register.write = files  # type: ignore[method-assign]
        with self._register.exclusively():
            self._register.write(batch.files)


class Deaf(DurableArchive):
    """Goes on when the disk says no to a file."""

    def __init__(self, folder: Path, **more: Any) -> None:
        super().__init__(folder, **more)
        self._register = _DeafRegister(folder)


class _DeafRegister(Register):
    def write(self, files: Mapping[str, bytes]) -> None:
        with suppress(OSError):
            super().write(files)


class Unlocked(DurableArchive):
    """Publishes without the lock, and without looking at what is shown."""

    def publish(self, head: Head) -> None:
        unfinished = self._folder / f"checkpoint.{os.getpid()}"
        unfinished.write_bytes(head.checkpoint)
        time.sleep(random.random() / 20)  # the scheduler's pause, made likely
        unfinished.rename(self._folder / "register" / "checkpoint")


def _write_nothing(files: Mapping[str, bytes]) -> None:
    """Leave the disk as it is."""


KINDS: Mapping[str, type[DurableArchive]] = {
    "honest": DurableArchive,
    "early": Early,
    "forgetful": Forgetful,
    "deaf": Deaf,
    "unlocked": Unlocked,
}
