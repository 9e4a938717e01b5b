"""The pen: every secret with which an institution writes its record."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from chancery.errors import Malformed
from chancery.log.cosignature import SignatureType
from chancery.log.vkey import PrivateKey, Signer
from chancery.record.charter import Register
from chancery.record.statement import Institution, KeyName
from chancery.seal.genesis import Genesis
from chancery.seal.keys import Kind, SigningKey

ISSUER = KeyName("register-issuer")
"""What a charter calls the key that signs entries, unless it says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Everything needed to write in an institution's name.  Who holds it holds the record's future."""

    institution: Institution
    origin: str
    """The log's name in its checkpoints."""
    issuer: SigningKey
    """Signs entries."""
    receipts: SigningKey
    """The log's Ed25519 key, as receipts need it."""
    log: tuple[Signer, ...] = field(repr=False)
    """Signs checkpoints: Ed25519, and ML-DSA-44 against the day when that falls."""

    @property
    def vkeys(self) -> tuple[str, ...]:
        """The log's verifier keys, one C2SP line each."""
        return tuple(signer.verifier.text for signer in self.log)

    @property
    def register(self) -> Register:
        """What a charter must say of this log."""
        return Register(origin=self.origin, issuer=ISSUER, log=self.vkeys)

    @property
    def genesis(self) -> Genesis:
        """What the log says of itself in its first entry."""
        return Genesis(
            institution=self.institution,
            origin=self.origin,
            issuer=str(self.issuer.public),
            log=self.vkeys,
        )


def pen_from_seeds(institution: Institution, origin: str, *, issuer: bytes, log: bytes, pq: bytes) -> Pen:
    """The pen that these three secrets of 32 random octets make: always the same one."""
    classical = Ed25519PrivateKey.from_private_bytes(log)
    lasting = MLDSA44PrivateKey.from_seed_bytes(pq)
    return Pen(
        institution=institution,
        origin=origin,
        issuer=SigningKey.from_seed(Kind.ED25519, issuer),
        receipts=SigningKey.from_seed(Kind.ED25519, log),
        log=(
            Signer(name=origin, kind=SignatureType.ED25519, private=classical),
            Signer(name=origin, kind=SignatureType.COSIGNATURE_ML_DSA_44, private=lasting),
        ),
    )


def pen_from_pem(institution: Institution, origin: str, *, issuer: bytes, log: bytes, pq: bytes) -> Pen:
    """The pen in these three PKCS #8 files; raises `Malformed` for a key that is none or of another kind."""
    classical = private_key(log, SignatureType.ED25519)
    lasting = private_key(pq, SignatureType.COSIGNATURE_ML_DSA_44)
    return Pen(
        institution=institution,
        origin=origin,
        issuer=SigningKey.from_pem(issuer),
        receipts=SigningKey.from_pem(log),
        log=(
            Signer(name=origin, kind=SignatureType.ED25519, private=classical),
            Signer(name=origin, kind=SignatureType.COSIGNATURE_ML_DSA_44, private=lasting),
        ),
    )


def private_key(pem: bytes, kind: SignatureType) -> PrivateKey:
    """The key in this PKCS #8 file; raises `Malformed` if it is none, is locked, or is of another kind."""
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as unreadable:
        raise Malformed("This is no signing key, or it is locked.") from unreadable
    wanted = MLDSA44PrivateKey if kind is SignatureType.COSIGNATURE_ML_DSA_44 else Ed25519PrivateKey
    if not isinstance(key, wanted):
        raise Malformed("Checkpoints are signed with an Ed25519 key and with an ML-DSA-44 key.")
    return key
