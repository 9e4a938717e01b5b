"""A hand under an act serves that act, in that part, for that office, and nothing else."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from chancery.errors import BadSignature, Malformed
from chancery.record.entry import Role
from chancery.record.statement import KeyName, OfficeName
from chancery.seal import codec
from chancery.seal.approval import (
    Approval,
    Assertion,
    approval_message,
    approve,
    read_approval,
    write_approval,
)
from chancery.seal.keys import Kind, Passkey, SigningKey, possession
from tests.seal.authenticator import PRESENT, VERIFIED, Telephone

DIGEST, OTHER_DIGEST = hashlib.sha256(b"act").digest(), hashlib.sha256(b"another act").digest()
STAFF, MINISTER = OfficeName("chief-of-staff"), OfficeName("minister")
SEED = hashlib.sha256(b"general").digest()

P256 = ec.derive_private_key(int.from_bytes(SEED, "big"), ec.SECP256R1())
ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(SEED)
TELEPHONES = {
    "P-256": Telephone(secret=P256, domain="mod.example"),
    "Ed25519": Telephone(secret=ED25519, domain="mod.example"),
}
every_telephone = pytest.mark.parametrize("telephone", TELEPHONES.values(), ids=TELEPHONES.keys())


def by_key(
    kind: Kind = Kind.ED25519, role: Role = Role.APPROVER, office: OfficeName | None = None
) -> Approval:
    return approve(
        DIGEST,
        person="general",
        key=KeyName("general-1"),
        role=role,
        office=office,
        signing=SigningKey.from_seed(kind, SEED),
    )


def by_passkey(telephone: Telephone, role: Role = Role.APPROVER) -> Approval:
    proof = telephone.agree(approval_message(DIGEST, role, None))
    return Approval(person="general", key=KeyName("general-1"), role=role, proof=proof)


@pytest.mark.parametrize("kind", [Kind.ED25519, Kind.P256])
def test_a_key_approves(kind: Kind) -> None:
    """The hand is checked against the digest and the public half, and nothing else is needed."""
    by_key(kind).check(DIGEST, SigningKey.from_seed(kind, SEED).public)


@every_telephone
def test_a_passkey_approves(telephone: Telephone) -> None:
    """A telephone's answer is checked years later with no server and no session."""
    by_passkey(telephone).check(DIGEST, telephone.passkey())


def test_a_hand_serves_one_act_one_role_one_office() -> None:
    """Of all 20 combinations of act, role and office exactly the one that was signed holds."""
    given = by_key(role=Role.REVIEWER, office=STAFF)
    public = SigningKey.from_seed(Kind.ED25519, SEED).public
    holding = []
    for digest, role, office in product((DIGEST, OTHER_DIGEST), Role, (None, STAFF)):
        try:
            replace(given, role=role, office=office).check(digest, public)
        except BadSignature:
            continue
        holding.append((digest, role, office))
    assert holding == [(DIGEST, Role.REVIEWER, STAFF)]


@every_telephone
def test_a_passkeys_hand_serves_one_act_and_one_role(telephone: Telephone) -> None:
    """The challenge is of the whole message, so the same binding holds."""
    given, public = by_passkey(telephone), telephone.passkey()
    for digest, changed in (
        (OTHER_DIGEST, given),
        (DIGEST, replace(given, role=Role.RELEASER)),
        (DIGEST, replace(given, office=MINISTER)),
    ):
        with pytest.raises(BadSignature):
            changed.check(digest, public)


def test_the_message_is_in_a_context_of_its_own() -> None:
    """Its first words are its own, so no statement, proof of possession or tree head is one."""
    assert codec.decode(approval_message(DIGEST, Role.APPROVER, MINISTER)) == [
        "chancery/approval/v1",
        "approver",
        "minister",
        DIGEST,
    ]
    with pytest.raises(Malformed, match="32 bytes"):
        approval_message(b"act", Role.APPROVER, None)


MESSAGE = approval_message(DIGEST, Role.APPROVER, None)


@every_telephone
@pytest.mark.parametrize(
    "otherwise",
    [
        {"flags": VERIFIED},
        {"flags": PRESENT},
        {"flags": 0},
        {"flags": PRESENT | VERIFIED | 0x40},
        {"flags": PRESENT | VERIFIED | 0x80, "extra": b"\xa0"},
        {"extra": b"\0"},
        {"kind": "webauthn.create"},
        {"framed": True},
        {"domain": "m0d.example"},
        {"origin": "https://m0d.example"},
        {"origin": "https://desk.mod.example"},
        {"origin": "https://mod.example.evil.example"},
        {"origin": "https://user@mod.example"},
        {"origin": "https://mod.example/"},
        {"origin": "https://mod.example:"},
        {"origin": "http://mod.example"},
        {"origin": "http://localhost"},
        {"origin": "null"},
        {"origin": "android:apk-key-hash:AAAA"},
    ],
    ids=str,
)
def test_a_telephone_used_otherwise_gives_no_approval(
    telephone: Telephone, otherwise: dict[str, Any]
) -> None:
    """Nobody there, nobody recognised, another page, a frame, an enrolment, more than was asked."""
    assertion = telephone.agree(MESSAGE, **otherwise)
    with pytest.raises(BadSignature):
        assertion.check(MESSAGE, telephone.passkey())


@every_telephone
def test_a_telephones_answer_cannot_be_edited(telephone: Telephone) -> None:
    """Any change to what browser or authenticator said undoes the signature."""
    said = telephone.agree(MESSAGE)
    for part in ("authenticator", "client", "signature"):
        octets = bytearray(getattr(said, part))
        octets[-1] ^= 1
        with pytest.raises(BadSignature):
            replace(said, **{part: bytes(octets)}).check(MESSAGE, telephone.passkey())


