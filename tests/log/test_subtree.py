"""A part of a log, signed without a time: what is asked, what is answered, and the octets that are signed."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import BadSignature, Malformed
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.cosignature import Subtree, subtree_message
from chancery.log.cosigner import Cosigner
from chancery.log.head import TreeHead
from chancery.log.path import subtree_path
from chancery.log.subtree import SignSubtree, decide_subtree
from chancery.log.witness import Outcome
from tests.log.keys import LOG, NOON, ORIGIN, WITNESS, WITNESS_PQ
from tests.log.reference import Reference, entries

TREE = Reference(entries(50))
OWN = (WITNESS.verifier, WITNESS_PQ.verifier)


def note(size: int = 14) -> bytes:
    head = TreeHead(origin=ORIGIN, size=size, root=TREE.mth(0, size))
    return sign_checkpoint(head, [LOG, WITNESS, WITNESS_PQ], at=NOON)


def request(start: int, end: int, size: int = 14) -> SignSubtree:
    path = tuple(subtree_path(start, end, size, TREE.perfect))
    return SignSubtree(start=start, end=end, root=TREE.mth(start, end), path=path, checkpoint=note(size))


def test_the_example_of_the_specification_reads_as_it_is_written() -> None:
    """Range, hash, proof, empty line, checkpoint, each on a line of its own."""
    asked = request(8, 13)
    assert asked.to_bytes().startswith(b"subtree 8 13\n")
    assert SignSubtree.parse(asked.to_bytes()) == asked


@given(st.integers(1, 50), st.data())
def test_every_subtree_of_a_cosigned_tree_is_signed(size: int, data: st.DataObject) -> None:
    """Whatever its range, if it is one: [start, end) with start a multiple of what it fits in."""
    height = data.draw(st.integers(0, 5))
    start = data.draw(st.integers(0, (size - 1) >> height)) << height
    end = data.draw(st.integers(start + 1, min(size, start + (1 << height))))
    asked = SignSubtree.parse(request(start, end, size).to_bytes())
    assert decide_subtree(asked, OWN) is Outcome.COSIGN


@pytest.mark.parametrize(
    "ranged", ["8 8", "13 8", "7 13", "4 13", "08 13", "8 013", "-8 13", "8", "8 9 13", "8  13"]
)
def test_what_is_no_range_of_a_subtree_is_malformed(ranged: str) -> None:
    """Empty, turned round, not aligned, or a number spelled in another way."""
    body = request(8, 13).to_bytes().replace(b"8 13", ranged.encode(), 1)
    with pytest.raises(Malformed):
        SignSubtree.parse(body)


def test_a_line_too_many_or_none_is_malformed() -> None:
    """A hash of the subtree, and 63 more at most."""
    front, _, rest = request(8, 13).to_bytes().partition(b"\n\n")
    line = front.split(b"\n")[1]
    for lines in ([b"subtree 8 13"], [b"subtree 8 13", *[line] * 65], [b"subtree 8 13", line[:-4]]):
        with pytest.raises(Malformed):
            SignSubtree.parse(b"\n".join(lines) + b"\n\n" + rest)
    assert len(SignSubtree.parse(b"\n".join([b"subtree 8 13", *[line] * 64]) + b"\n\n" + rest).path) == 63


def test_each_refusal_has_its_status() -> None:
    """403 for what this witness did not cosign, 422 for another root, 400 beyond the checkpoint."""
    asked = request(8, 13)
    head = TreeHead(origin=ORIGIN, size=14, root=TREE.mth(0, 14))
    strange = dataclasses.replace(asked, checkpoint=sign_checkpoint(head, [LOG], at=NOON))
    assert decide_subtree(strange, OWN) is Outcome.NOT_SIGNED_BY_LOG
    assert decide_subtree(dataclasses.replace(asked, root=TREE.mth(0, 5)), OWN) is Outcome.INCONSISTENT
    assert decide_subtree(dataclasses.replace(asked, path=asked.path[1:]), OWN) is Outcome.INCONSISTENT
    assert decide_subtree(dataclasses.replace(asked, start=16, end=17), OWN) is Outcome.MALFORMED


def test_the_message_is_laid_out_as_the_specification_says() -> None:
    """Label, cosigner, time zero, origin, start, end, root (tlog-cosignature, "ML-DSA-44 signed message")."""
    part = Subtree(origin="o.example", start=8, end=13, root=bytes(range(32)))
    assert subtree_message("w.example", part, 0) == (
        b"subtree/v1\n\0" + b"\x09w.example" + bytes(8) + b"\x09o.example"
        b"\0\0\0\0\0\0\0\x08" + b"\0\0\0\0\0\0\0\x0d" + bytes(range(32))
    )


def test_only_the_post_quantum_key_signs_a_part_and_only_without_a_time() -> None:
    """A line for the whole tree is none for a part, nor one for another part."""
    part = request(8, 13).subtree
    (line,) = Cosigner(signers=(WITNESS, WITNESS_PQ)).signed_subtree(part)
    WITNESS_PQ.verifier.check_subtree(part, line.signature)
    timed = WITNESS_PQ.sign(TreeHead(origin=ORIGIN, size=13, root=TREE.mth(0, 13)).text, at=NOON)
    whole = Subtree(origin=ORIGIN, start=0, end=13, root=TREE.mth(0, 13))
    for key, subtree, signature in [
        (WITNESS.verifier, part, line.signature),
        (WITNESS_PQ.verifier, whole, timed),
        (WITNESS_PQ.verifier, dataclasses.replace(part, start=0), line.signature),
        (WITNESS_PQ.verifier, part, line.signature[:7]),
    ]:
        with pytest.raises(BadSignature):
            key.check_subtree(subtree, signature)
