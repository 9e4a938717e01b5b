"""An index of its own, filled with as many letters as are wanted, and asked against the clock."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.report import OUT
from bench.searching.letters import ManyLetters
from chancery.check.match import LOOKED_AT, Found
from chancery.check.word_numbers import Filing
from chancery.record.entry import Entry
from chancery.record.statement import Institution, StatementId
from chancery.record.words import Text, Words
from chancery.store.database import attach, migrate, stand_alone

if TYPE_CHECKING:
    from chancery.store.index import DurableIndex

AT_ONCE = 1_000


@contextmanager
def emptied_folder() -> Iterator[Path]:
    """A folder for a record, on the disk that the bench lies on."""
    folder = OUT / "searching"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def empty_index(folder: Path) -> DurableIndex:
    """Tables, and nothing in them."""
    stand_alone()
    attach("record", folder)
    migrate("record")
    return opened_index(folder)


def opened_index(folder: Path) -> DurableIndex:
    """The index in *folder*, as a process finds it that has just begun."""
    from chancery.store.index import DurableIndex

    return DurableIndex(_no_entry, shelf=folder / "shelf")


def _no_entry(institution: Institution, index: int, octets: bytes, arrival: int) -> Entry:
    raise LookupError("letters are only looked for here, not opened")


def fill(index: DurableIndex, letters: ManyLetters, numbers: range) -> float:
    """
    Take the words of letters apart, file and sort them.

    Returns the CPU seconds it took, without those in which the letters were written.
    """
    writing, filing = _Writing(letters), Filing()
    begun = time.process_time()
    index.shelve((id, filing.texts(words)) for id, words in writing.all(numbers))
    index.nearest([1, 2, 3], 1)
    return time.process_time() - begun - writing.seconds


@dataclass(slots=True)
class _Writing:
    letters: ManyLetters
    seconds: float = 0.0

    def all(self, numbers: range) -> Iterator[tuple[StatementId, Words]]:
        rest = iter(numbers)
        while some := list(islice(rest, AT_ONCE)):
            begun = time.process_time()
            written = [(id_of(number), _words(self.letters.text(number))) for number in some]
            self.seconds += time.process_time() - begun
            yield from written


def id_of(number: int) -> StatementId:
    """The id under which a letter is filed."""
    return StatementId(f"urn:uuid:{number:032x}")


def number_of(id: StatementId) -> int:
    """Which letter is filed under that id."""
    return int(id.rpartition(":")[2], 16)


def _words(text: str) -> Words:
    return Words(authoritative=Text(language="en", text=text))


@dataclass(slots=True)
class Clock:
    """The CPU seconds of every question."""

    seconds: list[float] = field(default_factory=list)

    def ask(self, index: DurableIndex, words: Sequence[int]) -> Found:
        """Ask for the letters nearest to *words*."""
        begun = time.process_time()
        found = index.nearest(words, LOOKED_AT)
        self.seconds.append(time.process_time() - begun)
        return found

    def percentile(self, share: float) -> float:
        """So many of a hundred questions took no longer, in seconds."""
        return float(np.percentile(self.seconds, share))
