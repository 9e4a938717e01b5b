"""Whether an Ed25519 key signed a message: asked of libsodium, which asks the least and refuses the most.

Implementations of Ed25519 disagree about odd signatures (H. de Valence, "It's 255:19AM",
2020).  libsodium refuses points of small order and unreduced scalars by itself; together
with the refusal of weak keys (`curve`) there is one verdict for each case, written down
in `docs/reference/vectors.md`.  It also takes two thirds of the time that OpenSSL takes,
and nearly all the time of a check goes into signatures.
"""

from __future__ import annotations

from typing import Final

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from chancery.errors import BadSignature

SIGNATURE: Final = 64
"""Octets of a signature (RFC 8032 section 5.1.6)."""


def require_signed(public: bytes, signature: bytes, message: bytes) -> None:
    """Raises `BadSignature` unless the 32 octets *public* are the key that signed exactly *message*."""
    if len(signature) != SIGNATURE:
        raise BadSignature("An Ed25519 signature has 64 octets.")
    try:
        crypto_sign_open(signature + message, public)
    except BadSignatureError:
        raise BadSignature("The signature does not belong to these bytes and this key.") from None
