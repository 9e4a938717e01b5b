"""Secret words: who holds one may act for its row, and the database holds only its digest.

A word that is mailed again and again, such as that of a stop link, cannot be drawn once
and forgotten.  So it is made from the row's chance with a key of the house, which lies
outside the database and which the public process is never given.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

OCTETS = 16
"""128 bits: nobody guesses a word, so nothing needs to count who tries."""
LONGEST = 64
"""Characters of what is looked up at all."""


def made(key: bytes, purpose: str, chance: bytes) -> str:
    """The word for that purpose: the same whenever it is made."""
    return written(hmac.digest(key, purpose.encode() + b"\0" + chance, "sha256")[:OCTETS])


def written(chance: bytes) -> str:
    """Random octets as a word: small letters and figures, so that no mail program breaks it."""
    return base64.b32encode(chance).decode().rstrip("=").lower()


def digest(word: str) -> bytes:
    """What is kept of a word."""
    return hashlib.sha256(word[:LONGEST].encode("utf-8", "surrogatepass")).digest()
