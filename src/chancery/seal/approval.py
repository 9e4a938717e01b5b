"""An officer's own hand under an act, in one part, for one office, over these very words.

The hand is put not to the act but to a short message that no other signing in Chancery
can be taken for:

    ["chancery/approval/v1", role, office or null, SHA-256 of the act's exact bytes]

so that a reviewer's signature never serves as an approver's, nor one letter's as
another's.  It is signed by a key (Ed25519, P-256), or by a passkey on a telephone, whose
challenge is the SHA-256 of that message; then it counts only if a person was present,
was recognised, and was looking at the institution's own page.

Whether that person could approve anything, and whether the key was theirs, is for the
charter to know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeAlias

from chancery.errors import BadSignature, Malformed
from chancery.record.entry import Role
from chancery.record.statement import KeyName, OfficeName
from chancery.seal import codec
from chancery.seal.keys import Key, Kind, Passkey, PublicKey, SigningKey, from_x962, verify

if TYPE_CHECKING:
    # Imported when the first passkey is met: it takes longer than a whole check.
    from fido2.webauthn import AuthenticatorData, CollectedClientData

_CONTEXT: Final = "chancery/approval/v1"

_AUTHENTICATOR_OCTETS: Final = 37
"""Domain hash, flags, counter.  What else could follow, nobody here asked for."""

_ATTESTED_OR_EXTENDED: Final = 0xC0
_CLIENT_OCTETS: Final = 4_096

_ORIGIN = re.compile(r"(https?)://([a-z0-9.-]+)(?::[0-9]{1,5})?")

_WAS_ELSEWHERE = "The passkey was not used for these words on the page it belongs to."


def approval_message(digest: bytes, role: Role, office: OfficeName | None) -> bytes:
    """What is signed by someone who puts their hand, as *role*, to the act with this *digest*."""
    if len(digest) != 32:
        raise Malformed("An act is approved by its SHA-256 digest of 32 bytes.")
    return codec.encode([_CONTEXT, role.value, office, digest])


def challenge(message: bytes) -> bytes:
    """What a passkey is asked to sign so that its owner agrees to *message*."""
    return sha256(message).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What a passkey answers (WebAuthn Level 3 section 5.2.2): where it was, and that it agreed."""

    authenticator: bytes
    client: bytes
    signature: bytes

    def check(self, message: bytes, passkey: Passkey) -> None:
        """Raises `BadSignature` unless the holder of *passkey*, there in person, agreed to *message*.

        The steps of WebAuthn Level 3 section 7.2 that still mean something years later:

        (1) the key signed the authenticator's words and the browser's;
        (2) the browser was asked to sign, not to enrol, and with our challenge;
        (3) on a page of the passkey's own domain, not inside somebody else's;
        (4) the authenticator meant the same domain;
        (5) a person was present and was recognised.

        The counter is not compared: it tells of copied keys only to whoever saw the last.
        """
        try:
            self._check_signature(passkey.key)
            self._check_page(message, passkey.domain)
            self._check_presence(passkey.domain)
        except Malformed as unreadable:
            raise BadSignature(str(unreadable)) from unreadable

    def _check_signature(self, key: PublicKey) -> None:
        # Authenticators write ECDSA as X9.62 does; the rest of this house as COSE does.
        signature = self.signature if key.kind is Kind.ED25519 else from_x962(self.signature)
        verify(key, signature, self.authenticator + sha256(self.client).digest())

    def _check_page(self, message: bytes, domain: str) -> None:
        client = _client(self.client)
        if (
            client.type != "webauthn.get"
            or client.challenge != challenge(message)
            or not _is_page_of(domain, client.origin)
            or client.cross_origin is not False
        ):
            raise BadSignature(_WAS_ELSEWHERE)

    def _check_presence(self, domain: str) -> None:
        authenticator = _authenticator(self.authenticator)
        if authenticator.rp_id_hash != sha256(domain.encode()).digest():
            raise BadSignature(_WAS_ELSEWHERE)
        if not (authenticator.is_user_present() and authenticator.is_user_verified()):
            raise BadSignature("The passkey did not recognise a person who was there.")


