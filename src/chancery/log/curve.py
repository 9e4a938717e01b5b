"""Which 32 octets are an Ed25519 public key, and which merely look like one.

Under a key of low order one signature fits any text: an officer could enrol such
a key and later deny, or exchange, every letter it signed.  OpenSSL accepts these
keys, so they are refused here, at enrolment and again at every verification.

Arithmetic on edwards25519 in plain integers (RFC 8032 section 5.1).  It runs in
variable time, on public keys only, and without a square root or an inverse: whoever
checks the first letter of an institution has all the keys of its charter to look at.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P

_EIGHTH = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_LOW_ORDER = frozenset({1, _P - 1, 0, _EIGHTH, _P - _EIGHTH})
"""The y of the eight points whose order divides the cofactor 8.

The points of a curve whose order divides 8 form a group, here a cyclic one of eight:
the neutral (0, 1), then (0, -1), two with y = 0 and four of order eight, which share
two y.  Only these five y need comparing; the sign of x does not change the order.
"""


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
    # RFC 8032 section 5.1.3 step 4: there is no negative zero, and x is 0 where y is 1 or -1.
    if sign and y in (1, _P - 1):
        return KeyFault.NOT_CANONICAL
    if y in _LOW_ORDER:
        return KeyFault.LOW_ORDER
    return None if _is_on_the_curve(y) else KeyFault.OFF_CURVE


def _is_on_the_curve(y: int) -> bool:
    """
    Whether some x goes with *y*: whether u/v is a square (RFC 8032 section 5.1.3 step 2).

    It is one exactly when u*v is.  Neither is zero here: v never, because -1/d is no
    square, and u only for 1 and -1, which are no keys.
    """
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    return _jacobi(u * v % _P, _P) == 1


def _jacobi(a: int, n: int) -> int:
    """
    The Jacobi symbol (a/n) of *a* over an odd *n*; for a prime *n*, 1 says that *a* is a square.

    By quadratic reciprocity, with a remainder in each step as in Euclid's algorithm: five
    times as fast as Euler's criterion.
    """
    sign = 1
    while a:
        twos = (a & -a).bit_length() - 1
        a >>= twos
        if twos & 1 and n & 7 in (3, 5):
            sign = -sign
        if a & n & 3 == 3:
            sign = -sign
        a, n = n % a, a
    return sign if n == 1 else 0
