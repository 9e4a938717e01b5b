"""The state map: what stands under a key, provably, and provably that nothing does.

A verifiable map from 32-byte keys to the newest of the entries that concern the key and
to how many of them there are.  It is a binary trie over the bits of the keys, the most
significant bit of the first byte being bit 0, in which no branch has an empty side:

    empty  = SHA-256("")                                        nothing stands under any key
    leaf   = SHA-256(0x02 || key[32] || index u64 || count u64)  integers big-endian
    branch = SHA-256(0x03 || bit u8 || left || right)            the first bit in which keys below differ

So one set of keys and values has one root, in whatever order it came about.  The first
byte keeps leaf and branch apart from each other and from the log's own tree (0x00, 0x01).
The rules are ours: neither the RFCs nor C2SP specify a map.

A *cut* of the map shows what stands under some keys: the branches on the way to each,
and of everything beside the way only a hash.  Which way a key goes is decided by the key
alone, at every branch, so under one root a cut can end at one leaf only: it carries the
key, or else nothing stands under it.

Format of a cut: `docs/reference/state-format.md`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from chancery.errors import BadProof, Malformed
from chancery.log.tree import EMPTY_ROOT, Hash

Key: TypeAlias = bytes
"""32 octets; who uses the map makes them by hashing, so that they lie evenly."""

KEY_BITS = 256
MOST_OCTETS = 4_194_304
"""No cut is longer: four megabytes."""

LEAF, BRANCH, HIDDEN = 2, 3, 4
"""What comes next in a cut; the first two are also the first octet of what is hashed."""


@dataclass(frozen=True, slots=True)
class Latest:
    """What stands under a key."""

    index: int
    """The newest entry that concerns it."""
    count: int
    """How many do, so that none of them can be passed over in silence."""

    def __post_init__(self) -> None:
        if not 0 <= self.index < 1 << 63 or not 0 < self.count < 1 << 63:
            raise Malformed("Under a key of the state map stand an index and a count above nought.")

    @property
    def octets(self) -> bytes:
        """Both numbers, as they are hashed."""
        return self.index.to_bytes(8, "big") + self.count.to_bytes(8, "big")

    @classmethod
    def read(cls, octets: bytes) -> Latest:
        """The value these 16 octets spell; raises `Malformed`."""
        return cls(int.from_bytes(octets[:8], "big"), int.from_bytes(octets[8:16], "big"))


def leaf_hash(key: Key, latest: bytes) -> Hash:
    """The hash of one key and what stands under it, as 16 octets."""
    return sha256(b"\x02" + key + latest).digest()


_BRANCHES = tuple(bytes((BRANCH, bit)) for bit in range(KEY_BITS))


def branch_hash(bit: int, left: Hash, right: Hash) -> Hash:
    """The hash of a branch at *bit*: keys that have it unset are on the left."""
    return sha256(_BRANCHES[bit] + left + right).digest()


Item: TypeAlias = tuple[int, Hash]
"""A subtree: bits that all keys in it have, as a number, and its hash."""


def joined(items: Sequence[Item], width: int, offset: int = 0) -> Hash:
    """
    The root over subtrees in ascending order, told apart by the *width* bits after the first *offset*.

    With whole keys, a *width* of 256, it is the root of the map itself.
    """
    return _joined(items, 0, len(items), width, offset) if items else EMPTY_ROOT


def _joined(items: Sequence[Item], low: int, high: int, width: int, offset: int) -> Hash:
    if high - low == 1:
        return items[low][1]
    bit, middle = parted(items, low, high, width)
    left = _joined(items, low, middle, width, offset)
    return branch_hash(offset + bit, left, _joined(items, middle, high, width, offset))


def parted(items: Sequence[Item], low: int, high: int, width: int) -> tuple[int, int]:
    """The first bit in which these differ, two at least, and the place of the first that has it set."""
    first, last = items[low][0], items[high - 1][0]
    below = (first ^ last).bit_length() - 1
    return width - 1 - below, bisect_left(items, (last >> below << below,), low, high)


# A cut, read


@dataclass(frozen=True, slots=True)
class _Leaf:
    key: Key
    latest: Latest


@dataclass(frozen=True, slots=True)
class _Branch:
    bit: int
    left: _Node
    right: _Node


_Node: TypeAlias = _Leaf | _Branch | None
"""None: hidden behind its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Part of a state map, with the root that it proves itself under."""

    root: Hash
    _top: _Node
    _empty: bool

    def latest(self, key: Key) -> Latest | None:
        """What stands under *key*; None: nothing.  Raises `BadProof` if the cut does not show that."""
        if self._empty:
            return None
        node, bits = self._top, int.from_bytes(key, "big")
        while isinstance(node, _Branch):
            node = node.right if bits >> (KEY_BITS - 1 - node.bit) & 1 else node.left
        if node is None:
            raise BadProof("This part of the state map does not show what was asked for.")
        return node.latest if node.key == key else None


def read_cut(octets: bytes) -> Cut:
    """
    The cut these octets spell, and the root they lead to; raises `Malformed`.

    Nothing is believed yet: the root is to be compared with one that a register committed to.
    """
    if len(octets) > MOST_OCTETS:
        raise Malformed("A part of a state map is no longer than four megabytes.")
    if not octets:
        return Cut(root=EMPTY_ROOT, _top=None, _empty=True)
    try:
        top, root, end = _read(octets, 0, -1)
    except IndexError:
        raise Malformed("This part of a state map breaks off.") from None
    except RecursionError:  # two keys that are alike for so long cannot be found
        raise Malformed("This part of a state map is deeper than any map is.") from None
    if end != len(octets):
        raise Malformed("Something follows this part of a state map.")
    return Cut(root=root, _top=top, _empty=False)


def _read(octets: bytes, at: int, above: int) -> tuple[_Node, Hash, int]:
    """One subtree: what it shows, its hash, and where the next begins; *above* is the bit of its branch."""
    match octets[at]:
        case 4:  # HIDDEN
            return None, _exactly(octets, at + 1, 32), at + 33
        case 2:  # LEAF
            written = _exactly(octets, at + 1, 48)
            key, latest = written[:32], written[32:]
            return _Leaf(key, Latest.read(latest)), leaf_hash(key, latest), at + 49
        case 3:  # BRANCH
            return _read_branch(octets, at + 1, above)
        case _:
            raise Malformed("A part of a state map is made of leaves, branches and hashes.")


def _read_branch(octets: bytes, at: int, above: int) -> tuple[_Node, Hash, int]:
    bit = octets[at]
    if bit <= above:  # so no cut is deeper than a key is long
        raise Malformed("The branches of a state map go from the first bit to the last.")
    left, on_the_left, at = _read(octets, at + 1, bit)
    right, on_the_right, end = _read(octets, at, bit)
    if left is None and right is None:
        raise Malformed("A part of a state map shows no branch that leads nowhere.")
    return _Branch(bit, left, right), branch_hash(bit, on_the_left, on_the_right), end


def _exactly(octets: bytes, at: int, length: int) -> bytes:
    found = octets[at : at + length]
    if len(found) < length:
        raise IndexError(at)
    return found
