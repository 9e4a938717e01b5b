"""Paths through the tree: from an entry to a root, and from an old root to a newer one.

Built as RFC 6962 sections 2.1.1 and 2.1.2 define them, walked as RFC 9162 sections
2.1.3.2 and 2.1.4.2 prescribe.  Both are two cases of one rule, the *subtree proof*
of draft-ietf-plants-merkle-tree-certs section 4, which C2SP tlog-witness uses for
``sign-subtree``; so it is written once:

    inclusion of entry i    the subtree [i, i+1) is in the tree
    consistency with m      the subtree [0, m) is in the tree

A check returns nothing and raises `BadProof`: a proof that fails must not be
something a caller can forget to look at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from chancery.errors import BadProof
from chancery.log.lines import HASH_LENGTH
from chancery.log.tree import (
    EMPTY_ROOT,
    Hash,
    Perfect,
    node_hash,
    range_root,
    split_point,
)

Path: TypeAlias = Sequence[Hash]
"""Sibling hashes in the order of the RFCs: lowest in the tree first."""


def inclusion_path(index: int, size: int, perfect: Perfect) -> list[Hash]:
    """``PATH(index, D[size])``: what leads from entry *index* to the root (RFC 6962 section 2.1.1)."""
    if not 0 <= index < size:
        raise BadProof(f"Entry {index} is not among the first {size} entries.")
    return subtree_path(index, index + 1, size, perfect)


def inclusion_paths(indices: Sequence[int], size: int, perfect: Perfect) -> list[list[Hash]]:
    """`inclusion_path` for each of *indices*, which must rise; what the paths share is hashed once."""
    if indices and not 0 <= indices[0] <= indices[-1] < size:
        raise BadProof(f"Entries {indices[0]} to {indices[-1]} are not all among the first {size} entries.")
    paths: list[list[Hash]] = [[] for _ in indices]
    _climb(0, size, indices, paths, perfect)
    return paths


def _climb(
    low: int, high: int, indices: Sequence[int], paths: Sequence[list[Hash]], perfect: Perfect
) -> None:
    """Add to each of *paths*, lowest in the tree first, what it needs inside [low, high)."""
    if high - low == 1:
        return
    middle = low + split_point(high - low)
    parting = bisect_left(indices, middle)
    left, right = paths[:parting], paths[parting:]
    if left:
        _climb(low, middle, indices[:parting], left, perfect)
        _end_with(range_root(middle, high, perfect), left)
    if right:
        _climb(middle, high, indices[parting:], right, perfect)
        _end_with(range_root(low, middle, perfect), right)


def _end_with(sibling: Hash, paths: Iterable[list[Hash]]) -> None:
    for path in paths:
        path.append(sibling)


def consistency_path(old_size: int, new_size: int, perfect: Perfect) -> list[Hash]:
    """``PROOF(old_size, D[new_size])``: what ties two roots together (RFC 6962 section 2.1.2)."""
    return subtree_path(0, old_size, new_size, perfect)


def subtree_path(start: int, end: int, size: int, perfect: Perfect) -> list[Hash]:
    """``SUBTREE_PROOF(start, end, D[size])`` (plants draft section 4.4.1)."""
    _require_subtree(start, end, size)
    if start == end:
        return []
    return _descend(0, size, start, end, True, perfect)


def _descend(low: int, high: int, start: int, end: int, known: bool, perfect: Perfect) -> list[Hash]:
    """``SUBTREE_SUBPROOF``: *known* says that the reader already holds the hash of [start, end)."""
    if (start, end) == (low, high):
        return [] if known else [range_root(low, high, perfect)]
    middle = low + split_point(high - low)
    if end <= middle:
        near = _descend(low, middle, start, end, known, perfect)
        return [*near, range_root(middle, high, perfect)]
    if middle <= start:
        near = _descend(middle, high, start, end, known, perfect)
    else:
        near = _descend(middle, high, middle, end, False, perfect)
    return [*near, range_root(low, middle, perfect)]


def root_from_inclusion(leaf: Hash, index: int, size: int, path: Path) -> Hash:
    """
    The root of the tree of *size* entries in which *path* puts *leaf* at *index*.

    It proves nothing until it is compared with a root somebody signed.  Raises
    `BadProof` when the path cannot belong to that place (RFC 9162 section 2.1.3.2).
    """
    if not 0 <= index < size:
        raise BadProof(f"Entry {index} is not among the first {size} entries.")
    _require_hashes([leaf, *path])
    fn, sn, root = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            raise BadProof("The path to the root is longer than the tree is high.")
        if fn & 1 or fn == sn:
            root = node_hash(sibling, root)
            while not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            root = node_hash(root, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise BadProof("The path ends before it reaches the root.")
    return root


def check_inclusion(leaf: Hash, index: int, size: int, path: Path, root: Hash) -> None:
    """Entry *index* of the tree with this *root* has the hash *leaf*; raises `BadProof` if not shown."""
    if root_from_inclusion(leaf, index, size, path) != root:
        raise BadProof("The path does not lead from this entry to that root.")


def check_subtree_inclusion(leaf: Hash, index: int, start: int, end: int, path: Path, root: Hash) -> None:
    """The subtree [start, end) with this *root* holds *leaf* at *index* (plants draft section 4.3.3)."""
    _require_subtree(start, end, end)
    if index < start:
        raise BadProof(f"Entry {index} lies before the subtree that starts at {start}.")
    check_inclusion(leaf, index - start, end - start, path, root)


def check_consistency(old_size: int, old_root: Hash, new_size: int, new_root: Hash, path: Path) -> None:
    """
    The newer tree begins with every entry of the older one, unchanged and in order.

    Raises `BadProof` if *path* does not show it.  There is no proof from an empty
    tree (RFC 9162 section 2.1.4.1 requires 0 < m): a caller for whom *nothing*
    is an acceptable beginning, as for a witness, says so itself.
    """
    if old_size == 0:
        raise BadProof("No proof starts from the empty tree; anything is consistent with nothing.")
    check_subtree_consistency(0, old_size, old_root, new_size, new_root, path)


def root_that_path_begins_with(old_size: int, new_size: int, new_root: Hash, path: Path) -> Hash | None:
    """
    The root of the first *old_size* entries of the tree that *path* leads to, by the path alone.

    None where the path says nothing of it: it does not lead to *new_root*, or the older tree
    is one whole subtree of the newer, whose root a path takes for known.
    """
    if not 0 < old_size < new_size or old_size & (old_size - 1) == 0:
        return None
    try:
        _require_hashes(path)
        older, newer = _roots_by_path(0, old_size, EMPTY_ROOT, new_size, path)
    except BadProof:
        return None
    return older if newer == new_root else None


def check_subtree_consistency(
    start: int, end: int, subtree_root: Hash, size: int, root: Hash, path: Path
) -> None:
    """
    The tree of *size* entries holds at [start, end) just what *subtree_root* covers.

    Raises `BadProof`.  The steps are those of plants draft section 4.4.3, of which
    RFC 9162 section 2.1.4.2 is the case ``start == 0``.
    """
    _require_subtree(start, end, size)
    _require_hashes(path)
    if start == end:
        _require_nothing(subtree_root, path)
        return
    if _roots_by_path(start, end, subtree_root, size, path) != (subtree_root, root):
        raise BadProof("The newer tree does not continue the older one.")


def _roots_by_path(start: int, end: int, subtree_root: Hash, size: int, path: Path) -> tuple[Hash, Hash]:
    """The roots of subtree and tree that *path* adds up to."""
    fn, sn, tn = start, end - 1, size - 1
    while fn != sn and (sn == tn or sn & 1):
        fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
    if fn == sn:
        first, rest = subtree_root, path
    elif path:
        first, rest = path[0], path[1:]
    else:
        raise BadProof("The proof of consistency is empty.")
    return _fold(fn, sn, tn, first, rest)


def _fold(fn: int, sn: int, tn: int, first: Hash, rest: Path) -> tuple[Hash, Hash]:
    """Climb from the node both trees share; what lies to its right is new to the older one."""
    older = newer = first
    for sibling in rest:
        if tn == 0:
            raise BadProof("The proof of consistency is longer than the tree is high.")
        if sn & 1 or sn == tn:
            if fn < sn:
                older = node_hash(sibling, older)
            newer = node_hash(sibling, newer)
            while not sn & 1:
                fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
        else:
            newer = node_hash(newer, sibling)
        fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
    if tn != 0:
        raise BadProof("The proof of consistency ends before it reaches the root.")
    return older, newer


def _require_subtree(start: int, end: int, size: int) -> None:
    """[start, end) is a subtree: inside the tree, and aligned to its own width (plants draft section 4.1)."""
    if not 0 <= start <= end <= size:
        raise BadProof(f"Entries {start} to {end} do not lie within {size} entries.")
    width = 1 << max(end - start - 1, 0).bit_length()
    if start % width:
        raise BadProof(f"Entries {start} to {end} do not form a subtree.")


def _require_nothing(subtree_root: Hash, path: Path) -> None:
    """An empty subtree is in every tree, needs no proof, and has but one root."""
    if path or subtree_root != EMPTY_ROOT:
        raise BadProof("An empty tree has an empty proof and the root of nothing.")


def _require_hashes(hashes: Path) -> None:
    if any(len(one) != HASH_LENGTH for one in hashes):
        raise BadProof("A proof holds something that is not a SHA-256 hash.")
