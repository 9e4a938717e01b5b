from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import BadProof
from chancery.log.path import (
    check_consistency,
    check_inclusion,
    check_subtree_consistency,
    check_subtree_inclusion,
    consistency_path,
    inclusion_path,
    inclusion_paths,
    root_from_inclusion,
    subtree_path,
)
from chancery.log.tree import EMPTY_ROOT
from tests.log.reference import Reference, entries

SMALL = 70
TREE = Reference(entries(3000))
root = TREE.mth


def test_every_inclusion_path_up_to_70_is_the_one_rfc_6962_defines() -> None:
    """PATH(m, D[n]) is built as section 2.1.1 says and leads to the root, for all m < n <= 70."""
    for size in range(1, SMALL + 1):
        for index in range(size):
            path = inclusion_path(index, size, TREE.perfect)
            assert TREE.path(index, 0, size) == path
            check_inclusion(root(index, index + 1), index, size, path, root(0, size))


def test_every_consistency_path_up_to_70_is_the_one_rfc_6962_defines() -> None:
    """PROOF(m, D[n]) is built as section 2.1.2 says and ties the roots, for all 0 < m <= n <= 70."""
    for new in range(1, SMALL + 1):
        for old in range(1, new + 1):
            path = consistency_path(old, new, TREE.perfect)
            assert TREE.proof(old, new) == path
            check_consistency(old, root(0, old), new, root(0, new), path)


def test_every_subtree_up_to_40_is_shown_to_be_in_its_tree() -> None:
    """[start, end) is a subtree when start is a multiple of its width rounded up to a power of two."""
    shown = 0
    for start, end, size in ((s, e, n) for n in range(1, 41) for e in range(n + 1) for s in range(e + 1)):
        if start % (1 << max(end - start - 1, 0).bit_length()):
            with pytest.raises(BadProof):
                subtree_path(start, end, size, TREE.perfect)
            continue
        path = subtree_path(start, end, size, TREE.perfect)
        check_subtree_consistency(start, end, root(start, end), size, root(0, size), path)
        shown += 1
    assert shown > 2000


@given(st.data())
def test_a_proof_in_a_larger_tree_holds_and_no_altered_proof_does(data: st.DataObject) -> None:
    """Flip a bit, leave out a hash, add one, or move the entry by one: nothing is shown any more."""
    size = data.draw(st.integers(2, 3000))
    index = data.draw(st.integers(0, size - 1))
    leaf, top = root(index, index + 1), root(0, size)
    path = inclusion_path(index, size, TREE.perfect)
    check_inclusion(leaf, index, size, path, top)
    for altered in _alterations(path, data):
        with pytest.raises(BadProof):
            check_inclusion(leaf, index, size, altered, top)
    with pytest.raises(BadProof):
        check_inclusion(leaf, index ^ 1, size, path, top)


@given(st.data())
def test_many_paths_together_are_each_the_one_it_would_be_alone(data: st.DataObject) -> None:
    """Whichever entries are asked about, and however many; none is asked about in vain."""
    size = data.draw(st.integers(1, 3000))
    indices = sorted(data.draw(st.sets(st.integers(0, size - 1), max_size=20)))
    alone = [alone_at(index, size) for index in indices]
    assert inclusion_paths(indices, size, TREE.perfect) == alone
    assert inclusion_paths(range(size), size, TREE.perfect)[-1] == alone_at(size - 1, size)


@pytest.mark.parametrize("indices", [[-1], [-1, 2], [2, 7], [7]])
def test_no_path_leads_from_an_entry_that_is_not_there(indices: list[int]) -> None:
    with pytest.raises(BadProof, match="first 7"):
        inclusion_paths(indices, 7, TREE.perfect)


@given(st.data())
def test_consistency_in_a_larger_tree_holds_and_no_altered_proof_does(data: st.DataObject) -> None:
    """Nor does the true proof between other roots, or the other way round."""
    new = data.draw(st.integers(3, 3000))
    old = data.draw(st.integers(2, new - 1))
    path = consistency_path(old, new, TREE.perfect)
    check_consistency(old, root(0, old), new, root(0, new), path)
    for altered in _alterations(path, data):
        with pytest.raises(BadProof):
            check_consistency(old, root(0, old), new, root(0, new), altered)
    with pytest.raises(BadProof):
        check_consistency(old, root(1, old + 1), new, root(0, new), path)
    with pytest.raises(BadProof):
        check_consistency(old, root(0, old), new, root(0, new - 1), path)


def alone_at(index: int, size: int) -> list[bytes]:
    return inclusion_path(index, size, TREE.perfect)


def _alterations(path: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    at = data.draw(st.integers(0, len(path) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(path[at]) ^ (1 << bit)).to_bytes(32)
    return [
        [*path[:at], flipped, *path[at + 1 :]],
        [*path[:at], *path[at + 1 :]],
        [*path[:at], path[at], *path[at:]],
        [*path, EMPTY_ROOT],
        [*path[:at], path[at] + b"\x00", *path[at + 1 :]],
    ]


def test_the_root_of_a_receipt_is_computed_and_not_taken_from_it() -> None:
    """root_from_inclusion gives the root to compare a signature with."""
    path = inclusion_path(5, 13, TREE.perfect)
    assert root(0, 13) == root_from_inclusion(root(5, 6), 5, 13, path)


def test_an_entry_beyond_the_tree_has_no_path() -> None:
    """Entry 7 of 7, and entry -1, are not in the tree."""
    for index in (7, -1):
        with pytest.raises(BadProof):
            inclusion_path(index, 7, TREE.perfect)
        with pytest.raises(BadProof):
            root_from_inclusion(root(0, 1), index, 7, [])


def test_no_proof_starts_from_the_empty_tree() -> None:
    """RFC 9162 section 2.1.4.1 requires 0 < m; a witness accepts a first checkpoint by its own rule."""
    with pytest.raises(BadProof):
        check_consistency(0, EMPTY_ROOT, 5, root(0, 5), [])


def test_a_path_within_a_subtree_counts_from_its_start() -> None:
    """Entry 10 of [8, 13) is entry 2 of a tree of five; entry 7 is not in it."""
    path = TREE.path(2, 8, 13)
    check_subtree_inclusion(root(10, 11), 10, 8, 13, path, root(8, 13))
    with pytest.raises(BadProof):
        check_subtree_inclusion(root(7, 8), 7, 8, 13, path, root(8, 13))
