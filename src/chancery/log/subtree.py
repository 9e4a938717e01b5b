"""A part of a log, cosigned without a time: the optional half of C2SP tlog-witness, ``sign-subtree``.

Whoever wants shorter proofs shows the witness a checkpoint that it cosigned itself, and that a
range of entries hashes to a root inside it.  Nothing is remembered and nothing can be rolled
back: the witness says no more than it said already, of fewer entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chancery.errors import BadProof, BadSignature, Malformed
from chancery.log.checkpoint import claimed_origin, open_checkpoint
from chancery.log.cosignature import Subtree
from chancery.log.lines import from_decimal, hash_from_line, to_base64
from chancery.log.path import check_subtree_consistency
from chancery.log.tree import Hash
from chancery.log.vkey import VerifierKey
from chancery.log.witness import LONGEST_PATH, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SignSubtree:
    """A request: the entries [*start*, *end*) hash to *root*, as *path* ties it to *checkpoint*."""

    start: int
    end: int
    root: Hash
    path: tuple[Hash, ...]
    checkpoint: bytes

    @property
    def subtree(self) -> Subtree:
        """What is to be signed."""
        return Subtree(origin=claimed_origin(self.checkpoint), start=self.start, end=self.end, root=self.root)

    def to_bytes(self) -> bytes:
        """The body of the request."""
        lines = [f"subtree {self.start} {self.end}", *map(to_base64, (self.root, *self.path))]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint

    @classmethod
    def parse(cls, body: bytes) -> SignSubtree:
        """The request in *body*; raises `Malformed`, to be answered with 400."""
        front, empty_line, checkpoint = body.partition(b"\n\n")
        if not empty_line or not front.isascii():
            raise Malformed("The request has no empty line before its checkpoint.")
        first, *hashes = front.decode("ascii").split("\n")
        word, *ends = first.split(" ")
        if word != "subtree" or len(ends) != 2 or not 1 <= len(hashes) <= LONGEST_PATH + 1:
            raise Malformed(f"The request needs a range, its hash and at most {LONGEST_PATH} more.")
        start, end = map(from_decimal, ends)
        _require_subtree(start, end)
        root, *path = map(hash_from_line, hashes)
        return cls(start=start, end=end, root=root, path=tuple(path), checkpoint=checkpoint)


def decide_subtree(request: SignSubtree, own: Sequence[VerifierKey]) -> Outcome:
    """What a witness with the keys *own* answers to *request* about a log that it knows."""
    try:
        checkpoint = open_checkpoint(request.checkpoint, claimed_origin(request.checkpoint), own)
    except BadSignature:
        return Outcome.NOT_SIGNED_BY_LOG
    except Malformed:
        return Outcome.MALFORMED
    head = checkpoint.head
    if request.end > head.size:
        return Outcome.MALFORMED
    try:
        check_subtree_consistency(
            request.start, request.end, request.root, head.size, head.root, request.path
        )
    except BadProof:
        return Outcome.INCONSISTENT
    return Outcome.COSIGN


def _require_subtree(start: int, end: int) -> None:
    """Raises `Malformed` for what is no subtree of any log (plants draft section 4.1)."""
    # A subtree holds something, and starts at a multiple of the power of two that it fits in.
    if not start < end or start % (1 << (end - start - 1).bit_length()):
        raise Malformed("The range of the request is no subtree.")
