"""A witness's hand: it states a time that never goes back, and keeps nothing it did not read."""

from __future__ import annotations

import pytest

from chancery.errors import BadSignature, OutOfOrder
from chancery.log.checkpoint import SignedCheckpoint, open_checkpoint, sign_checkpoint
from chancery.log.cosigner import Cosigner, Remembered
from chancery.log.head import TreeHead
from chancery.log.note import lines_by, signature_line, with_lines, with_newer_lines
from chancery.log.tree import EMPTY_ROOT
from tests.log.keys import EVERYONE, LOG, LOG_PQ, NOON, ORIGIN, WITNESS, WITNESS_PQ, signer

HEAD = TreeHead(origin=ORIGIN, size=0, root=EMPTY_ROOT)
OURS = Cosigner(signers=(WITNESS, WITNESS_PQ))
LOG_KEYS = (LOG.verifier, LOG_PQ.verifier)
STRANGER = signer("stranger.example", WITNESS.kind)


def opened(note: bytes) -> SignedCheckpoint:
    return open_checkpoint(note, ORIGIN, LOG_KEYS)


def kept(at: int, last: Remembered | None = None, by_log: bytes | None = None) -> bytes:
    note = by_log or sign_checkpoint(HEAD, [LOG, LOG_PQ], at=NOON)
    return OURS.cosigned(opened(note), LOG_KEYS, at=at, last=last)


def test_both_keys_sign_under_the_logs_own_lines() -> None:
    """What is kept can be shown to monitors: the log's signatures, and each of ours."""
    checkpoint = open_checkpoint(kept(NOON), ORIGIN, LOG_KEYS, OURS.verifiers)
    assert {signed.key for signed in checkpoint.by_log} == set(LOG_KEYS)
    assert {(signed.key, signed.at) for signed in checkpoint.cosignatures} == {
        (key, NOON) for key in OURS.verifiers
    }


def test_what_was_kept_is_remembered() -> None:
    """Head and time, from the note alone."""
    assert OURS.remembered(kept(NOON), ORIGIN) == Remembered(head=HEAD, at=NOON)


def test_a_note_that_another_signed_is_no_memory() -> None:
    """Nor one that lacks one of our two lines."""
    other = Cosigner(signers=(STRANGER,)).cosigned(
        opened(sign_checkpoint(HEAD, [LOG], at=NOON)), LOG_KEYS, at=NOON, last=None
    )
    half = with_lines(sign_checkpoint(HEAD, [LOG], at=NOON), [signature_line(HEAD.text, WITNESS, at=NOON)])
    for note in (other, half):
        with pytest.raises(BadSignature):
            OURS.remembered(note, ORIGIN)


def test_strangers_lines_are_not_kept() -> None:
    """Nobody fills our disk, or speaks from it, by sending long notes."""
    stuffed = with_lines(
        sign_checkpoint(HEAD, [LOG], at=NOON), [signature_line(HEAD.text, STRANGER, at=NOON)]
    )
    assert lines_by(kept(NOON, by_log=stuffed), [STRANGER.verifier]) == ()


@pytest.mark.parametrize(("at", "last"), [(0, None), (-1, None), (NOON - 1, NOON)])
def test_no_time_before_the_last_is_signed_and_never_zero(at: int, last: int | None) -> None:
    with pytest.raises(OutOfOrder):
        kept(at, None if last is None else Remembered(head=HEAD, at=last))


def test_a_newer_line_takes_the_place_of_the_older_by_the_same_key() -> None:
    """Asked every minute, a witness leaves two lines under a head, not two thousand."""
    note = kept(NOON)
    later = [signature_line(HEAD.text, each, at=NOON + 60) for each in (WITNESS, WITNESS_PQ)]
    renewed = with_newer_lines(note, later)
    assert len(renewed) == len(note)
    cosigned = open_checkpoint(renewed, ORIGIN, LOG_KEYS, OURS.verifiers).cosignatures
    assert [signed.at for signed in cosigned] == [NOON + 60, NOON + 60]
    assert len(lines_by(renewed, [each.verifier for each in EVERYONE])) == 4
