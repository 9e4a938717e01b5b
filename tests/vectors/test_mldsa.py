"""The ML-DSA examples of RFC 9964 get the verdicts written in verdicts/mldsa.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chancery.errors import Malformed
from chancery.seal import codec
from chancery.seal.keys import Kind, SigningKey, from_cose, to_cose, verify
from chancery.seal.signed import KID, open_sign1, to_be_signed
from tests.vectors.verdict_table import counted, stated


def example(vectors: Path, file: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((vectors / "cose-mldsa" / file).read_text())
    return content


def cose_key(found: dict[str, Any]) -> dict[int | str, codec.Value]:
    """The example's COSE_Key; its members are not in deterministic order, so read them one by one."""
    public = bytes.fromhex(found["raw_public_key"])
    algorithm = int(found["key_diag"].split("3: ")[1].split(",")[0])
    return {1: 7, 3: algorithm, -1: public}


def check(found: dict[str, Any]) -> None:
    """Key, bytes to be signed, key name and signature of the example, each as it says."""
    key = from_cose(cose_key(found))
    sign1 = open_sign1(bytes.fromhex(found["sign1"]))
    assert sign1.payload is not None
    message = to_be_signed(sign1.protected, sign1.payload)
    assert message == bytes.fromhex(found["raw_to_be_signed"])
    assert sign1.header()[KID] == key.thumbprint
    verify(key, sign1.signature, message)


def accepted(found: dict[str, Any]) -> bool:
    try:
        check(found)
    except Malformed:
        return False
    return True


def test_every_file_gets_its_written_verdict(vectors: Path) -> None:
    """ML-DSA-44 checks in full; the larger two are not offered."""
    files = sorted(file.name for file in (vectors / "cose-mldsa").iterdir())
    assert len(files) == 3
    assert counted((file, accepted(example(vectors, file))) for file in files) == stated("mldsa")


def test_the_seed_of_the_example_grows_its_key(vectors: Path) -> None:
    """32 zero bytes give the example's ML-DSA-44 key, and our COSE_Key names it as theirs does."""
    found = example(vectors, "ML_DSA_44.cose.json")
    key = SigningKey.from_seed(Kind.ML_DSA_44, bytes.fromhex(found["priv"])).public
    assert key.octets == bytes.fromhex(found["raw_public_key"])
    assert to_cose(key) == cose_key(found) | {2: key.thumbprint}
    assert found["key_diag"].startswith(f"{{2: h'{key.thumbprint.hex()}'")


@pytest.mark.parametrize("file", ["ML_DSA_65.cose.json", "ML_DSA_87.cose.json"])
def test_larger_keys_are_refused_as_keys(vectors: Path, file: str) -> None:
    """Their messages can be read; no key of theirs can be named."""
    found = example(vectors, file)
    assert open_sign1(bytes.fromhex(found["sign1"])).payload == b"hello post quantum signatures"
    with pytest.raises(Malformed, match="1312 bytes"):
        from_cose(cose_key(found))
