"""The tree over the entries: a list that can grow and cannot change.

Merkle tree hashing of RFC 6962 section 2.1, over SHA-256; RFC 9162 section 2.1.1
and C2SP tlog-tiles use the same tree.  This module hashes.  It does not store
(see `tile`) and does not judge proofs (see `path`).

A *perfect* subtree covers ``2**height`` entries and starts at a multiple of
that; once filled it never changes, so it is known by ``(height, index)`` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from chancery.errors import Malformed

Hash: TypeAlias = bytes
"""The 32 octets of a SHA-256 hash."""

Perfect: TypeAlias = Callable[[int, int], Hash]
"""A source of hashes: ``(height, index)`` gives ``MTH(D[index·2**height : (index+1)·2**height])``."""

# RFC 6962 section 2.1: the hash of an empty list is the hash of an empty string.
EMPTY_ROOT: Hash = sha256(b"").digest()


def leaf_hash(entry: bytes) -> Hash:
    """The hash of one entry: ``SHA-256(0x00 || entry)`` (RFC 6962 section 2.1)."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[Hash]:
    """The leaf hash of each of *entries*, in order."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: Hash, right: Hash) -> Hash:
    """The hash of two subtrees: ``SHA-256(0x01 || left || right)`` (RFC 6962 section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def row_above(row: Sequence[Hash]) -> list[Hash]:
    """The parents of *row*, pair by pair; an odd last hash has no parent yet and is left out."""
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)]


def split_point(size: int) -> int:
    """The largest power of two smaller than *size*, which must be 2 or more (RFC 6962 section 2.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def range_root(start: int, end: int, perfect: Perfect) -> Hash:
    """``MTH(D[start:end])``, for a *start* that is aligned as in every subtree of the log's tree."""
    width = end - start
    if width == 0:
        return EMPTY_ROOT
    if width & (width - 1) == 0:
        height = width.bit_length() - 1
        return perfect(height, start >> height)
    middle = start + split_point(width)
    return node_hash(range_root(start, middle, perfect), range_root(middle, end, perfect))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """
    The right edge of a tree: all that is needed to let it grow, and no more.

    *peaks* are the roots of the perfect subtrees that make up the tree, widest
    first: one for every bit set in *size*, so never more than 64 hashes.
    """

    size: int
    peaks: tuple[Hash, ...]

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise Malformed(
                f"A tree of {self.size} entries does not have {len(self.peaks)} perfect subtrees."
            )

    @classmethod
    def at(cls, size: int, perfect: Perfect) -> Frontier:
        """The right edge of the tree of *size* entries, read as one hash per bit of *size*."""
        heights = [height for height in reversed(range(size.bit_length())) if size >> height & 1]
        # The subtrees to the left of a peak are all wider, so its index is what
        # the size counts at that height, less the peak itself.
        return cls(size=size, peaks=tuple(perfect(h, (size >> h) - 1) for h in heights))

    def extended(self, leaves: Iterable[Hash]) -> Frontier:
        """The right edge after *leaves* (leaf hashes, in order) have been appended."""
        size, peaks = self.size, list(self.peaks)
        for node in leaves:
            # Adding one carries through the trailing ones of the size: every
            # such bit is a peak exactly as wide as the node that meets it.
            carry = size
            while carry & 1:
                node = node_hash(peaks.pop(), node)
                carry >>= 1
            peaks.append(node)
            size += 1
        return Frontier(size=size, peaks=tuple(peaks))

    def root(self) -> Hash:
        """The Merkle Tree Hash of the whole tree."""
        if not self.peaks:
            return EMPTY_ROOT
        *wider, root = self.peaks
        for peak in reversed(wider):
            root = node_hash(peak, root)
        return root


EMPTY = Frontier(size=0, peaks=())
"""The right edge before anything was said."""
