"""A registry over storage that is put down in the middle of things and taken up again."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.db import connections

from chancery.registry.opening import Opening
from chancery.registry.pen import Pen
from chancery.registry.registry import Registry
from chancery.store import database
from chancery.store.memory import MemoryArchive, MemoryIndex, MemoryRenditions, MemoryWords
from tests.institution import Clock
from tests.people import pen_of, urn
from tests.record.realm import A
from tests.rigs.stumbling import ARCHIVE, INDEX, Stumbling

MEMORY = Path("/dev/shm")
ALIASES = (f"record:machine{number}" for number in itertools.count())


@dataclass
class Reopened:
    """One registry; `reopen` gives the one that another process would open over the same storage."""

    clock: Clock
    archive: Stumbling
    index: Stumbling
    words: Any
    take_up: Callable[[Opening], None] = lambda _: None
    put_down: Callable[[], None] = lambda: None
    pen: Pen = field(default_factory=lambda: pen_of(A))
    renditions: MemoryRenditions = field(default_factory=MemoryRenditions)

    def __post_init__(self) -> None:
        self.registry = self.reopen()
        self.registry.begin(urn(A, "genesis"))

    def reopen(self) -> Registry:
        """Another process over the same storage, which knows nothing of how the last one ended."""
        self.archive.armed = self.index.armed = None
        opening = Opening(lambda _: self.archive.entry(0) if self.archive.applied() else None)
        self.take_up(opening)
        opening.sources = self.index  # type: ignore[assignment]
        self.registry = Registry(
            institution=A,  # type: ignore[arg-type]
            archive=self.archive,  # type: ignore[arg-type]
            index=self.index,  # type: ignore[arg-type]
            words=self.words,
            renditions=self.renditions,
            opening=opening,
            clock=self.clock,
            pen=self.pen,
        )
        return self.registry


def in_memory(clock: Clock) -> Reopened:
    """Storage that outlives no process; so only the log's own steps are interrupted, not the index's."""
    archive, index = Stumbling(MemoryArchive(), ARCHIVE), Stumbling(MemoryIndex(), ())
    return Reopened(clock=clock, archive=archive, index=index, words=MemoryWords())


def on_sqlite(clock: Clock, empty: Path) -> Reopened:
    """The durable storage, in a copy of *empty* tables, every part of it interrupted."""
    folder = Path(mkdtemp(prefix="chancery-machine-", dir=MEMORY if MEMORY.is_dir() else None))
    log, alias = folder / "log", next(ALIASES)
    shutil.copytree(empty, log)
    database.attach(alias, log)
    from chancery.store.archive import DurableArchive
    from chancery.store.index import DurableIndex
    from chancery.store.words import DurableWords

    def put_down() -> None:
        connections[alias].close()
        del connections[alias]
        shutil.rmtree(folder)

    archive = Stumbling(DurableArchive(log, using=alias, free_space_floor=0), ARCHIVE)
    index = Stumbling(None, INDEX)

    def take_up(opening: Opening) -> None:
        connections[alias].close()
        archive._port = DurableArchive(log, using=alias, free_space_floor=0)
        index._port = DurableIndex(opening, using=alias)

    return Reopened(
        clock=clock,
        archive=archive,
        index=index,
        words=DurableWords(using=alias),
        take_up=take_up,
        put_down=put_down,
    )
