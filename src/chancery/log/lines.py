"""Numbers and hashes as one line of text, the only way C2SP formats write them.

Every value has exactly one spelling, and any other spelling is refused: two
readers of one signed text must never read two things.
"""

from __future__ import annotations

import base64
import binascii
import re

from chancery.errors import Malformed

HASH_LENGTH = 32
"""Octets in a SHA-256 hash."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,19}", re.ASCII)


def from_decimal(text: str) -> int:
    """
    The number that *text* spells: ASCII decimal, no leading zeros, below 2**64.

    Raises `Malformed` (C2SP tlog-checkpoint, "Note text", item 2).
    """
    if not _DECIMAL.fullmatch(text):
        raise Malformed("A size or index is not a plain decimal number.")
    number = int(text)
    if number >= 1 << 64:
        raise Malformed("A size or index does not fit into 64 bits.")
    return number


def to_base64(octets: bytes) -> str:
    """*octets* in the standard alphabet, with padding (RFC 4648 section 4)."""
    return base64.b64encode(octets).decode("ascii")


def from_base64(text: str) -> bytes:
    """
    The octets that *text* spells (RFC 4648 section 4).

    Raises `Malformed` also when the unused last bits are not zero (section 3.5):
    otherwise one signature would have several spellings.
    """
    try:
        octets = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("A line that should be base64 is not.") from None
    if to_base64(octets) != text:
        raise Malformed("A base64 line is not spelled in the one canonical way.")
    return octets


def hash_from_line(text: str) -> bytes:
    """The 32 octets of one hash line; raises `Malformed`."""
    octets = from_base64(text)
    if len(octets) != HASH_LENGTH:
        raise Malformed(f"A hash line holds {len(octets)} octets instead of {HASH_LENGTH}.")
    return octets
