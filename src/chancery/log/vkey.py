"""The keys that sign notes: their names, their text form, their two halves.

C2SP signed-note, "Verifier keys" and "Signatures"; tlog-cosignature, "Format".
A verifier key is configured, never learnt from what it verifies.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA44PrivateKey,
    MLDSA44PublicKey,
)

from chancery.errors import BadSignature, Malformed
from chancery.log.cosignature import SignatureType, Subtree, signed_message, subtree_message
from chancery.log.curve import ed25519_key_fault
from chancery.log.ed25519 import require_signed
from chancery.log.lines import from_base64, to_base64

PrivateKey: TypeAlias = Ed25519PrivateKey | MLDSA44PrivateKey

_ML_DSA_44_PUBLIC = 1312
"""Octets in an ML-DSA-44 public key (FIPS 204, table 2)."""

_TIME = struct.Struct(">Q")
_KEY_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)
_FORBIDDEN_IN_NAMES = re.compile(r"[\s+\x00-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """
    Somebody's public key under the *name* they sign with.

    Raises `Malformed` for a name that a note cannot carry and for a key that is
    none; see `curve` for why that is worth checking.
    """

    name: str
    kind: SignatureType
    public: bytes

    def __post_init__(self) -> None:
        require_name(self.name)
        if self.kind is SignatureType.COSIGNATURE_ML_DSA_44:
            if len(self.public) != _ML_DSA_44_PUBLIC:
                raise Malformed(f"An ML-DSA-44 public key is {_ML_DSA_44_PUBLIC} octets long.")
        elif fault := ed25519_key_fault(self.public):
            raise Malformed(fault.value)

    @property
    def key_id(self) -> bytes:
        """``SHA-256(name || 0x0A || type || public key)[:4]``: a label, not a fingerprint."""
        return sha256(b"%s\n%c%s" % (self.name.encode(), self.kind, self.public)).digest()[:4]

    @property
    def text(self) -> str:
        """``<name>+<key id in hex>+<base64 of type and public key>``."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """The key that *text* spells; raises `Malformed`."""
        # A name holds no plus sign but base64 may: only the first two part the text.
        name, key_id, octets = _three_parts(text)
        material = from_base64(octets)
        if not _KEY_ID.fullmatch(key_id) or material[:1] not in _KINDS:
            raise Malformed("This verifier key is of no kind that we know.")
        key = cls(name=name, kind=_KINDS[material[:1]], public=material[1:])
        if key.key_id.hex() != key_id:
            raise Malformed("The key id in a verifier key does not belong to its key.")
        return key

    def check(self, text: str, signature: bytes) -> int | None:
        """
        *signature* is by this key over *text*; raises `BadSignature` if it is not.

        Returns the time it states, in Unix seconds.  ``None`` means that it states
        none: this kind has no time, or the signer makes no claim to have seen no
        larger tree (tlog-cosignature, timestamp zero).
        """
        stated, raw = self._parted(signature)
        try:
            self._require_signed(raw, signed_message(self.kind, self.name, text, stated))
        except (InvalidSignature, BadSignature, Malformed):
            raise BadSignature(f"The signature by {self.name} does not fit this text.") from None
        return stated or None

    def check_subtree(self, subtree: Subtree, signature: bytes) -> None:
        """*signature* is by this key over *subtree*, at no time; raises `BadSignature` if it is not."""
        stated, raw = self._parted(signature)
        # tlog-witness, "sign-subtree": the timestamp MUST be zero, and only ML-DSA-44 signs a part.
        if stated or self.kind is not SignatureType.COSIGNATURE_ML_DSA_44:
            raise BadSignature(f"The signature by {self.name} is of no kind that signs a part of a log.")
        try:
            self._require_signed(raw, subtree_message(self.name, subtree, 0))
        except InvalidSignature:
            raise BadSignature(f"The signature by {self.name} does not fit these entries.") from None

    def _require_signed(self, signature: bytes, message: bytes) -> None:
        if self.kind is SignatureType.COSIGNATURE_ML_DSA_44:
            _ml_dsa_44(self.public).verify(signature, message)
        else:
            require_signed(self.public, signature, message)

    def _parted(self, signature: bytes) -> tuple[int, bytes]:
        """``timestamped_signature``: eight octets of time, highest first, then the signature."""
        if not self.kind.is_timed:
            return 0, signature
        if len(signature) < _TIME.size:
            raise BadSignature(f"The signature by {self.name} is too short to state its time.")
        (stated,) = _TIME.unpack_from(signature)
        return stated, signature[_TIME.size :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A private key and the name it signs notes with; *private* must suit *kind*."""

    name: str
    kind: SignatureType
    private: PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """The public half, as others must be configured with it."""
        public = self.private.public_key().public_bytes_raw()
        return VerifierKey(name=self.name, kind=self.kind, public=public)

    def sign(self, text: str, *, at: int) -> bytes:
        """
        The signature on *text* at *at* (Unix seconds; an untimed kind ignores it).

        Raises `Malformed` if this kind signs only checkpoints and *text* is none.
        """
        raw = self.private.sign(signed_message(self.kind, self.name, text, at))
        return _TIME.pack(at) + raw if self.kind.is_timed else raw

    def sign_subtree(self, subtree: Subtree) -> bytes:
        """The signature on *subtree*, which states no time; only for `COSIGNATURE_ML_DSA_44`."""
        return _TIME.pack(0) + self.private.sign(subtree_message(self.name, subtree, 0))


def require_name(name: str) -> None:
    """A key name is not empty and has no plus sign and no Unicode space; raises `Malformed`."""
    # signed-note, "Format".  Control characters may appear nowhere in a note, and
    # a lone surrogate cannot be written as UTF-8 at all.
    if not name or _FORBIDDEN_IN_NAMES.search(name):
        raise Malformed("A key name is empty or holds a space, a plus sign or a control character.")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise Malformed("A key name cannot be written as UTF-8.") from None


_KINDS = {bytes([kind]): kind for kind in SignatureType}


def _three_parts(text: str) -> list[str]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Malformed("A verifier key has three parts: name, key id and key.")
    return parts


@lru_cache(maxsize=1024)
def _ml_dsa_44(raw: bytes) -> MLDSA44PublicKey:
    return MLDSA44PublicKey.from_public_bytes(raw)
