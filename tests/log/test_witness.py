from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.head import TreeHead
from chancery.log.note import sign_note
from chancery.log.path import consistency_path
from chancery.log.tree import EMPTY_ROOT
from chancery.log.vkey import VerifierKey
from chancery.log.witness import AddCheckpoint, Outcome, decide
from tests.log.keys import LOG, NOON, ORIGIN, WITNESS
from tests.log.reference import Reference, entries

TREE = Reference(entries(50))
FORK = Reference([b"forged", *entries(50)[1:]])
KEYS = (LOG.verifier,)


def head(size: int, tree: Reference = TREE) -> TreeHead:
    return TreeHead(origin=ORIGIN, size=size, root=tree.mth(0, size))


def request(old: int, new: int, tree: Reference = TREE) -> AddCheckpoint:
    path = consistency_path(old, new, tree.perfect) if 0 < old <= new else []
    return AddCheckpoint(
        old_size=old, path=tuple(path), checkpoint=sign_checkpoint(head(new, tree), [LOG], at=NOON)
    )


def outcome(asked: AddCheckpoint, last: TreeHead | None, keys: tuple[VerifierKey, ...] = KEYS) -> Outcome:
    return decide(asked, keys, last).outcome


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 1), (0, 50), (1, 50), (7, 13), (32, 32), (49, 50)])
def test_a_log_that_grew_is_cosigned(old: int, new: int) -> None:
    """From nothing, by one, by many, or not at all; and the new head is what to remember."""
    decision = decide(request(old, new), KEYS, head(old) if old else None)
    assert decision.outcome is Outcome.COSIGN
    assert decision.checkpoint is not None
    assert decision.checkpoint.head == head(new)


def test_each_outcome_is_the_status_that_the_specification_gives_it() -> None:
    """Cosign 200, malformed 400, not signed 403, unknown 404, conflict 409, inconsistent 422."""
    assert [outcome.value for outcome in Outcome] == [200, 400, 403, 404, 409, 422]


def test_an_unknown_log_is_404() -> None:
    assert outcome(request(0, 5), None, keys=()) is Outcome.UNKNOWN_LOG


def test_no_signature_by_the_log_or_a_wrong_one_is_403() -> None:
    """A trusted key that does not verify counts as no signature."""
    unsigned = sign_note(head(5).text, [WITNESS], at=NOON)
    wrong = request(0, 5).checkpoint.replace(b"\n5\n", b"\n6\n")
    for checkpoint in (unsigned, wrong):
        asked = AddCheckpoint(old_size=0, path=(), checkpoint=checkpoint)
        assert outcome(asked, None) is Outcome.NOT_SIGNED_BY_LOG


def test_an_old_size_beyond_the_checkpoint_is_400() -> None:
    """Even if it is also not what the witness remembers."""
    assert outcome(request(9, 5), head(7)) is Outcome.MALFORMED


def test_a_signed_text_that_is_no_checkpoint_is_400() -> None:
    note = sign_note(f"{ORIGIN}\nletter\n", [LOG], at=NOON)
    assert outcome(AddCheckpoint(old_size=0, path=(), checkpoint=note), None) is Outcome.MALFORMED


@pytest.mark.parametrize(("old", "known"), [(0, 5), (3, 5), (5, 0), (5, None), (6, 5)])
def test_an_old_size_that_is_not_the_known_one_is_409(old: int, known: int | None) -> None:
    last = None if known is None else head(known)
    assert outcome(request(old, 20), last) is Outcome.CONFLICT


def test_a_fork_is_422_and_kept_as_evidence() -> None:
    """Signed by the log itself: the checkpoint comes back with the refusal."""
    decision = decide(request(5, 20, FORK), KEYS, head(5))
    assert decision.outcome is Outcome.INCONSISTENT
    assert decision.checkpoint is not None


def test_the_same_size_with_another_root_is_422() -> None:
    assert outcome(request(5, 5, FORK), head(5)) is Outcome.INCONSISTENT
    assert outcome(request(5, 5), head(5)) is Outcome.COSIGN


def test_a_proof_from_the_empty_tree_must_be_empty() -> None:
    """422, although the checkpoint would be welcome without it."""
    asked = dataclasses.replace(request(0, 5), path=(EMPTY_ROOT,))
    assert outcome(asked, None) is Outcome.INCONSISTENT
    assert outcome(asked, head(0)) is Outcome.INCONSISTENT


def test_an_empty_log_has_but_one_root() -> None:
    false = TreeHead(origin=ORIGIN, size=0, root=bytes(32))
    asked = AddCheckpoint(old_size=0, path=(), checkpoint=sign_checkpoint(false, [LOG], at=NOON))
    assert outcome(asked, None) is Outcome.INCONSISTENT


@given(st.integers(0, 2**64 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_a_request_reads_back_as_it_was_written(old: int, path: list[bytes]) -> None:
    asked = AddCheckpoint(old_size=old, path=tuple(path), checkpoint=request(0, 5).checkpoint)
    assert AddCheckpoint.parse(asked.to_bytes()) == asked
    assert asked.origin == ORIGIN


@pytest.mark.parametrize(
    "front",
    [
        "",
        "old",
        "old 01",
        "old -1",
        "Old 1",
        "old 1\nAA==",
        "old 1 ",
        "old 1\r",
        "old 1" + f"\n{'A' * 43}=" * 64,
    ],
)
def test_nothing_else_is_a_request(front: str) -> None:
    """More than 63 proof lines, a leading zero, a short hash: 400."""
    with pytest.raises(Malformed):
        AddCheckpoint.parse(f"{front}\n\n".encode() + request(0, 5).checkpoint)
