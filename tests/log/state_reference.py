"""The state map once more, as the page about it says it: slowly, over the bits written out as text."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping


def root(under: Mapping[bytes, tuple[int, int]]) -> bytes:
    """The root over all of these keys with (index, count), worked out from nothing."""
    return _root({_bits(key): (key, *value) for key, value in under.items()})


def _bits(key: bytes) -> str:
    return "".join(f"{octet:08b}" for octet in key)


def _root(leaves: Mapping[str, tuple[bytes, int, int]]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        [(key, index, count)] = leaves.values()
        return hashlib.sha256(struct.pack(">B32sQQ", 2, key, index, count)).digest()
    bit = next(bit for bit in range(256) if len({bits[bit] for bits in leaves}) == 2)
    sides = [_root({bits: leaf for bits, leaf in leaves.items() if bits[bit] == side}) for side in "01"]
    return hashlib.sha256(struct.pack(">BB32s32s", 3, bit, *sides)).digest()
