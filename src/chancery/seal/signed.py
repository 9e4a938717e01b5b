"""A signed statement: an institution's word on one act, as it lies on the log.

The entry of the log is these exact bytes: a tagged COSE_Sign1 (RFC 9052 section 4.2)
shaped as a Signed Statement of RFC 9943, with nothing in its unprotected header.

    18([ << {1: algorithm, 3: content type, 4: kid, 15: {1: issuer, 2: subject, 6: time},
             16: "application/vnd.chancery.act+cose"} >>,
         {}, payload, signature ])

What is not in that list is refused rather than skipped: a header nobody reads is a
place to hide a second meaning.

A statement that was only read is an `UncheckedStatement`; `check` turns it into a
`SignedStatement`.  Which key that must be, and what its holder was allowed to say, is
for the charter to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chancery.errors import BadSignature, Malformed
from chancery.record.statement import LAST_INSTANT
from chancery.seal import codec
from chancery.seal.keys import PublicKey, SigningKey, verify

COSE_SIGN1: Final = 18
"""The CBOR tag of a COSE_Sign1."""

ALGORITHM, CONTENT_TYPE, KID, CLAIMS, TYPE = 1, 3, 4, 15, 16
"""Header labels: RFC 9052 section 3.1, RFC 9597 (claims), RFC 9596 (type)."""

ISSUER, SUBJECT, ISSUED_AT = 1, 2, 6
"""Claims within label 15 (RFC 8392)."""

ACT: Final = "application/vnd.chancery.act+cose"
"""The type of every statement of ours, so that no other COSE message passes for one."""

LONGEST: Final = 65_535
"""The longest statement, in bytes: C2SP tlog-tiles count an entry with 16 bits."""

LONGEST_NAME: Final = 8_192
"""The longest issuer or subject, in characters (RFC 9943 section 4)."""

_ALGORITHMS = frozenset({-19, -9, -7, -8})
"""Ed25519, ESP256, ES256; EdDSA is read and never written.  There is no "none"."""

_HEADER = frozenset[int | str]({ALGORITHM, CONTENT_TYPE, KID, CLAIMS, TYPE})
_CLAIMS = frozenset[int | str]({ISSUER, SUBJECT, ISSUED_AT})

_SIGNATURE1 = codec.encode("Signature1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign1:
    """The four parts of a COSE_Sign1, unread and unchecked; *payload* is None when detached."""

    protected: bytes
    unprotected: dict[int | str, codec.Value]
    payload: bytes | None
    signature: bytes

    def header(self) -> dict[int | str, codec.Value]:
        """The protected header as a map."""
        return read_header(self.protected)


def read_header(protected: bytes) -> dict[int | str, codec.Value]:
    """A protected header as a map (RFC 9052 section 3: no bytes mean an empty one)."""
    header = codec.decode(protected) if protected else {}
    if not isinstance(header, dict):
        raise Malformed("The protected header of a signature is a map.")
    return header


def open_sign1(octets: bytes, *, another_within: bool = False, limit: int = codec.MOST_OCTETS) -> Sign1:
    """The parts of a tagged COSE_Sign1; raises `Malformed` if it is not exactly one.

    Only if asked does it suffer *another_within*, and gives that as its own bytes.
    """
    match codec.decode(octets, tag=COSE_SIGN1, again_within=another_within, limit=limit):
        case [bytes(protected), dict(outside), bytes() | None as payload, bytes(signature)]:
            return Sign1(protected=protected, unprotected=outside, payload=payload, signature=signature)
        case _:
            raise Malformed("A signature has four parts: header, header, payload, signature.")


def to_be_signed(protected: bytes, payload: bytes, external: bytes = b"") -> bytes:
    """The Sig_structure that the signature is over (RFC 9052 section 4.4)."""
    parts = [codec.byte_string(part) for part in (protected, external, payload)]
    return b"\x84" + _SIGNATURE1 + b"".join(parts)


def write_sign1(
    protected: bytes, unprotected: Mapping[int | str, codec.Writable], payload: bytes | None, signature: bytes
) -> bytes:
    """A tagged COSE_Sign1 of these four parts."""
    return codec.encode([protected, unprotected, payload, signature], tag=COSE_SIGN1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedStatement:
    """What *issuer* said about *subject*, signed by the key *kid* names: it was checked."""

    octets: bytes
    payload: bytes
    issuer: str
    subject: str
    at: int
    content_type: str
    kid: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class UncheckedStatement:
    """What somebody says *issuer* said.  Believe nothing in it before `check`."""

    octets: bytes
    payload: bytes
    issuer: str
    subject: str
    at: int
    content_type: str
    kid: bytes
    algorithm: int
    protected: bytes
    signature: bytes

    def check(self, public: PublicKey) -> SignedStatement:
        """The statement, now known to be signed with *public*; else raises `BadSignature`."""
        if self.kid != public.thumbprint or not public.reads(self.algorithm):
            raise BadSignature("The statement names another key than the one it is checked with.")
        verify(public, self.signature, to_be_signed(self.protected, self.payload))
        return SignedStatement(
            octets=self.octets,
            payload=self.payload,
            issuer=self.issuer,
            subject=self.subject,
            at=self.at,
            content_type=self.content_type,
            kid=self.kid,
        )


def sign_statement(
    payload: bytes,
    *,
    issuer: str,
    subject: str,
    at: int,
    content_type: str,
    key: SigningKey,
    type: str = ACT,
    limit: int = LONGEST,
) -> bytes:
    """The entry that says *payload* about *subject* in the name of *issuer*, signed with *key*.

    *at* is in Unix seconds, UTC.  *issuer* is a URI; *subject* one that tells nobody
    how many came before it.  Raises `Malformed` if `open_statement` would.
    """
    octets = sign_unread(
        payload, issuer=issuer, subject=subject, at=at, content_type=content_type, key=key, type=type
    )
    open_statement(octets, type=type, limit=limit)
    return octets


def sign_unread(
    payload: bytes,
    *,
    issuer: str,
    subject: str,
    at: int,
    content_type: str,
    key: SigningKey,
    type: str = ACT,
) -> bytes:
    """The same, for whoever reads it again before anybody believes it."""
    header: dict[int, codec.Writable] = {
        ALGORITHM: key.public.algorithm,
        CONTENT_TYPE: content_type,
        KID: key.public.thumbprint,
        CLAIMS: {ISSUER: issuer, SUBJECT: subject, ISSUED_AT: at},
        TYPE: type,
    }
    protected = codec.encode(header)
    signature = key.sign(to_be_signed(protected, payload))
    return write_sign1(protected, {}, payload, signature)


def open_statement(octets: bytes, *, type: str = ACT, limit: int = LONGEST) -> UncheckedStatement:
    """
    The parts of an entry, read strictly and not yet believed; raises `Malformed`.

    Another *type* names a message that is signed the same way and stands on no log.
    """
    sign1 = open_sign1(octets, limit=limit)
    if sign1.unprotected or sign1.payload is None:
        raise Malformed("A statement on the log carries its payload and no unsigned header.")
    header = sign1.header()
    codec.only(header, _HEADER)
    if header.get(TYPE) != type:
        raise Malformed("This is signed, but is no statement of a record.")
    claims = codec.required(header, CLAIMS, dict)
    codec.only(claims, _CLAIMS)
    return UncheckedStatement(
        octets=octets,
        payload=sign1.payload,
        issuer=_name(claims, ISSUER),
        subject=_name(claims, SUBJECT),
        at=_moment(claims),
        content_type=_name(header, CONTENT_TYPE),
        kid=_kid(header),
        algorithm=_algorithm(header),
        protected=sign1.protected,
        signature=sign1.signature,
    )


def _algorithm(header: dict[int | str, codec.Value]) -> int:
    algorithm = codec.required(header, ALGORITHM, int)
    if algorithm not in _ALGORITHMS:
        raise Malformed("This is not signed the way statements of this record are.")
    return algorithm


def _kid(header: dict[int | str, codec.Value]) -> bytes:
    kid = codec.required(header, KID, bytes)
    if len(kid) != 32:
        raise Malformed("A key is named by its thumbprint, which has 32 bytes.")
    return kid


def _name(record: dict[int | str, codec.Value], label: int) -> str:
    name = codec.required(record, label, str)
    if not 0 < len(name) <= LONGEST_NAME:
        raise Malformed(f"A name has between 1 and {LONGEST_NAME} characters.")
    return name


def _moment(claims: dict[int | str, codec.Value]) -> int:
    """Unix seconds as a plain integer: RFC 8392 section 2 leaves the date tag out."""
    at = codec.required(claims, ISSUED_AT, int)
    if not 0 <= at <= LAST_INSTANT:
        raise Malformed("No statement was made before 1970, and none is made after the year 9999.")
    return at
