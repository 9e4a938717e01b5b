"""One key, one text; weak keys do not exist; a signature is checked or an error is raised."""

from __future__ import annotations

import base64
import hashlib

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chancery.errors import BadSignature, Malformed
from chancery.seal.codec import Value
from chancery.seal.keys import (
    Key,
    Kind,
    Passkey,
    PublicKey,
    SigningKey,
    check_possession,
    from_cose,
    from_x962,
    parse,
    passkey,
    possession,
    prove_possession,
    to_cose,
    verify,
)

KINDS = pytest.mark.parametrize("kind", list(Kind))
SEED = hashlib.sha256(b"a seed for tests").digest()
REQUIRED = {Kind.ED25519: (1, -1, -2), Kind.P256: (1, -1, -2, -3), Kind.ML_DSA_44: (1, 3, -1)}
"""The members of a COSE_Key that a thumbprint is made of."""


def signing(kind: Kind, seed: bytes = SEED) -> SigningKey:
    return SigningKey.from_seed(kind, seed)


def every_key() -> list[Key]:
    plain = [signing(kind).public for kind in Kind]
    return [*plain, *(Passkey(domain="mod.example", key=key) for key in plain[:2])]


@KINDS
def test_a_signature_belongs_to_one_message_and_one_key(kind: Kind) -> None:
    """Any other message, key or signature is refused; a seed always grows the same key."""
    key, other = signing(kind), signing(kind, hashlib.sha256(SEED).digest())
    signature = key.sign(b"letter")
    verify(key.public, signature, b"letter")
    verify(signing(kind).public, signature, b"letter")
    flipped = signature[:-1] + bytes((signature[-1] ^ 1,))
    for public, given, message in (
        (key.public, signature, b"lettes"),
        (other.public, signature, b"letter"),
        (key.public, flipped, b"letter"),
        (key.public, signature[:-1], b"letter"),
        (key.public, signature + b"\0", b"letter"),
        (key.public, b"", b"letter"),
        (key.public, bytes(len(signature)), b"letter"),
    ):
        with pytest.raises(BadSignature):
            verify(public, given, message)


@pytest.mark.parametrize("kind", [Kind.ED25519, Kind.P256])
def test_signing_needs_no_dice(kind: Kind) -> None:
    """The same letter signed twice has the same 64 bytes under it (RFC 8032, RFC 6979)."""
    assert signing(kind).sign(b"letter") == signing(kind).sign(b"letter")
    assert len(signing(kind).sign(b"letter")) == 64


@KINDS
def test_a_secret_survives_its_file_and_never_shows_itself(kind: Kind) -> None:
    """PEM and back is the same key, locked or not; printing it shows the public half only."""
    key = signing(kind)
    assert SigningKey.from_pem(key.pem()) == key
    assert SigningKey.from_pem(key.pem(b"open"), b"open") == key
    for wrong in (b"shut", None):
        with pytest.raises(Malformed, match="locked"):
            SigningKey.from_pem(key.pem(b"open"), wrong)
    assert "PrivateKey" not in repr(key)
    assert SEED.hex() not in repr(key)


