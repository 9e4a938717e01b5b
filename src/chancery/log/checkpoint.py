"""Checkpoints: a tree head that its log, and perhaps some witnesses, have signed.

C2SP tlog-checkpoint.  A log must never sign two heads that contradict each other;
nothing in this module can know that, so whoever calls `sign_checkpoint` must have
made sure that the tiles are durable and that the head continues the last one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chancery.errors import BadSignature, Malformed
from chancery.log.head import TreeHead
from chancery.log.note import Signed, open_note, sign_note
from chancery.log.vkey import Signer, VerifierKey


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """
    A tree head, signed by its log.

    *cosignatures* are those by the witnesses that were asked about; that there are
    none says nothing about witnesses nobody asked about.
    """

    head: TreeHead
    by_log: tuple[Signed, ...]
    cosignatures: tuple[Signed, ...]
    note: bytes


def sign_checkpoint(head: TreeHead, signers: Iterable[Signer], *, at: int) -> bytes:
    """
    *head* as a checkpoint signed at *at* (Unix seconds) by each of *signers*.

    Raises `Malformed` for a head with extension lines: ML-DSA-44 does not sign them.
    """
    if head.extensions:
        raise Malformed("We sign no checkpoint with extension lines.")
    return sign_note(head.text, signers, at=at)


def open_checkpoint(
    note: bytes,
    origin: str,
    log_keys: Iterable[VerifierKey],
    witness_keys: Iterable[VerifierKey] = (),
) -> SignedCheckpoint:
    """
    The checkpoint in *note*: of the log *origin*, signed by one of *log_keys*.

    Raises `Malformed`, or `BadSignature` if the log did not sign, if any line by a
    key that was asked about does not verify, or if it speaks for another log.
    """
    of_log = frozenset(log_keys)
    opened = open_note(note, [*of_log, *witness_keys])
    by_log = tuple(signed for signed in opened.signatures if signed.key in of_log)
    if not by_log:
        raise BadSignature("This checkpoint is not signed by its log.")
    head = TreeHead.parse(opened.text)
    if head.origin != origin:
        raise BadSignature("This checkpoint speaks for another log.")
    cosignatures = tuple(signed for signed in opened.signatures if signed.key not in of_log)
    return SignedCheckpoint(head=head, by_log=by_log, cosignatures=cosignatures, note=note)


def open_full_checkpoint(note: bytes, origin: str, log_keys: Iterable[VerifierKey]) -> SignedCheckpoint:
    """
    As `open_checkpoint`, signed by every one of *log_keys*: a key that falls one day gives nobody the log.

    Raises `BadSignature` too if one of them did not sign.
    """
    keys = frozenset(log_keys)
    checkpoint = open_checkpoint(note, origin, keys)
    if {signed.key for signed in checkpoint.by_log} != keys:
        raise BadSignature(f"The checkpoint of {origin} lacks one of its log's signatures.")
    return checkpoint


def claimed_origin(note: bytes) -> str:
    """
    The log that *note* says it comes from, to look its keys up by; good for nothing else.

    Nothing has been checked: the first line of an unopened note is only a claim.
    """
    try:
        return note.split(b"\n", 1)[0].decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("A note is not UTF-8.") from None


def claimed_head(note: bytes) -> TreeHead:
    """
    The head that *note* states, to know what to read and compare; good for nothing else.

    Nothing has been checked: see `claimed_origin`.  Raises `Malformed`.
    """
    try:
        text = note.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("A note is not UTF-8.") from None
    # signed-note: the text ends at the last empty line.
    return TreeHead.parse(text.rpartition("\n\n")[0] + "\n")
