"""The pen: every secret with which an institution writes its record.

When the keys are changed, two pens are held at once.  A charter says which of them speaks
for the log; both sign its heads meanwhile, so that whoever knows the one or the other reads on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from chancery.errors import Malformed, NotPermitted
from chancery.log.cosignature import SignatureType
from chancery.log.vkey import PrivateKey, Signer
from chancery.record.charter import Charter, Register
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
    besides: tuple[Signer, ...] = field(default=(), repr=False)
    """Sign checkpoints too, while the keys are being changed."""
    following: Pen | None = None
    """The pen that a coming charter may name; None: the keys are not being changed."""

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Everybody who signs a checkpoint; a reader looks for those that the charter names."""
        return (*self.log, *self.besides, *(() if self.following is None else self.following.log))

    @property
    def geneses(self) -> tuple[Genesis, ...]:
        """What a charter may say of this log: its present keys, or those that follow."""
        return (self.genesis,) if self.following is None else (self.genesis, self.following.genesis)

    def named_by(self, register: Register | None) -> Pen:
        """
        This pen, or the one that follows it where the charter in charge of the log names that.

        Raises `NotPermitted` if it names neither: what such a pen signed, nobody would believe.
        """
        if register is None or register.log == self.vkeys:
            return self
        if self.following is None or register.log != self.following.vkeys:
            raise NotPermitted(
                f"The charter names other keys for {self.origin} than are held here; nothing is signed. "
                "If the keys were changed, start this process again."
            )
        return replace(self.following, besides=self.log)

    def is_named_in(self, charter: Charter) -> bool:
        """Whether a charter names this log, with its present keys or those that follow."""
        register = charter.register
        if register is None:
            return False
        said = (register.origin, charter.keys.get(register.issuer), register.log)
        return said in {(each.origin, each.issuer, each.log) for each in self.geneses}

    @property
    def vkeys(self) -> tuple[str, ...]:
        """The log's verifier keys, one C2SP line each."""
        return _vkeys(self.log)

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


@lru_cache(maxsize=64)
def _vkeys(signers: tuple[Signer, ...]) -> tuple[str, ...]:
    """Asked at every act; the public half of a lasting key takes its time."""
    return tuple(signer.verifier.text for signer in signers)


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
