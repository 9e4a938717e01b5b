"""Receipts of ours, read by SCITT and COSE programs that others wrote."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chancery.log.checkpoint import claimed_head
from chancery.log.vkey import VerifierKey
from chancery.seal.evidence import read_evidence
from tests.cli.house_by_hand import HouseByHand, house_by_hand

READER = Path(__file__).with_name("receipts_by_others.py")


def pem_of(house: HouseByHand) -> str:
    """The log's Ed25519 key, which signs receipts too."""
    key = VerifierKey.parse((house.folder / "register" / "vkey").read_text().strip())
    public = Ed25519PublicKey.from_public_bytes(key.public)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read(program: Path, pem: str, pairs: list[tuple[bytes, bytes]]) -> list[dict[str, Any]]:
    asked = {"pem": pem, "pairs": [[entry.hex(), receipt.hex()] for entry, receipt in pairs]}
    ended = subprocess.run(
        [str(program), str(READER)], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    found: list[dict[str, Any]] = json.loads(ended.stdout)
    return found


def test_their_proof_and_their_signature_check_agree_with_ours(
    their: Callable[[str], Path], tmp_path: Path
) -> None:
    """scitt-cose finds the checkpoint's root, cwt the log's signature over it; of another entry, neither."""
    program, house = their("python-with-cose"), house_by_hand(tmp_path / "own", "own.example")
    code, file = house.released(), tmp_path / "letter.evidence"
    house.run("evidence", code, "-o", file)
    (extract,) = read_evidence(file.read_bytes()).extracts
    head = claimed_head(extract.checkpoint)
    found = read(program, pem_of(house), list(extract.entries))
    assert [(each["root"], each["size"], each["signed"]) for each in found] == [
        (head.root.hex(), head.size, True)
    ] * len(extract.entries)
    assert [each["index"] for each in found] == sorted({each["index"] for each in found})
    others = [(entry + b".", receipt) for entry, receipt in extract.entries]
    for each in read(program, pem_of(house), others):
        assert each["root"] != head.root.hex()
        assert each["signed"] is False
