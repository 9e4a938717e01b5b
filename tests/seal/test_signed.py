"""A statement on the log is one exact byte string, and is not believed before it is checked."""

from __future__ import annotations

import hashlib
from typing import Any

import cbor2
import pytest

from chancery.errors import BadSignature, Malformed
from chancery.seal import codec
from chancery.seal.keys import Kind, SigningKey
from chancery.seal.signed import (
    ACT,
    LONGEST,
    open_sign1,
    open_statement,
    sign_statement,
    to_be_signed,
    write_sign1,
)

KEY = SigningKey.from_seed(Kind.ED25519, hashlib.sha256(b"issuer").digest())
SUBJECT = "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427"
AT = 1_578_330_000


def statement(payload: bytes = b"the act", key: SigningKey = KEY) -> bytes:
    return sign_statement(
        payload,
        issuer="https://mod.example",
        subject=SUBJECT,
        at=AT,
        content_type="application/vnd.chancery.act+cbor",
        key=key,
    )


def header() -> dict[int | str, Any]:
    return open_sign1(statement()).header()


def signed_with(
    header: dict[int | str, Any], payload: bytes | None = b"the act", unprotected: Any = None
) -> bytes:
    """A message that is well signed, whatever its header says."""
    protected = codec.encode(header)
    signature = KEY.sign(to_be_signed(protected, payload or b""))
    return write_sign1(protected, unprotected or {}, payload, signature)


@pytest.mark.parametrize("kind", [Kind.ED25519, Kind.P256])
def test_what_was_signed_is_read_and_checked(kind: Kind) -> None:
    """Issuer, subject, time and payload come back; the entry is the very bytes."""
    key = SigningKey.from_seed(kind, hashlib.sha256(b"issuer").digest())
    octets = statement(key=key)
    signed = open_statement(octets).check(key.public)
    assert signed.octets == octets
    assert (signed.payload, signed.issuer) == (b"the act", "https://mod.example")
    assert (signed.subject, signed.at) == (SUBJECT, AT)
    assert signed.kid == key.public.thumbprint


def test_an_independent_decoder_sees_the_shape_of_rfc_9943() -> None:
    """Tag 18, protected header with algorithm, type, kid and claims, empty unprotected header."""
    message = cbor2.loads(statement())
    protected, unprotected, payload, signature = message.value
    assert message.tag == 18
    assert cbor2.loads(protected) == {
        1: -19,
        3: "application/vnd.chancery.act+cbor",
        4: KEY.public.thumbprint,
        15: {1: "https://mod.example", 2: SUBJECT, 6: AT},
        16: ACT,
    }
    assert (unprotected, payload, len(signature)) == ({}, b"the act", 64)
    key_sees = cbor2.dumps(["Signature1", protected, b"", payload])
    assert to_be_signed(protected, payload) == key_sees


def test_no_byte_of_a_statement_can_be_changed() -> None:
    """Flip any one bit of any byte: it is no longer read, or no longer signed."""
    octets = statement()
    for place in range(len(octets)):
        changed = bytearray(octets)
        changed[place] ^= 1 << place % 8
        with pytest.raises((Malformed, BadSignature)):
            open_statement(bytes(changed)).check(KEY.public)


def test_no_statement_is_read_when_cut_short_or_added_to() -> None:
    """Every beginning of a statement, and the statement with one byte more, is refused."""
    octets = statement()
    for length in range(len(octets)):
        with pytest.raises(Malformed):
            open_statement(octets[:length])
    with pytest.raises(Malformed, match="follow the end"):
        open_statement(octets + b"\0")


def test_another_key_does_not_check_it() -> None:
    """The kid is compared first: a key is checked against only if it is the one named."""
    other = SigningKey.from_seed(Kind.ED25519, hashlib.sha256(b"other").digest())
    with pytest.raises(BadSignature, match="another key"):
        open_statement(statement()).check(other.public)


