"""The keys a charter may name, and what it means that one of them signed.

Four kinds: Ed25519 and ECDSA P-256 for people and offices, ML-DSA-44 for tree heads
(so that the past stays provable when the first two fall), and passkeys, which are an
Ed25519 or P-256 key living behind a fingerprint and tied to one web domain.

A key is written as text, in exactly one way:

    ed25519:<base64 of 32 bytes>          p256:<base64 of the compressed point>
    ml-dsa-44:<base64 of 1,312 bytes>     passkey:<domain>:<base64 of the COSE_Key>

A `PublicKey` that would let its owner sign every letter at once cannot exist: Ed25519
points of low order or in a second spelling are refused when one is made.  OpenSSL would
take them, and one signature would then verify for any text, to be denied later.

Nothing here makes a key out of chance: seeds come in as arguments.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Final, TypeAlias, assert_never

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from chancery.errors import BadSignature, Malformed
from chancery.log.curve import ed25519_key_fault
from chancery.log.ed25519 import require_signed
from chancery.seal import codec

_Public: TypeAlias = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | mldsa.MLDSA44PublicKey
_Private: TypeAlias = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | mldsa.MLDSA44PrivateKey


class Kind(Enum):
    """The signature schemes on offer; what is not here is refused."""

    ED25519 = "ed25519"
    P256 = "p256"
    ML_DSA_44 = "ml-dsa-44"


_OCTETS = {Kind.ED25519: 32, Kind.P256: 33, Kind.ML_DSA_44: 1312}
"""How long a public key is, in bytes."""

_ALGORITHMS: Final = {
    Kind.ED25519: (-19, -8),
    Kind.P256: (-9, -7),
    Kind.ML_DSA_44: (-48,),
}
"""COSE algorithm numbers: the first is written, all are read.

Ed25519, ESP256 and ML-DSA-44 (RFC 9864, RFC 9964); -8 and -7 are the older names
EdDSA and ES256, which only mean the same because the key says which curve.
"""

_KEY_TYPE, _KEY_ALGORITHM, _CURVE, _X, _Y = 1, 3, -1, -2, -3
_OKP, _EC2, _AKP = 1, 2, 7
_CURVE_P256, _CURVE_ED25519 = 1, 6
"""COSE_Key labels, key types and curves (RFC 9053 section 7, RFC 9964)."""

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
"""A WebAuthn relying party: a domain in lower case, without scheme or port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key that can be checked against; weak or foreign ones raise `Malformed` here."""

    kind: Kind
    octets: bytes

    def __post_init__(self) -> None:
        _opened(self.kind, self.octets)

    def __str__(self) -> str:
        return f"{self.kind.value}:{base64.b64encode(self.octets).decode()}"

    @property
    def thumbprint(self) -> bytes:
        """The 32 bytes by which a signature names this key, its *kid* (RFC 9679)."""
        return _thumbprint(self)

    @property
    def algorithm(self) -> int:
        """The COSE algorithm written into what this key signs."""
        return _ALGORITHMS[self.kind][0]

    def reads(self, algorithm: int) -> bool:
        """Whether a signature that calls itself *algorithm* can be one of this key's."""
        return algorithm in _ALGORITHMS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A key that signs only behind its owner's finger, face or PIN, and only for one domain."""

    domain: str
    key: PublicKey

    def __post_init__(self) -> None:
        if not _DOMAIN.fullmatch(self.domain):
            raise Malformed("A passkey belongs to a domain in lower case, such as mod.example.")
        if self.key.kind is Kind.ML_DSA_44:
            raise Malformed("A passkey is an Ed25519 or a P-256 key.")

    def __str__(self) -> str:
        credential = {**_members(self.key), _KEY_ALGORITHM: _passkey_algorithm(self.key)}
        return f"passkey:{self.domain}:{base64.b64encode(codec.encode(credential)).decode()}"

    @property
    def thumbprint(self) -> bytes:
        """That of the key inside, so that one key enrolled twice is still one key."""
        return self.key.thumbprint


Key: TypeAlias = PublicKey | Passkey


@lru_cache(maxsize=4096)
def parse(text: str) -> Key:
    """The key a charter writes as *text*; raises `Malformed` for a second spelling of it."""
    kind, _, rest = text.partition(":")
    if kind == "passkey":
        domain, _, credential = rest.partition(":")
        key: Key = passkey(domain, _exact_base64(credential))
    else:
        key = PublicKey(kind=_kind(kind), octets=_exact_base64(rest))
    if str(key) != text:
        raise Malformed("This key is written in an unusual way; there is only one way.")
    return key


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError:
        raise Malformed(f"Keys of the kind {name[:20]!r} are not offered.") from None


