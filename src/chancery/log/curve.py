"""Which 32 octets are an Ed25519 public key, and which merely look like one.

Under a key of low order one signature fits any text: an officer could enrol such
a key and later deny, or exchange, every letter it signed.  OpenSSL accepts these
keys, so they are refused here, at enrolment and again at every verification.

Arithmetic on edwards25519 in plain integers (RFC 8032 section 5.1).  It runs in
variable time, on public keys only.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_SQRT_MINUS_ONE = pow(2, (_P - 1) // 4, _P)


class KeyFault(Enum):
    """Why 32 octets are no Ed25519 public key."""

    LENGTH = "An Ed25519 public key is 32 octets long."
    NOT_CANONICAL = "The Ed25519 public key is not written in its one canonical form."
    OFF_CURVE = "The Ed25519 public key is not a point of the curve."
    LOW_ORDER = "The Ed25519 public key has low order: one signature would fit any text."


@lru_cache(maxsize=4096)
def ed25519_key_fault(raw: bytes) -> KeyFault | None:
    """What is wrong with *raw* as an Ed25519 public key; ``None`` when nothing is."""
    if len(raw) != 32:
        return KeyFault.LENGTH
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    # RFC 8032 section 5.1.3 step 1: a y of p or more is not decoded.
    if y >= _P:
        return KeyFault.NOT_CANONICAL
    x = _even_x(y)
    if x is None:
        return KeyFault.OFF_CURVE
    # RFC 8032 section 5.1.3 step 4: there is no negative zero.
    if x == 0 and sign:
        return KeyFault.NOT_CANONICAL
    # Doubling does not depend on the sign of x beyond the sign of the result,
    # and order is the same for a point and its negative.
    return KeyFault.LOW_ORDER if _eightfold_is_neutral(x, y) else None


def _even_x(y: int) -> int | None:
    """The even x with (x, y) on the curve, or ``None`` (RFC 8032 section 5.1.3 steps 2 and 3)."""
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    root = u * pow(v, 3, _P) * pow(u * pow(v, 7, _P), (_P - 5) // 8, _P) % _P
    if v * root * root % _P == -u % _P:
        root = root * _SQRT_MINUS_ONE % _P
    if v * root * root % _P != u:
        return None
    return root if root % 2 == 0 else _P - root


def _eightfold_is_neutral(x: int, y: int) -> bool:
    """Whether 8·(x, y) is the neutral point (0, 1): whether the order divides the cofactor 8."""
    for _ in range(3):
        x, y = _doubled(x, y)
    return (x, y) == (0, 1)


def _doubled(x: int, y: int) -> tuple[int, int]:
    """(x, y) added to itself, in affine coordinates (RFC 8032 section 5.1.4)."""
    product = _D * x * x * y * y % _P
    return (
        2 * x * y * pow(1 + product, -1, _P) % _P,
        (y * y + x * x) * pow(1 - product, -1, _P) % _P,
    )