def test_the_older_name_of_ed25519_is_read() -> None:
    """-8 (EdDSA) is accepted from others; we write -19."""
    open_statement(signed_with(header() | {1: -8})).check(KEY.public)


@pytest.mark.parametrize("algorithm", [-7, -9])
def test_the_algorithm_is_the_keys_own(algorithm: int) -> None:
    """A header that says ECDSA under an Ed25519 key is refused though the signature would hold."""
    with pytest.raises(BadSignature, match="another key"):
        open_statement(signed_with(header() | {1: algorithm})).check(KEY.public)


@pytest.mark.parametrize(
    "change",
    [
        {1: 0},
        {1: -35},
        {1: -48},
        {1: "none"},
        {1: None},
        {3: 60},
        {3: ""},
        {4: b"short"},
        {4: None},
        {15: {}},
        {15: {1: "", 2: SUBJECT, 6: AT}},
        {15: {1: "https://mod.example", 2: SUBJECT, 6: -1}},
        {15: {1: "https://mod.example", 2: SUBJECT, 6: True}},
        {15: {1: "https://mod.example", 2: SUBJECT}},
        {15: {1: "https://mod.example", 2: SUBJECT, 4: AT, 6: AT}},
        {15: {1: "x" * 8_193, 2: SUBJECT, 6: AT}},
        {16: "application/json"},
        {2: [99], 99: 1},
        {258: -16},
        {"note": "a second meaning"},
    ],
    ids=str,
)
def test_a_header_that_says_anything_else_is_refused(change: dict[int | str, Any]) -> None:
    """Well signed or not: other algorithms, types and claims, and headers nobody here reads."""
    with pytest.raises(Malformed):
        open_statement(signed_with(header() | change))


@pytest.mark.parametrize("label", [1, 3, 4, 15, 16])
def test_a_header_that_says_less_is_refused(label: int) -> None:
    """Every one of the five is needed."""
    less = {name: value for name, value in header().items() if name != label}
    with pytest.raises(Malformed):
        open_statement(signed_with(less))


@pytest.mark.parametrize("protected", [b"\x80", b"\x00", b"\x61x"])
def test_a_header_is_a_map(protected: bytes) -> None:
    """Other well-spelled values in its place are refused."""
    octets = write_sign1(protected, {}, b"the act", KEY.sign(to_be_signed(protected, b"the act")))
    with pytest.raises(Malformed, match="is a map"):
        open_statement(octets)


def test_an_entry_carries_its_payload_and_nothing_unsigned() -> None:
    """A detached payload and an unprotected header are for other messages."""
    for octets in (signed_with(header(), None), signed_with(header(), unprotected={4: b"11"})):
        with pytest.raises(Malformed, match="carries its payload"):
            open_statement(octets)


def test_a_message_in_place_of_a_byte_string_is_refused() -> None:
    """A signed message put in bare, where its bytes should stand, would be a second spelling of the entry."""
    octets, inner = statement(statement()), statement()
    assert octets.count(codec.byte_string(inner)) == 1
    with pytest.raises(Malformed, match="no place"):
        open_statement(octets.replace(codec.byte_string(inner), inner))


def test_an_entry_fits_into_sixteen_bits() -> None:
    """65,535 bytes are the longest entry that a bundle of tiles can count."""
    spare = LONGEST - len(statement(bytes(60_000))) + 60_000
    assert len(statement(bytes(spare))) == LONGEST
    with pytest.raises(Malformed, match="at most 65535"):
        statement(bytes(spare + 1))


def test_what_could_not_be_read_is_not_signed() -> None:
    """The signer refuses what every reader would refuse."""
    with pytest.raises(Malformed):
        sign_statement(b"", issuer="", subject=SUBJECT, at=AT, content_type="text/plain", key=KEY)
    heads = SigningKey.from_seed(Kind.ML_DSA_44, bytes(32))
    with pytest.raises(Malformed, match="not signed the way"):
        statement(key=heads)
