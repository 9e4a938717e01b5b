from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import BadProof, Malformed, Untrusted
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.head import TreeHead
from chancery.log.lines import to_base64
from chancery.log.path import inclusion_path
from chancery.log.policy import Policy
from chancery.log.proof import LogProof
from chancery.log.tree import leaf_hash
from tests.log.keys import LOG, LOG_PQ, NOON, ORIGIN, WITNESS
from tests.log.reference import Reference, entries

TREE = Reference(entries(100))
HEAD = TreeHead(origin=ORIGIN, size=100, root=TREE.mth(0, 100))
PROOF = LogProof(
    index=42,
    path=tuple(inclusion_path(42, 100, TREE.perfect)),
    checkpoint=sign_checkpoint(HEAD, [LOG, LOG_PQ], at=NOON),
)
POLICY = Policy.parse(f"log {LOG.verifier.text}\nquorum none\n".encode())
LEAF = leaf_hash(TREE.entries[42])


def test_a_proof_file_is_checked_with_nothing_but_a_policy() -> None:
    """Written, read back, and the entry is in the log."""
    witnessed = LogProof.parse(PROOF.to_bytes()).check(LEAF, POLICY, now=NOON)
    assert witnessed.checkpoint.head == HEAD


def test_another_entry_or_another_index_is_not_shown() -> None:
    with pytest.raises(BadProof):
        PROOF.check(leaf_hash(b"another"), POLICY, now=NOON)
    with pytest.raises(BadProof):
        dataclasses.replace(PROOF, index=43).check(LEAF, POLICY, now=NOON)


def test_the_readers_policy_decides_whether_it_is_enough() -> None:
    """The same file, and a reader who asks for a witness."""
    strict = f"log {LOG.verifier.text}\nwitness w {WITNESS.verifier.text}\nquorum w\n"
    with pytest.raises(Untrusted):
        PROOF.check(LEAF, Policy.parse(strict.encode()), now=NOON)


HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=64)


@given(st.integers(0, 2**64 - 1), HASHES, st.none() | st.binary())
def test_a_proof_file_reads_back_as_written(index: int, path: list[bytes], extra: bytes | None) -> None:
    """Also without a path, as in a log of one entry, and with extra octets, even none of them."""
    proof = LogProof(index=index, path=tuple(path), checkpoint=PROOF.checkpoint, extra=extra)
    assert LogProof.parse(proof.to_bytes()) == proof


def test_the_lines_stand_as_in_the_specification() -> None:
    """Header, extra, index, hashes, empty line, checkpoint verbatim."""
    proof = dataclasses.replace(PROOF, extra=b"more", path=(bytes(32),))
    assert proof.to_bytes() == b"".join(
        [
            b"c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 42\n",
            b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
            PROOF.checkpoint,
        ]
    )


V1 = "c2sp.org/tlog-proof@v1"
HASH = to_base64(bytes(32))


@pytest.mark.parametrize(
    "front",
    [
        "", "index 1", V1, "c2sp.org/tlog-proof@v2\nindex 1", f"{V1}\nextra AA==", f"{V1}\nindex",
        f"{V1}\nindex 01", f"{V1}\nindex -1", f"{V1}\nindex \u0661", f"{V1}\r\nindex 1", f"{V1}\n{HASH}",
        f"{V1}\nextra A\nindex 1", f"{V1}\nindex 1\nextra AA==\n{HASH}", f"{V1}\nindex 1\nAA==",
        f"{V1}\nindex 1\n{HASH} ", f"{V1}\nindex 1" + f"\n{HASH}" * 65,
    ],
)  # fmt: skip
def test_nothing_else_is_a_proof_file(front: str) -> None:
    """No header, no index, a second spelling of it, a path longer than any tree is high."""
    with pytest.raises(Malformed):
        LogProof.parse(f"{front}\n\n".encode() + PROOF.checkpoint)


@given(st.binary(max_size=200))
def test_any_octets_are_refused_in_one_way(octets: bytes) -> None:
    for file in (octets, b"c2sp.org/tlog-proof@v1\n" + octets):
        with pytest.raises(Malformed):
            LogProof.parse(file)