def test_only_keys_on_offer_are_taken_from_files() -> None:
    """An RSA key, a P-384 key and no key at all are refused."""
    others = (rsa.generate_private_key(65_537, 2_048), ec.generate_private_key(ec.SECP384R1()))
    for other in others:
        with pytest.raises(Malformed, match="not offered"):
            SigningKey.from_pem(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(Malformed, match="no signing key"):
        SigningKey.from_pem(b"-----BEGIN LETTER-----")


@pytest.mark.parametrize("seed", [b"", bytes(31), bytes(33)])
def test_a_seed_has_32_bytes(seed: bytes) -> None:
    """No shorter secret is stretched, no longer one cut."""
    with pytest.raises(Malformed, match="32 bytes"):
        signing(Kind.ED25519, seed)


@pytest.mark.parametrize("seed", [bytes(32), b"\xff" * 32])
def test_a_seed_outside_the_curve_is_refused(seed: bytes) -> None:
    """P-256 has no key 0 and none beyond its order; reducing one would give a second seed for it."""
    with pytest.raises(Malformed, match="take another"):
        signing(Kind.P256, seed)


@pytest.mark.parametrize("key", every_key(), ids=lambda key: str(key)[:12])
def test_a_key_is_written_in_one_way(key: Key) -> None:
    """What is written is read again, and every other way of writing it is refused."""
    text = str(key)
    assert parse(text) == key
    for other in (text.upper(), text + "=", text[:-1], f" {text}", f"{text}\n", text.replace(":", "::", 1)):
        with pytest.raises(Malformed):
            parse(other)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not offered"),
        ("rsa:AAAA", "not offered"),
        ("ed25519", "32 bytes"),
        ("ed25519:AAAA", "32 bytes"),
        ("ed25519:!!!!", "base64"),
        ("ed25519:é", "base64"),
        ("p256:" + base64.b64encode(b"\x02" + b"\xff" * 32).decode(), "not a key"),
        ("p256:" + base64.b64encode(b"\x04" + bytes(32)).decode(), "not a key"),
        ("passkey:mod.example:oA==", "not offered"),
        ("passkey:mod.example:AA==", "COSE_Key"),
    ],
)
def test_what_is_no_key_is_refused(text: str, why: str) -> None:
    """Other kinds, lengths, points and texts are refused with a sentence that says which."""
    with pytest.raises(Malformed, match=why):
        parse(text)


def test_base64_with_idle_bits_is_a_second_spelling() -> None:
    """The last letter of 32 bytes in base64 has bits that nobody reads; they must be zero."""
    text = str(signing(Kind.ED25519).public)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    idle = letters[letters.index(text[-2]) + 1]
    assert base64.b64decode(f"{text[8:-2]}{idle}=") == base64.b64decode(text[8:])
    with pytest.raises(Malformed, match="unusual"):
        parse(f"{text[:-2]}{idle}=")


LOW_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
"""All eight points whose order divides 8."""


@pytest.mark.parametrize("octets", LOW_ORDER)
def test_a_key_under_which_one_signature_fits_all_cannot_exist(octets: str) -> None:
    """Refused as a key, as text, as a COSE_Key and as a passkey: there is no other way in."""
    weak = bytes.fromhex(octets)
    members: dict[int | str, Value] = {1: 1, 3: -8, -1: 6, -2: weak}
    with pytest.raises(Malformed, match="order"):
        PublicKey(kind=Kind.ED25519, octets=weak)
    with pytest.raises(Malformed, match="order"):
        parse(f"ed25519:{base64.b64encode(weak).decode()}")
    with pytest.raises(Malformed, match="order"):
        from_cose(members)
    with pytest.raises(Malformed, match="order"):
        passkey("mod.example", cbor2.dumps({1: 1, 3: -8, -1: 6, -2: weak}))


@KINDS
def test_a_thumbprint_is_of_the_required_members_alone(kind: Kind) -> None:
    """RFC 9679 section 4, computed here by an independent encoder."""
    public = signing(kind).public
    members = to_cose(public)
    # Already in the order of their bytes, which `cbor2` keeps.
    kept = {label: members[label] for label in REQUIRED[kind]}
    assert public.thumbprint == hashlib.sha256(cbor2.dumps(kept)).digest()
    assert members[2] == public.thumbprint
    assert from_cose(members) == public


def test_the_thumbprint_of_rfc_9679s_own_example() -> None:
    """The P-256 key of RFC 9679 section 5.6, which is also published as a URI there."""
    x = bytes.fromhex("65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d")
    y = bytes.fromhex("1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c")
    key = from_cose({1: 2, 3: -7, -1: 1, -2: x, -3: y})
    assert key.thumbprint.hex() == "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"


def test_one_key_enrolled_twice_is_one_key() -> None:
    """As a plain key and as a passkey it has the same thumbprint, so a threshold counts it once."""
    key = signing(Kind.P256).public
    assert Passkey(domain="mod.example", key=key).thumbprint == key.thumbprint