def _exact_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as unreadable:
        raise Malformed("The key is not written in base64.") from unreadable


def passkey(domain: str, credential: bytes) -> Passkey:
    """The passkey whose authenticator gave the COSE_Key *credential* for *domain*."""
    members = codec.decode(credential, limit=512)
    if not isinstance(members, dict):
        raise Malformed("A passkey's public half is a COSE_Key.")
    key = from_cose(members)
    codec.only(members, frozenset(_members(key)) | {_KEY_ALGORITHM})
    return Passkey(domain=domain, key=key)


def from_cose(members: dict[int | str, codec.Value]) -> PublicKey:
    """The key in a COSE_Key map; raises `Malformed` if its algorithm is not on offer."""
    match members:
        case {1: 1, -1: 6, -2: bytes(octets)}:
            key = PublicKey(kind=Kind.ED25519, octets=octets)
        case {1: 2, -1: 1, -2: bytes(x), -3: bytes(y)}:
            key = _from_coordinates(x, y)
        case {1: 7, -1: bytes(octets)}:
            key = PublicKey(kind=Kind.ML_DSA_44, octets=octets)
        case _:
            raise Malformed("Keys of this type or curve are not offered.")
    if not key.reads(codec.required(members, _KEY_ALGORITHM, int)):
        raise Malformed("The key names an algorithm that is not its own.")
    return key


def to_cose(key: PublicKey) -> dict[int | str, codec.Value]:
    """The COSE_Key map of *key*, with its kid and algorithm."""
    return {**_members(key), 2: key.thumbprint, _KEY_ALGORITHM: key.algorithm}


def verify(public: PublicKey, signature: bytes, message: bytes) -> None:
    """Raises `BadSignature` unless the holder of *public* signed exactly *message*.

    ECDSA signatures are r and s, 32 bytes each, as in COSE (RFC 9053 section 2.1).
    They have a twin with another s: never take a signature for the name of a text.
    """
    opened = _opened(public.kind, public.octets)
    if public.kind is Kind.ED25519:
        require_signed(public.octets, signature, message)
        return
    try:
        _verify(opened, signature, message)
    except InvalidSignature:
        raise BadSignature("The signature does not belong to these bytes and this key.") from None


def _verify(opened: _Public, signature: bytes, message: bytes) -> None:
    if not isinstance(opened, ec.EllipticCurvePublicKey):
        opened.verify(signature, message)
        return
    if len(signature) != 64:
        raise InvalidSignature
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    opened.verify(encode_dss_signature(r, s), message, _ECDSA)


def from_x962(signature: bytes) -> bytes:
    """An ECDSA P-256 signature that X9.62 (DER) spells, as COSE spells it; raises `BadSignature`."""
    try:
        r, s = decode_dss_signature(signature)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    except (ValueError, OverflowError):
        raise BadSignature("This is no signature of a P-256 key.") from None


_ECDSA = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
"""RFC 6979: the same letter signed twice has one signature, and no dice are needed."""


@lru_cache(maxsize=4096)
def _opened(kind: Kind, octets: bytes) -> _Public:
    """The key as OpenSSL wants it: opened and examined once, then remembered."""
    if len(octets) != _OCTETS[kind]:
        raise Malformed(f"A key of the kind {kind.value} has {_OCTETS[kind]} bytes.")
    try:
        return _open(kind, octets)
    except (ValueError, UnsupportedAlgorithm) as unreadable:
        raise Malformed(f"These bytes are not a key of the kind {kind.value}.") from unreadable


def _open(kind: Kind, octets: bytes) -> _Public:
    match kind:
        case Kind.ED25519:
            _require_strong_point(octets)
            return ed25519.Ed25519PublicKey.from_public_bytes(octets)
        case Kind.P256:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets)
        case Kind.ML_DSA_44:
            return mldsa.MLDSA44PublicKey.from_public_bytes(octets)
        case _:
            assert_never(kind)


def _require_strong_point(octets: bytes) -> None:
    fault = ed25519_key_fault(octets)
    if fault is not None:
        raise Malformed(fault.value)


@lru_cache(maxsize=4096)
def _thumbprint(key: PublicKey) -> bytes:
    return hashlib.sha256(codec.encode(_members(key))).digest()


def _members(key: PublicKey) -> dict[int | str, codec.Value]:
    """The members a thumbprint is made of, and no others (RFC 9679 section 4)."""
    match key.kind:
        case Kind.ED25519:
            return {_KEY_TYPE: _OKP, _CURVE: _CURVE_ED25519, _X: key.octets}
        case Kind.P256:
            x, y = _coordinates(key)
            return {_KEY_TYPE: _EC2, _CURVE: _CURVE_P256, _X: x, _Y: y}
        case Kind.ML_DSA_44:
            return {_KEY_TYPE: _AKP, _KEY_ALGORITHM: key.algorithm, _CURVE: key.octets}
        case _:
            assert_never(key.kind)