@pytest.mark.parametrize(
    "client",
    [
        b"",
        b"[]",
        b"{}",
        b'{"type":"webauthn.get","type":"webauthn.get"}',
        b'{"type":"webauthn.get","challenge":"!","origin":"https://mod.example"}',
        b'{"type":"webauthn.get","challenge":"A","origin":"https://mod.example"}',
        b'{"type":"webauthn.get","challenge":1,"origin":"https://mod.example"}',
        b'{"type":["webauthn.get"],"challenge":"AA","origin":"https://mod.example"}',
        b"\xff",
        b"[" * 4_000,
        b" " * 5_000,
    ],
)
def test_a_browser_that_speaks_nonsense_gives_no_approval(client: bytes) -> None:
    """Well signed nonsense is refused like any other, and never with a stack trace."""
    telephone = TELEPHONES["Ed25519"]
    honest = telephone.agree(MESSAGE)
    with pytest.raises(BadSignature):
        telephone.answer(client, honest.authenticator).check(MESSAGE, telephone.passkey())


@pytest.mark.parametrize(
    ("domain", "origin", "holds"),
    [
        ("localhost", "http://localhost:8000", True),
        ("us.localhost", "http://us.localhost:8000", True),
        ("localhost", "https://localhost", True),
        ("mod.example", "https://mod.example:8443", True),
        ("localhost", "http://us.localhost", False),
        ("localhost", "http://notlocalhost", False),
        ("mod.example", "http://mod.example:8443", False),
        ("notlocalhost", "http://notlocalhost", False),
    ],
)
def test_the_page_is_the_passkeys_own(domain: str, origin: str, holds: bool) -> None:
    """Over https, any port; http only on the machine itself; never a neighbouring host."""
    telephone = replace(TELEPHONES["Ed25519"], domain=domain)
    assertion = telephone.agree(MESSAGE, origin=origin)
    if holds:
        assertion.check(MESSAGE, telephone.passkey())
    else:
        with pytest.raises(BadSignature):
            assertion.check(MESSAGE, telephone.passkey())


@every_telephone
def test_another_passkey_or_a_plain_key_does_not_check_it(telephone: Telephone) -> None:
    """Another owner's passkey, another domain's, and the same key without its finger."""
    given, own = by_passkey(telephone), telephone.passkey()
    other = SigningKey.from_seed(own.key.kind, hashlib.sha256(SEED).digest()).public
    for public in (replace(own, key=other), replace(own, domain="iq.example"), own.key):
        with pytest.raises(BadSignature):
            given.check(DIGEST, public)


def test_a_plain_signature_does_not_pass_for_a_passkeys() -> None:
    """A copied secret is not enough where the charter asks for a passkey."""
    key = SigningKey.from_seed(Kind.ED25519, SEED)
    with pytest.raises(BadSignature, match="another kind"):
        by_key().check(DIGEST, Passkey(domain="mod.example", key=key.public))


@every_telephone
def test_a_passkey_shows_possession_in_the_same_way(telephone: Telephone) -> None:
    """At enrolment it agrees to the message that names its key and its holder."""
    own = telephone.passkey()
    message = possession(own, "general@mod.example")
    telephone.agree(message).check(message, own)
    with pytest.raises(BadSignature):
        telephone.agree(message).check(possession(own, "clerk@mod.example"), own)


def test_approvals_travel_inside_a_record() -> None:
    """Written into a larger record and read again, they are the same and still hold."""
    given = [by_key(), by_key(Kind.P256, Role.ROOT, MINISTER), by_passkey(TELEPHONES["P-256"])]
    octets = codec.encode({"act": b"...", "approvals": [write_approval(one) for one in given]})
    record = codec.decode(octets)
    assert isinstance(record, dict)
    assert [read_approval(one) for one in codec.required(record, "approvals", list)] == given


EMPTY_ANSWER: dict[str, object] = {"auth": b"", "client": b"", "sig": b""}


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        {"person": "p", "key": "k", "role": "approver"},
        {"person": "p", "key": "k", "role": "emperor", "sig": b""},
        {"person": "p", "key": "k", "role": "approver", "sig": "text"},
        {"person": "p", "key": "k", "role": "approver", "sig": b"", "office": 1},
        {"person": "p", "key": "k", "role": "approver", "sig": b"", "note": "x"},
        {"person": "p", "key": "k", "role": "approver", "sig": b"", "passkey": EMPTY_ANSWER},
        {"person": "p", "key": "k", "role": "approver", "passkey": {"auth": b"", "client": b""}},
        {"person": "p", "key": "k", "role": "approver", "passkey": EMPTY_ANSWER | {"x": 1}},
        {"key": "k", "role": "approver", "sig": b""},
    ],
    ids=str,
)
def test_a_record_that_is_no_approval_is_refused(record: codec.Value) -> None:
    """Missing, doubled, unknown and mistyped parts are refused by name."""
    with pytest.raises(Malformed):
        read_approval(record)


def test_an_empty_answer_is_a_bad_signature() -> None:
    """Nothing at all is refused like anything else that was not signed."""
    with pytest.raises(BadSignature):
        Assertion(authenticator=b"", client=b"", signature=b"").check(MESSAGE, TELEPHONES["P-256"].passkey())


def test_who_meets_no_passkey_does_not_wait_for_its_library() -> None:
    """Importing approvals does not import fido2, which takes longer than a whole check."""
    program = "import sys, chancery.seal.approval; sys.exit('fido2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
