"""A witness remembers how long a log was, and signs only what continues that.

The pure part of C2SP tlog-witness: what an ``add-checkpoint`` request says, and
what must be answered.  The server and the client are elsewhere; so is the memory.
It must be read, decided upon and written as one atomic step, and be durable before
the answer leaves: otherwise two requests in flight can roll a log back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from chancery.errors import BadProof, BadSignature, Malformed
from chancery.log.checkpoint import SignedCheckpoint, claimed_origin, open_checkpoint
from chancery.log.head import TreeHead
from chancery.log.lines import from_decimal, hash_from_line, to_base64
from chancery.log.path import check_consistency
from chancery.log.tree import EMPTY_ROOT, Hash
from chancery.log.vkey import VerifierKey

LONGEST_PATH = 63
"""Proof lines that a request may have."""

CONFLICT_MEDIA_TYPE = "text/x.tlog.size"
"""Content type of the answer to a `Outcome.CONFLICT`: the known size and a newline."""


class Outcome(IntEnum):
    """What the witness answers, by HTTP status."""

    COSIGN = 200
    MALFORMED = 400
    NOT_SIGNED_BY_LOG = 403
    UNKNOWN_LOG = 404
    CONFLICT = 409
    INCONSISTENT = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCheckpoint:
    """A log's request: here is my new checkpoint, and the proof that it continues *old_size*."""

    old_size: int
    path: tuple[Hash, ...]
    checkpoint: bytes

    @property
    def origin(self) -> str:
        """The log that the checkpoint claims to come from: a name to look keys up by."""
        return claimed_origin(self.checkpoint)

    def to_bytes(self) -> bytes:
        """The body of the request."""
        lines = [f"old {self.old_size}", *map(to_base64, self.path)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint

    @classmethod
    def parse(cls, body: bytes) -> AddCheckpoint:
        """The request in *body*; raises `Malformed`, to be answered with 400."""
        front, empty_line, checkpoint = body.partition(b"\n\n")
        if not empty_line or not front.isascii():
            raise Malformed("The request has no empty line before its checkpoint.")
        old, *path = front.decode("ascii").split("\n")
        if not old.startswith("old ") or len(path) > LONGEST_PATH:
            raise Malformed(f"The request needs an old size and at most {LONGEST_PATH} hashes.")
        return cls(
            old_size=from_decimal(old.removeprefix("old ")),
            path=tuple(hash_from_line(line) for line in path),
            checkpoint=checkpoint,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    What to answer, and the head to remember and to cosign if that is `Outcome.COSIGN`.

    *checkpoint* is also there when its log did sign it but it contradicts what is
    known: then it is evidence, to be kept and not to be cosigned.
    """

    outcome: Outcome
    checkpoint: SignedCheckpoint | None = None


def decide(request: AddCheckpoint, log_keys: Sequence[VerifierKey], last: TreeHead | None) -> Decision:
    """
    What a witness answers to *request*.

    *log_keys* are those of the origin it names, empty for an unknown log; *last* is
    the head it last cosigned for that origin, ``None`` if there never was one.
    """
    if not log_keys:
        return Decision(outcome=Outcome.UNKNOWN_LOG)
    try:
        checkpoint = open_checkpoint(request.checkpoint, request.origin, log_keys)
    except BadSignature:
        return Decision(outcome=Outcome.NOT_SIGNED_BY_LOG)
    except Malformed:
        return Decision(outcome=Outcome.MALFORMED)
    return Decision(outcome=_outcome(request, checkpoint.head, last), checkpoint=checkpoint)


def _outcome(request: AddCheckpoint, head: TreeHead, last: TreeHead | None) -> Outcome:
    """The rules of ``add-checkpoint``, in the order in which the specification gives them."""
    if request.old_size > head.size:
        return Outcome.MALFORMED
    if request.old_size != (last.size if last else 0):
        return Outcome.CONFLICT
    if head.size == 0 and head.root != EMPTY_ROOT:
        return Outcome.INCONSISTENT
    if last is None or last.size == 0:
        # The empty tree is consistent with any tree, so no proof is necessary.
        return Outcome.INCONSISTENT if request.path else Outcome.COSIGN
    try:
        check_consistency(last.size, last.root, head.size, head.root, request.path)
    except BadProof:
        return Outcome.INCONSISTENT
    return Outcome.COSIGN
