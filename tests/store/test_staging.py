"""A batch written down and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Unavailable
from chancery.record.statement import Instant
from chancery.registry.ports import Batch, Head
from chancery.store.staging import read_batch, write_batch

sizes = st.integers(0, 2**63 - 1)
octets = st.binary(max_size=300)
heads = st.builds(Head, size=sizes, root=octets, checkpoint=octets, at=sizes.map(Instant))
batches = st.builds(
    Batch,
    old_size=sizes,
    head=heads,
    entries=st.lists(octets, max_size=5).map(tuple),
    files=st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=20), octets, max_size=5),
    keys=st.dictionaries(st.text(max_size=20), sizes, max_size=5),
)

EXAMPLE = Batch(
    old_size=3,
    head=Head(size=5, root=bytes(32), checkpoint=b"log\n5\nroot\n", at=Instant(7), vouched=b"receipt"),
    entries=(b"first", b"second"),
    files={"tile/0/000.p/5": b"hashes"},
    keys={"key": 4},
)


@given(batches)
def test_what_was_written_is_read(batch: Batch) -> None:
    """Every part of it, whatever strings it holds."""
    assert read_batch(write_batch(batch)) == batch


def test_every_flipped_bit_is_noticed() -> None:
    """All of them, one after the other."""
    written = write_batch(EXAMPLE)
    for place in range(8 * len(written)):
        flipped = bytearray(written)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(Unavailable):
            read_batch(bytes(flipped))


def test_every_cut_and_every_surplus_is_noticed() -> None:
    """A write that stopped, at any octet, and one that went on."""
    written = write_batch(EXAMPLE)
    for kept in range(len(written)):
        with pytest.raises(Unavailable):
            read_batch(written[:kept])
    with pytest.raises(Unavailable):
        read_batch(written + b"\0")
