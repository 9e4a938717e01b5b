"""Keys for tests: always the same, and known to everybody."""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from chancery.log.cosignature import SignatureType
from chancery.log.vkey import Signer

ORIGIN = "log.mod.example/register"
NOON = 1_578_312_000
"""6 January 2020, 12:00 UTC, in Unix seconds."""


def signer(name: str, kind: SignatureType, seed: str = "") -> Signer:
    """A signer whose key follows from its name, kind and *seed*."""
    octets = sha256(f"{name} {kind} {seed}".encode()).digest()
    if kind is SignatureType.COSIGNATURE_ML_DSA_44:
        return Signer(name=name, kind=kind, private=MLDSA44PrivateKey.from_seed_bytes(octets))
    return Signer(name=name, kind=kind, private=Ed25519PrivateKey.from_private_bytes(octets))


LOG = signer(ORIGIN, SignatureType.ED25519)
LOG_PQ = signer(ORIGIN, SignatureType.COSIGNATURE_ML_DSA_44)
WITNESS = signer("witness.example/w1", SignatureType.COSIGNATURE_ED25519)
WITNESS_PQ = signer("witness.example/w1", SignatureType.COSIGNATURE_ML_DSA_44)
EVERYONE = (LOG, LOG_PQ, WITNESS, WITNESS_PQ)
