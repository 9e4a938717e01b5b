"""The receipt examples of RFC 9942's authors get the verdicts written in verdicts/receipts.md."""

from __future__ import annotations

import re
from pathlib import Path

import cbor2
import pytest

from chancery.errors import BadProof, Malformed
from chancery.log.path import root_from_inclusion
from chancery.log.tree import leaf_hash, node_hash
from chancery.seal.keys import Kind, SigningKey
from chancery.seal.receipt import (
    CONSISTENCY,
    INCLUSION,
    PROOFS,
    open_consistency,
    open_inclusion,
    read_proof,
    sign_tree_head,
)
from tests.vectors.verdict_table import counted, stated

OPENERS = {"inclusion-receipt": open_inclusion, "consistency-receipt": open_consistency}
KEY = SigningKey.from_seed(Kind.ED25519, bytes(32))


def receipt(vectors: Path, name: str) -> bytes:
    return (vectors / "cose-receipts" / f"{name}.cbor").read_bytes()


def accepted(vectors: Path, name: str) -> bool:
    try:
        OPENERS[name](receipt(vectors, name))
    except Malformed:
        return False
    return True


def test_every_file_gets_its_written_verdict(vectors: Path) -> None:
    """Both samples are refused whole; the other four files describe them."""
    files = {file.name for file in (vectors / "cose-receipts").iterdir()}
    assert files == {f"{name}.{kind}" for name in OPENERS for kind in ("cbor", "cddl", "diag")}
    assert counted((f"{name}.cbor", accepted(vectors, name)) for name in OPENERS) == stated("receipts")


@pytest.mark.parametrize("name", OPENERS)
def test_the_samples_are_refused_for_the_order_of_their_header(vectors: Path, name: str) -> None:
    """Their protected header puts label 395 before 15, which is a second spelling of one header."""
    with pytest.raises(Malformed, match="out of order"):
        OPENERS[name](receipt(vectors, name))
    header = cbor2.loads(cbor2.loads(receipt(vectors, name)).value[0])
    assert list(header) == [1, 4, 395, 15]


@pytest.mark.parametrize("name", OPENERS)
def test_the_diagnostic_form_is_of_the_same_bytes(vectors: Path, name: str) -> None:
    """The hexadecimal in the .diag file is the .cbor file."""
    text = (vectors / "cose-receipts" / f"{name}.diag").read_text()
    dump = re.search(r"## Hex\s+```\s+([0-9a-f ]+)", text)
    assert dump is not None
    assert bytes.fromhex(dump[1]) == receipt(vectors, name)


def test_the_proofs_inside_are_read_as_they_say(vectors: Path) -> None:
    """Entry 3 of 5 with a path of three hashes, and 3 grown to 5 with four: our reader agrees."""
    inclusion = cbor2.loads(receipt(vectors, "inclusion-receipt")).value[1][PROOFS][INCLUSION]
    size, index, path = read_proof(inclusion)
    assert (size, index, len(path)) == (5, 3, 3)
    assert len(root_from_inclusion(leaf_hash(b"any entry"), index, size, path)) == 32
    with pytest.raises(BadProof):
        root_from_inclusion(leaf_hash(b"any entry"), index, size, path[:2])
    consistency = cbor2.loads(receipt(vectors, "consistency-receipt")).value[1][PROOFS][CONSISTENCY]
    old_size, new_size, hashes = read_proof(consistency)
    assert (old_size, new_size, len(hashes)) == (3, 5, 4)


def test_our_receipts_have_the_shape_of_the_published_grammar(vectors: Path) -> None:
    """What the two .cddl files prescribe, read from our bytes by an independent decoder."""
    leaves = [leaf_hash(entry) for entry in (b"one", b"two")]
    root = node_hash(*leaves)
    head = sign_tree_head(root, 2, issuer="https://mod.example", origin="mod.example/register", key=KEY)
    for label, octets in ((-1, head.inclusion(0, leaves[1:])), (-2, head.consistency(1, leaves[1:]))):
        found = cbor2.loads(octets)
        protected, unprotected, payload, signature = found.value
        assert (found.tag, payload, type(signature)) == (18, None, bytes)
        assert {1, 395} <= cbor2.loads(protected).keys()
        (proof,) = unprotected[396][label]
        first, second, path = cbor2.loads(proof)
        assert (type(first), type(second), [type(one) for one in path]) == (int, int, [bytes])
