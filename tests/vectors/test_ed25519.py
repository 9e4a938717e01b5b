"""Every edge case of Ed25519 gets the verdict written in verdicts/cctv.md and speccheck.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chancery.errors import BadSignature, Malformed
from chancery.seal.keys import Kind, PublicKey, verify
from tests.vectors.verdict_table import counted, stated

KEY_REFUSED, SIGNATURE_REFUSED, ACCEPTED = "key refused", "signature refused", "accepted"


def verdict(octets: bytes, signature: bytes, message: bytes) -> str:
    try:
        verify(PublicKey(kind=Kind.ED25519, octets=octets), signature, message)
    except Malformed:
        return KEY_REFUSED
    except BadSignature:
        return SIGNATURE_REFUSED
    return ACCEPTED


def openssl_accepts(octets: bytes, signature: bytes, message: bytes) -> bool:
    """The verdict without our look at the key."""
    try:
        Ed25519PublicKey.from_public_bytes(octets).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def cctv(vectors: Path) -> list[tuple[str, bytes, bytes, bytes]]:
    """Flags, key, signature and message of each case."""
    cases: list[dict[str, Any]] = json.loads((vectors / "cctv/ed25519/ed25519vectors.json").read_text())
    return [
        (
            " ".join(sorted(case["flags"] or ["none"])),
            bytes.fromhex(case["key"]),
            bytes.fromhex(case["sig"]),
            case["msg"].encode(),
        )
        for case in cases
    ]


def test_every_combination_of_flags_gets_its_written_verdict(vectors: Path) -> None:
    """914 cases in 66 combinations, each with one verdict throughout."""
    outcomes = [(flags, verdict(*case) == ACCEPTED) for flags, *case in cctv(vectors)]
    assert len(outcomes) == 914
    assert counted(outcomes) == stated("cctv")


def test_no_weak_key_is_ever_checked_against(vectors: Path) -> None:
    """Every key of low order or in a second spelling is refused before any signature is looked at."""
    weak = [case for flags, *case in cctv(vectors) if {"low_order_A", "non_canonical_A"} & set(flags.split())]
    assert len(weak) == 526
    assert {verdict(*case) for case in weak} == {KEY_REFUSED}


def test_the_look_at_the_key_is_what_refuses_122_signatures(vectors: Path) -> None:
    """OpenSSL accepts 208 of the 914: 122 under weak keys, 43 with a weak R are refused, 43 remain."""
    taken = [case for _, *case in cctv(vectors) if openssl_accepts(*case)]
    assert len(taken) == 208
    assert sum(verdict(*case) == KEY_REFUSED for case in taken) == 122
    assert sum(verdict(*case) == ACCEPTED for case in taken) == 43


def test_one_signature_does_not_serve_for_every_letter() -> None:
    """Under the neutral point OpenSSL takes one signature for three letters; here it is no key."""
    neutral, signature = bytes([1]) + bytes(31), bytes([1]) + bytes(31) + bytes(32)
    letters = [b"We approve.", b"We do not approve.", b"Withdraw."]
    assert all(openssl_accepts(neutral, signature, letter) for letter in letters)
    assert {verdict(neutral, signature, letter) for letter in letters} == {KEY_REFUSED}


def test_every_case_of_speccheck_gets_its_written_verdict(vectors: Path) -> None:
    """The 12 cases of Chalkias et al., numbered from 0 as in their table."""
    cases = json.loads((vectors / "ed25519-speccheck" / "cases.json").read_text())
    verdicts = [
        verdict(*(bytes.fromhex(case[part]) for part in ("pub_key", "signature", "message")))
        for case in cases
    ]
    assert len(verdicts) == 12
    outcomes = [(str(number), one == ACCEPTED) for number, one in enumerate(verdicts)]
    assert counted(outcomes) == stated("speccheck")
    assert [number for number, one in enumerate(verdicts) if one == KEY_REFUSED] == [0, 1, 10, 11]