def _client(octets: bytes) -> CollectedClientData:
    """What the browser saw, read strictly before it is read by name."""
    from fido2.webauthn import CollectedClientData

    record = codec.decode_json(octets, limit=_CLIENT_OCTETS)
    if not isinstance(record, dict):
        raise Malformed("A browser describes where it was in a JSON object.")
    for name in ("type", "challenge", "origin"):
        codec.required(record, name, str)
    try:
        return CollectedClientData(octets)
    except ValueError as unreadable:
        raise Malformed("The challenge is not in base64.") from unreadable


def _authenticator(octets: bytes) -> AuthenticatorData:
    from fido2.webauthn import AuthenticatorData

    if len(octets) != _AUTHENTICATOR_OCTETS or octets[32] & _ATTESTED_OR_EXTENDED:
        raise Malformed("The passkey said more, or less, than it was asked.")
    return AuthenticatorData(octets)


def _is_page_of(domain: str, origin: str) -> bool:
    """Exactly that host over https; a subdomain may be in other hands.

    On the machine itself, http will do: browsers treat localhost the same.
    """
    page = _ORIGIN.fullmatch(origin)
    if page is None or page[2] != domain:
        return False
    return page[1] == "https" or domain == "localhost" or domain.endswith(".localhost")


Proof: TypeAlias = bytes | Assertion
"""A plain signature by a key, or what a passkey answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The hand of *person*, as it travels with the act; whose it is shows only in `check`."""

    person: str
    key: KeyName
    """What the charter calls the key."""
    role: Role
    proof: Proof
    office: OfficeName | None = None
    """For whom they sign when not for the issuing office."""

    def check(self, digest: bytes, public: Key) -> None:
        """Raises `BadSignature` unless *public* signed this part in the act with *digest*."""
        message = approval_message(digest, self.role, self.office)
        match self.proof, public:
            case bytes(signature), PublicKey():
                verify(public, signature, message)
            case Assertion() as assertion, Passkey():
                assertion.check(message, public)
            case _:
                raise BadSignature("The hand is of another kind than the key it is checked with.")


def approve(
    digest: bytes,
    *,
    person: str,
    key: KeyName,
    role: Role,
    office: OfficeName | None = None,
    signing: SigningKey,
) -> Approval:
    """*person* puts their hand to the act with this *digest*, using a key of their own."""
    proof = signing.sign(approval_message(digest, role, office))
    return Approval(person=person, key=key, role=role, office=office, proof=proof)


_FIELDS = frozenset[int | str]({"person", "key", "role", "office", "sig", "passkey"})
_ASSERTION_FIELDS = frozenset[int | str]({"auth", "client", "sig"})


def write_approval(approval: Approval) -> dict[str, codec.Writable]:
    """The approval as a map that fits into a larger record."""
    record: dict[str, codec.Writable] = {
        "person": approval.person,
        "key": approval.key,
        "role": approval.role.value,
    }
    if approval.office is not None:
        record["office"] = approval.office
    match approval.proof:
        case Assertion(authenticator=auth, client=client, signature=signature):
            record["passkey"] = {"auth": auth, "client": client, "sig": signature}
        case signature:
            record["sig"] = signature
    return record


def read_approval(record: codec.Value) -> Approval:
    """The approval in a map of a larger record; raises `Malformed`."""
    if not isinstance(record, dict):
        raise Malformed("An approval is a map.")
    codec.only(record, _FIELDS)
    office = codec.optional(record, "office", str)
    return Approval(
        person=codec.required(record, "person", str),
        key=KeyName(codec.required(record, "key", str)),
        role=_role(codec.required(record, "role", str)),
        office=None if office is None else OfficeName(office),
        proof=_proof(record),
    )


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise Malformed("Nobody puts their hand to an act in such a part.") from None


def _proof(record: dict[int | str, codec.Value]) -> Proof:
    assertion: dict[int | str, codec.Value] | None = codec.optional(record, "passkey", dict)
    if assertion is None:
        return codec.required(record, "sig", bytes)
    if "sig" in record:
        raise Malformed("A hand is put to an act with a key or with a passkey, not with both.")
    codec.only(assertion, _ASSERTION_FIELDS)
    return Assertion(
        authenticator=codec.required(assertion, "auth", bytes),
        client=codec.required(assertion, "client", bytes),
        signature=codec.required(assertion, "sig", bytes),
    )