def _coordinates(key: PublicKey) -> tuple[bytes, bytes]:
    opened = _opened(key.kind, key.octets)
    assert isinstance(opened, ec.EllipticCurvePublicKey)
    point = opened.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return point[1:33], point[33:]


def _from_coordinates(x: bytes, y: bytes) -> PublicKey:
    """Both halves are looked at: an x with a y that is not its own is no key."""
    key = PublicKey(kind=Kind.P256, octets=bytes((2 + (y[-1:] or b"\0")[0] % 2,)) + x)
    if _coordinates(key) != (x, y):
        raise Malformed("These coordinates are not a point of P-256.")
    return key


def _passkey_algorithm(key: PublicKey) -> int:
    """Authenticators speak the older names, EdDSA and ES256."""
    return _ALGORITHMS[key.kind][-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """The secret half.  It never shows itself when printed, and knows its public half."""

    public: PublicKey
    _private: _Private = field(repr=False, compare=False)

    @classmethod
    def from_seed(cls, kind: Kind, seed: bytes) -> SigningKey:
        """The key these 32 secret bytes are: always the same one."""
        if len(seed) != 32:
            raise Malformed("A signing key is made of exactly 32 bytes.")
        return cls._of(_grow(kind, seed))

    @classmethod
    def from_pem(cls, octets: bytes, password: bytes | None = None) -> SigningKey:
        """The key in a PKCS #8 file; *password* opens it if it is locked."""
        try:
            return cls._of(load_pem_private_key(octets, password))
        except (ValueError, TypeError, UnsupportedAlgorithm) as unreadable:
            raise Malformed("This is no signing key, or it is locked otherwise.") from unreadable

    @classmethod
    def _of(cls, private: object) -> SigningKey:
        match private:
            case ed25519.Ed25519PrivateKey():
                kind, octets = Kind.ED25519, private.public_key().public_bytes_raw()
            case ec.EllipticCurvePrivateKey() if private.curve.name == "secp256r1":
                point = private.public_key()
                kind = Kind.P256
                octets = point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
            case mldsa.MLDSA44PrivateKey():
                kind, octets = Kind.ML_DSA_44, private.public_key().public_bytes_raw()
            case _:
                raise Malformed("Signing keys of this kind are not offered.")
        return cls(public=PublicKey(kind=kind, octets=octets), _private=private)

    def pem(self, password: bytes | None = None) -> bytes:
        """The key as a PKCS #8 file, locked if there is a *password*."""
        lock = BestAvailableEncryption(password) if password else NoEncryption()
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)

    def sign(self, message: bytes) -> bytes:
        """The signature `verify` accepts: 64 bytes, or 2,420 for ML-DSA-44.

        The same for the same message, except with ML-DSA-44, where OpenSSL adds dice.
        """
        if not isinstance(self._private, ec.EllipticCurvePrivateKey):
            return self._private.sign(message)
        return from_x962(self._private.sign(message, _ECDSA))


def _grow(kind: Kind, seed: bytes) -> _Private:
    match kind:
        case Kind.ED25519:
            return ed25519.Ed25519PrivateKey.from_private_bytes(seed)
        case Kind.P256:
            return _scalar(int.from_bytes(seed, "big"))
        case Kind.ML_DSA_44:
            return mldsa.MLDSA44PrivateKey.from_seed_bytes(seed)
        case _:
            assert_never(kind)


def _scalar(number: int) -> ec.EllipticCurvePrivateKey:
    """One seed in 2**32 is too large for the curve, and zero is no key: take another."""
    try:
        return ec.derive_private_key(number, ec.SECP256R1())
    except ValueError as unusable:
        raise Malformed("This seed is no P-256 key; take another.") from unusable


def possession(public: Key, holder: str) -> bytes:
    """What *holder* signs at enrolment to show that the key is theirs to use.

    It names the key and the holder, so that nobody enrols another's key as their own,
    and cannot be taken for an approval or a statement: both begin otherwise.
    """
    return codec.encode(["chancery/possession/v1", holder, str(public)])


def prove_possession(key: SigningKey, holder: str) -> bytes:
    """The signature a charter's clerk asks for before the key is enrolled."""
    return key.sign(possession(key.public, holder))


def check_possession(public: PublicKey, holder: str, proof: bytes) -> None:
    """Raises `BadSignature` unless *holder* has the secret half of *public*."""
    verify(public, proof, possession(public, holder))