@pytest.mark.parametrize("algorithm", [-7, -9])
def test_a_passkey_is_taken_from_what_its_authenticator_gave(algorithm: int) -> None:
    """Either name of its algorithm is read, and written as the older one authenticators use."""
    key = signing(Kind.P256).public
    members = to_cose(key)
    credential = cbor2.dumps({1: 2, 3: algorithm, -1: 1, -2: members[-2], -3: members[-3]})
    found = passkey("mod.example", credential)
    assert found == Passkey(domain="mod.example", key=key)
    assert parse(str(found)) == found


@pytest.mark.parametrize(
    "credential",
    [
        {1: 2, 3: -8, -1: 1, -2: "x", -3: "y"},
        {1: 2, 3: -7, -1: 2, -2: "x", -3: "y"},
        {1: 2, 3: -7, -1: 1, -2: "x", -3: "x"},
        {1: 2, 3: -7, -1: 1, -2: "x"},
        {1: 2, -1: 1, -2: "x", -3: "y"},
        {1: 2, 2: b"kid", 3: -7, -1: 1, -2: "x", -3: "y"},
    ],
    ids=["algorithm", "curve", "point", "no y", "no algorithm", "more than asked"],
)
def test_a_credential_that_is_not_quite_a_key_is_refused(credential: dict[int, int | str | bytes]) -> None:
    """Another algorithm, curve or point, and anything missing or added."""
    real = to_cose(signing(Kind.P256).public)
    half = {"x": real[-2], "y": real[-3]}
    filled = {label: half[part] if isinstance(part, str) else part for label, part in credential.items()}
    with pytest.raises(Malformed):
        passkey("mod.example", cbor2.dumps(filled))


NO_DOMAINS = ("Mod.example", "https://mod.example", "mod.example:443", "mod..example", ".mod", "-a.b", "a-")


@pytest.mark.parametrize("domain", [*NO_DOMAINS, "é.example", "", "a\n", "a" * 64])
def test_a_passkey_belongs_to_a_plain_domain(domain: str) -> None:
    """Lower case, no scheme, no port: the same text the browser hashes."""
    with pytest.raises(Malformed, match="domain"):
        Passkey(domain=domain, key=signing(Kind.ED25519).public)


def test_a_tree_heads_key_is_no_passkey() -> None:
    """No authenticator holds an ML-DSA-44 key for us."""
    with pytest.raises(Malformed, match="Ed25519 or a P-256"):
        Passkey(domain="mod.example", key=signing(Kind.ML_DSA_44).public)


@KINDS
def test_a_key_names_its_own_algorithms_only(kind: Kind) -> None:
    """The written algorithm is the fully-specified one; a neighbour's is not read."""
    public = signing(kind).public
    expected = {Kind.ED25519: (-19, {-8}), Kind.P256: (-9, {-7}), Kind.ML_DSA_44: (-48, set())}
    written, older = expected[kind]
    assert public.algorithm == written
    assert {algorithm for algorithm in range(-300, 50) if public.reads(algorithm)} == {written} | older


@KINDS
def test_possession_is_shown_for_one_holder_and_one_key(kind: Kind) -> None:
    """The proof of one officer does not enrol the key for another, nor another key for the officer."""
    key, other = signing(kind), signing(kind, hashlib.sha256(SEED).digest())
    proof = prove_possession(key, "general@mod.example")
    check_possession(key.public, "general@mod.example", proof)
    with pytest.raises(BadSignature):
        check_possession(key.public, "clerk@mod.example", proof)
    with pytest.raises(BadSignature):
        check_possession(other.public, "general@mod.example", proof)
    assert possession(key.public, "a").startswith(b"\x83\x76chancery/possession/v1")


@pytest.mark.parametrize("signature", [b"", b"\x30\x00", b"\x30\x06\x02\x01\xff\x02\x01\x01", bytes(70)])
def test_what_is_no_x962_signature_is_a_bad_one(signature: bytes) -> None:
    """Nothing, an empty pair, a negative half, zeros: none is a signature of anybody's."""
    with pytest.raises(BadSignature):
        from_x962(signature)
