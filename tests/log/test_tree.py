from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.log.tree import EMPTY, EMPTY_ROOT, Frontier, leaf_hash, leaf_hashes, node_hash
from tests.log.reference import Reference, entries

MANY = Reference(entries(700))


def test_the_empty_list_hashes_to_the_hash_of_nothing() -> None:
    """MTH({}) = SHA-256() (RFC 6962 section 2.1)."""
    assert EMPTY_ROOT == EMPTY.root() == hashlib.sha256(b"").digest()


def test_a_leaf_and_a_node_never_hash_alike() -> None:
    """A leaf is hashed after 0x00 and a node after 0x01, so neither can pass for the other."""
    left, right = leaf_hash(b"L"), leaf_hash(b"R")
    assert hashlib.sha256(b"\x00L").digest() == left
    assert hashlib.sha256(b"\x01" + left + right).digest() == node_hash(left, right)
    assert leaf_hash(left + right) != node_hash(left, right)


def test_the_root_by_the_right_edge_is_the_root_by_definition() -> None:
    """For every size up to 600, appending one at a time gives the recursive definition's root."""
    frontier = EMPTY
    for size in range(600):
        assert MANY.mth(0, size) == frontier.root()
        frontier = frontier.extended([leaf_hash(MANY.entries[size])])


@given(st.lists(st.binary(max_size=40), max_size=200), st.data())
def test_it_does_not_matter_in_which_batches_a_tree_grows(said: list[bytes], data: st.DataObject) -> None:
    """Two batches, or one, or the subtree hashes read back: the same right edge."""
    cut = data.draw(st.integers(0, len(said)))
    whole = EMPTY.extended(leaf_hashes(said))
    assert whole == EMPTY.extended(leaf_hashes(said[:cut])).extended(leaf_hashes(said[cut:]))
    assert whole == Frontier.at(len(said), Reference(said).perfect)
    assert whole.root() == Reference(said).mth(0, len(said))


def test_a_right_edge_has_as_many_hashes_as_its_size_has_bits_set() -> None:
    """Seven entries are three perfect subtrees: four, two and one."""
    assert len(Frontier.at(7, MANY.perfect).peaks) == 3
    with pytest.raises(Malformed):
        Frontier(size=7, peaks=(EMPTY_ROOT,))
