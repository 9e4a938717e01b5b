"""An append believes nothing that it has not counted, and leaves nothing half shown."""

from __future__ import annotations

import pytest

from chancery.errors import Malformed, SplitView, Unavailable, Untrusted
from chancery.record.statement import Instant, Institution
from chancery.registry.append import append, settle
from chancery.registry.pen import pen_from_seeds
from chancery.registry.ports import Head
from chancery.store.memory import MemoryArchive

PEN = pen_from_seeds(
    Institution("log.example"), "log.example/register", issuer=bytes(32), log=b"l" * 32, pq=b"q" * 32
)


class Altered(MemoryArchive):
    """Gives one file back with its last bit flipped."""

    altered = ""

    def file(self, path: str) -> bytes | None:
        octets = super().file(path)
        if octets is None or path != self.altered:
            return octets
        return octets[:-1] + bytes([octets[-1] ^ 1])


class Restored(MemoryArchive):
    """Its files were restored from a copy that had none."""

    gone = False

    def file(self, path: str) -> bytes | None:
        return None if self.gone else super().file(path)


class Killed(Exception):
    """The process ended here."""


class DiesBeforeItShows(MemoryArchive):
    """Is killed once everything is applied."""

    alive = False

    def publish(self, head: Head) -> None:
        if not self.alive:
            raise Killed
        super().publish(head)


class Overtaken(MemoryArchive):
    """Another writer begins the log, and ends with it, after somebody has looked how far it was signed."""

    other = True

    def last_signed(self) -> tuple[int, bytes] | None:
        seen = super().last_signed()
        if self.other:
            self.other = False
            add(self, b"the other's")
            add(self, b"and another")
        return seen


class Watched(MemoryArchive):
    """Another writer has committed the first batch, and applies it between two looks at how far it is."""

    looks = 99

    def __init__(self) -> None:
        super().__init__()
        add(self, b"the other's")
        self.looks = 0

    def last_signed(self) -> tuple[int, bytes] | None:
        return None if self.looks == 0 else super().last_signed()

    def applied(self) -> int:
        self.looks += 1
        return 0 if self.looks == 1 else super().applied()


class Copied(MemoryArchive):
    """A copy under another name, which no second place goes with."""

    def last_signed(self) -> tuple[int, bytes] | None:
        return None


def add(archive: MemoryArchive, *entries: bytes) -> Head:
    return append(archive, entries, pen=PEN, at=Instant(1), keys={})


def test_a_flipped_bit_in_a_tile_is_not_signed_again() -> None:
    """Yeti, 2021: the hash was computed rightly, kept wrongly, and signed with the next entries."""
    archive = Altered()
    head = add(archive, b"one", b"two", b"three")
    archive.altered = "tile/0/000.p/3"
    with pytest.raises((Untrusted, Malformed)):
        add(archive, b"four")
    assert archive.head() == head


def test_a_flipped_bit_in_a_full_tile_at_the_right_edge_is_not_signed_again() -> None:
    """No entry lies beside a tile of the second level, so only the root that was signed can tell."""
    archive = Altered()
    head = add(archive, *[b"entry"] * 256)
    archive.altered = "tile/1/000.p/1"
    with pytest.raises(Untrusted, match="not what was signed"):
        add(archive, b"one more")
    assert archive.head() == head


def test_a_flipped_bit_in_a_bundle_does_not_go_along_into_the_next() -> None:
    """The unfinished bundle is written again with every append; its entries must be those of the tree."""
    archive = Altered()
    head = add(archive, b"one", b"two", b"three")
    archive.altered = "tile/entries/000.p/3"
    with pytest.raises(Malformed, match="does not hold the entries"):
        add(archive, b"four")
    assert archive.head() == head


def test_a_checkpoint_is_not_shown_again_over_tiles_that_are_gone() -> None:
    """Raio, 2025: after a failed reload the log went on with missing tiles."""
    archive = Restored()
    add(archive, b"one", b"two")
    archive.gone = True
    with pytest.raises(Unavailable, match="lacks"):
        settle(archive)


def test_who_died_before_showing_the_checkpoint_shows_it_on_the_next_start() -> None:
    """A retry finds its act done and adds nothing, so nothing else would ever show it."""
    archive = DiesBeforeItShows()
    with pytest.raises(Killed):
        add(archive, b"one")
    assert archive.file("checkpoint") is None
    archive.alive = True
    head = settle(archive)
    assert head is not None
    assert archive.file("checkpoint") == head.checkpoint


def test_two_writers_may_begin_a_log_at_once() -> None:
    """Whoever finds the log begun after all has found another writer, and no forgotten log."""
    archive = Overtaken()
    assert add(archive, b"mine").size == 3


def test_the_first_batch_may_be_applied_while_one_looks() -> None:
    """It was committed and not noted yet, then noted and applied: there was never anything to refuse."""
    archive = Watched()
    assert add(archive, b"mine").size == 2


def test_a_log_that_nothing_remembers_is_still_refused() -> None:
    """However often one looks."""
    archive = Copied()
    with pytest.raises(SplitView, match="Nothing remembers"):
        [add(archive, b"mine") for _ in range(2)]
