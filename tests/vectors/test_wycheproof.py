"""Every Wycheproof case gets the verdict written in verdicts/wycheproof.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chancery.errors import BadSignature, Malformed
from chancery.seal.codec import Value
from chancery.seal.keys import Kind, PublicKey, SigningKey, from_cose, from_x962, parse, verify
from tests.vectors.verdict_table import counted, stated

Case = dict[str, Any]
Check = Callable[[Case, Case], None]
"""Raises unless the signature of the second (a test) verifies under the key of the first (its group)."""


def ed25519(group: Case, test: Case) -> None:
    key = PublicKey(kind=Kind.ED25519, octets=bytes.fromhex(group["publicKey"]["pk"]))
    verify(key, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))


def p256(group: Case) -> PublicKey:
    point = bytes.fromhex(group["publicKey"]["uncompressed"])
    return from_cose({1: 2, -1: 1, 3: -7, -2: point[1:33], -3: point[33:]})


def p256_as_cose(group: Case, test: Case) -> None:
    verify(p256(group), bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))


def p256_as_x962(group: Case, test: Case) -> None:
    """As a passkey spells it."""
    verify(p256(group), from_x962(bytes.fromhex(test["sig"])), bytes.fromhex(test["msg"]))


def mldsa44(group: Case, test: Case) -> None:
    key = PublicKey(kind=Kind.ML_DSA_44, octets=bytes.fromhex(group["publicKey"]))
    verify(key, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))


def mldsa44_from_seed(group: Case, test: Case) -> None:
    """The key grown from the seed is theirs, and checks their deterministic signature.

    OpenSSL signs with dice, so ours is another signature, which also checks.
    """
    key = SigningKey.from_seed(Kind.ML_DSA_44, bytes.fromhex(group["privateSeed"]))
    assert key.public.octets == bytes.fromhex(group["publicKey"])
    message = bytes.fromhex(test["msg"])
    verify(key.public, bytes.fromhex(test["sig"]), message)
    verify(key.public, key.sign(message), message)


OFFERED: dict[str, Check] = {
    "ed25519_test.json": ed25519,
    "ecdsa_secp256r1_sha256_p1363_test.json": p256_as_cose,
    "ecdsa_secp256r1_sha256_test.json": p256_as_x962,
    "mldsa_44_verify_test.json": mldsa44,
    "mldsa_44_sign_seed_test.json": mldsa44_from_seed,
}

NOT_OFFERED: dict[str, tuple[str, dict[int | str, Value]]] = {
    "ecdsa_secp384r1_sha384_p1363_test.json": ("p384", {1: 2, 3: -35, -1: 2}),
    "ecdsa_secp384r1_sha384_test.json": ("p384", {1: 2, 3: -35, -1: 2}),
    "ecdsa_secp521r1_sha512_p1363_test.json": ("p521", {1: 2, 3: -36, -1: 3}),
    "ecdsa_secp521r1_sha512_test.json": ("p521", {1: 2, 3: -36, -1: 3}),
    "mldsa_65_sign_seed_test.json": ("ml-dsa-65", {1: 7, 3: -49}),
    "mldsa_65_verify_test.json": ("ml-dsa-65", {1: 7, 3: -49}),
    "mldsa_87_verify_test.json": ("ml-dsa-87", {1: 7, 3: -50}),
    "rsa_pss_2048_sha256_mgf1_32_test.json": ("rsa", {1: 3, 3: -37}),
    "rsa_signature_2048_sha256_test.json": ("rsa", {1: 3, 3: -257}),
    "hkdf_sha256_test.json": ("hkdf", {1: 4, 3: -10}),
    "hmac_sha256_test.json": ("hmac", {1: 4, 3: 5}),
}
"""What a key of that kind would be called, and how its COSE_Key begins."""


def cases_of(vectors: Path, file: str) -> Iterator[tuple[Case, Case]]:
    suite = json.loads((vectors / "wycheproof" / file).read_text())
    pairs = [(group, test) for group in suite["testGroups"] for test in group["tests"]]
    assert len(pairs) == suite["numberOfTests"]
    yield from pairs


def accepted(check: Check, group: Case, test: Case) -> bool:
    try:
        check(group, test)
    except (BadSignature, Malformed):
        return False
    return True


def in_our_context(test: Case) -> bool:
    """ML-DSA can bind a signature to a context; ours is the empty one, over the message itself."""
    return not test.get("ctx") and "msg" in test


def test_the_folder_holds_the_files_we_know(vectors: Path) -> None:
    """A new file fails here until somebody has written down its verdict."""
    found = {file.name for file in (vectors / "wycheproof").glob("*.json")}
    assert found == OFFERED.keys() | NOT_OFFERED.keys() == stated("wycheproof").keys()


@pytest.mark.parametrize("file", OFFERED)
def test_what_is_offered_gives_wycheproofs_own_verdict(vectors: Path, file: str) -> None:
    """Valid is accepted and invalid refused, case by case; other contexts are refused."""
    outcomes = []
    for group, test in cases_of(vectors, file):
        ours = in_our_context(test) and accepted(OFFERED[file], group, test)
        assert ours == (test["result"] == "valid" and in_our_context(test)), test["tcId"]
        outcomes.append((file, ours))
    assert counted(outcomes)[file] == stated("wycheproof")[file]


@pytest.mark.parametrize("file", NOT_OFFERED)
def test_what_is_not_offered_is_no_key_here(vectors: Path, file: str) -> None:
    """Neither by name nor as a COSE_Key can such a key be enrolled, so none of its cases arises."""
    name, begins = NOT_OFFERED[file]
    cases = list(cases_of(vectors, file))
    for group, _ in cases[:1]:
        with pytest.raises(Malformed):
            from_cose({**begins, **coordinates(group)})
    with pytest.raises(Malformed, match="not offered"):
        parse(f"{name}:AAAA")
    assert stated("wycheproof")[file] == (len(cases), 0, len(cases))


def coordinates(group: Case) -> dict[int | str, Value]:
    """The rest of the COSE_Key, from whatever the group says of its key."""
    public = group.get("publicKey", "")
    if isinstance(public, str):
        return {-1: bytes.fromhex(public)} if public else {-1: bytes(32)}
    if "uncompressed" in public:
        point = bytes.fromhex(public["uncompressed"])[1:]
        return {-2: point[: len(point) // 2], -3: point[len(point) // 2 :]}
    return {-1: bytes.fromhex(public["modulus"]), -2: bytes.fromhex(public["publicExponent"])}
