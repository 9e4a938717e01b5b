"""Nobody who lacks an institution's keys can be followed in its place."""

from __future__ import annotations

import pytest

from chancery.errors import Untrusted
from chancery.log.tile import stored_entries
from chancery.net.follow import Follower, Pin, Read
from chancery.registry.append import append
from chancery.store.memory import MemoryArchive, MemoryIndex, MemoryWords
from tests.hostile.forger import (
    FORGERS_PEN,
    T0,
    VICTIM,
    forged_log,
    genesis,
    genuine_evidence,
    order,
    sealed,
    signed_charter,
    urn,
    victim,
)

FORGED = urn("forged")


class Address:
    """Where a register is read from; who answers there may change."""

    def __init__(self, answers: Read) -> None:
        self.answers = answers

    def __call__(self, path: str) -> bytes | None:
        return self.answers(path)


def pin() -> Pin:
    return Pin(institution=VICTIM, first_charter=genuine_evidence().check().shown[VICTIM].first_charter)


def test_what_is_genuine_is_followed() -> None:
    """The control: without it, every refusal below could be a refusal of everything."""
    index = MemoryIndex()
    assert Follower(pin(), victim().file, index, MemoryWords()).catch_up() == 3


def test_a_register_without_a_charter_is_not_the_pinned_one() -> None:
    """With nothing to compare with the pin, the forger's letter would count as issued by the victim."""
    index = MemoryIndex()
    archive, _ = forged_log([genesis(), sealed(order("forged", "eve"), T0 + 1)])
    with pytest.raises(Untrusted, match="does not show the first charter that was pinned"):
        Follower(pin(), archive.file, index, MemoryWords()).catch_up()
    assert index.entry(FORGED) is None


def test_a_genuine_log_is_not_continued_by_a_stranger() -> None:
    """Everything that is public, and behind it a charter of the forger's that names the forger's log."""
    genuine, index = victim(), MemoryIndex()
    address = Address(genuine.file)
    follower = Follower(pin(), address, index, MemoryWords())
    follower.catch_up()
    archive = MemoryArchive()
    copied = stored_entries(0, 3, genuine.file)
    forged = [*copied, sealed(signed_charter("eve", FORGERS_PEN, version=2), T0 + 1)]
    append(archive, forged, pen=FORGERS_PEN, at=T0, keys={})
    address.answers = archive.file
    with pytest.raises(Untrusted, match="names the key that signed"):
        follower.catch_up()


def test_what_was_refused_has_taught_nothing() -> None:
    """A follower that met a forger at the address once goes on with the genuine register when it is back."""
    genuine, index = victim(), MemoryIndex()
    archive, _ = forged_log([genesis(), sealed(signed_charter("eve", FORGERS_PEN), T0)])
    address = Address(archive.file)
    follower = Follower(pin(), address, index, MemoryWords())
    with pytest.raises(Untrusted):
        follower.catch_up()
    address.answers = genuine.file
    assert follower.catch_up() == 3
    assert follower.fingerprint == pin().first_charter
