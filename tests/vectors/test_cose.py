"""Every COSE example gets the verdict written in verdicts/cose.md.

Accepted means: read in the strict profile, its algorithm protected, on offer and the
key's own, and its signature checked with `keys.verify`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chancery.errors import BadSignature, Malformed
from chancery.seal import codec
from chancery.seal.keys import Kind, PublicKey, SigningKey, from_cose, verify
from chancery.seal.signed import ALGORITHM, open_sign1, to_be_signed, write_sign1
from tests.vectors.verdict_table import counted, stated

Jwk = dict[str, str]


def wg_examples(vectors: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    folder = vectors / "cose-wg-examples"
    for file in sorted(folder.rglob("*.json")):
        yield str(file.relative_to(folder)), json.loads(file.read_text())


def gluecose(vectors: Path, what: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((vectors / "gluecose-cose").glob(f"sign1-{what}-*.json")):
        yield f"gluecose/{file.name}", json.loads(file.read_text())


def key_of(jwk: Jwk) -> PublicKey:
    """The key of an example; raises `Malformed` if keys of its kind are not offered."""
    match jwk:
        case {"kty": "OKP", "crv": "Ed25519", "x_hex": x}:
            return PublicKey(kind=Kind.ED25519, octets=bytes.fromhex(x))
        case {"kty": "EC", "crv": "P-256"}:
            return from_cose({1: 2, 3: -7, -1: 1, -2: coordinate(jwk, "x"), -3: coordinate(jwk, "y")})
        case _:
            raise Malformed("Keys of this kind are not offered.")


def coordinate(jwk: Jwk, name: str) -> bytes:
    if f"{name}_hex" in jwk:
        return bytes.fromhex(jwk[f"{name}_hex"])
    return base64.urlsafe_b64decode(jwk[name] + "==")


def check(octets: bytes, jwk: Jwk, external: bytes) -> None:
    """Read and check one COSE_Sign1 as anything of ours would be."""
    sign1 = open_sign1(octets)
    key = key_of(jwk)
    if sign1.payload is None or not key.reads(codec.required(sign1.header(), ALGORITHM, int)):
        raise BadSignature("Another algorithm than the key's own.")
    verify(key, sign1.signature, to_be_signed(sign1.protected, sign1.payload, external))


def accepted(octets: bytes, jwk: Jwk, external: bytes) -> bool:
    try:
        check(octets, jwk, external)
    except (Malformed, BadSignature):
        return False
    return True


def wg_accepted(example: dict[str, Any]) -> bool:
    octets = bytes.fromhex(example["output"]["cbor"])
    signer = example["input"].get("sign0")
    if signer is None:
        with pytest.raises(Malformed, match="tag 18"):
            open_sign1(octets)
        return False
    return accepted(octets, signer["key"], bytes.fromhex(signer.get("external", "")))


def gluecose_accepted(example: dict[str, Any]) -> bool:
    verifying = example["sign1::verify"]
    octets = bytes.fromhex(verifying["taggedCOSESign1"]["cborHex"])
    return accepted(octets, example["key"], bytes.fromhex(verifying.get("external", "")))


def test_every_file_gets_its_written_verdict(vectors: Path) -> None:
    """84 examples of the COSE working group and 7 of gluecose, file by file."""
    outcomes = [(file, wg_accepted(example)) for file, example in wg_examples(vectors)]
    outcomes += [(file, gluecose_accepted(example)) for file, example in gluecose(vectors, "verify")]
    assert counted(outcomes) == stated("cose")


def test_nothing_that_should_fail_is_accepted(vectors: Path) -> None:
    """The 12 examples marked as failures are all refused."""
    failing = [example for _, example in wg_examples(vectors) if example.get("fail")]
    assert len(failing) == 12
    assert not any(wg_accepted(example) for example in failing)


def test_what_is_signed_is_spelled_as_others_spell_it(vectors: Path) -> None:
    """The bytes to be signed, and the finished message, of all 7 signing examples are theirs exactly."""
    examples = list(gluecose(vectors, "sign"))
    assert len(examples) == 7
    for _, example in examples:
        signing = example["sign1::sign"]
        sign1 = open_sign1(bytes.fromhex(signing["expectedOutput"]["cborHex"]))
        payload, external = bytes.fromhex(signing["payload"]), bytes.fromhex(signing.get("external", ""))
        ours = to_be_signed(sign1.protected, payload, external)
        assert ours == bytes.fromhex(signing["tbsHex"]["cborHex"])
        message = write_sign1(sign1.protected, sign1.unprotected, sign1.payload, sign1.signature)
        assert message == bytes.fromhex(signing["expectedOutput"]["cborHex"])


@pytest.mark.parametrize("algorithm", [None, 0, -999, "unknown", -35, -48])
def test_no_foreign_algorithm_is_taken(algorithm: int | str | None) -> None:
    """There is no "none": a signature that names no algorithm of its key is refused."""
    key = SigningKey.from_seed(Kind.ED25519, bytes(32)).public
    header: dict[int, codec.Writable] = {} if algorithm is None else {ALGORITHM: algorithm}
    octets = write_sign1(codec.encode(header), {}, b"payload", bytes(64))
    jwk = {"kty": "OKP", "crv": "Ed25519", "x_hex": key.octets.hex()}
    with pytest.raises((Malformed, BadSignature), match=r"must give 1|own"):
        check(octets, jwk, b"")
