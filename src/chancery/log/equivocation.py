"""Equivocation: two heads that one log signed and that cannot both be true.

Proof that a log lied, in one file, for anybody who has the log's keys and nothing else:

    chancery-equivocation/1
    shorter <n>                  octets of the first checkpoint
    longer <n>                   octets of the second
    begins <base64 hash>         if the sizes differ: the root of as many entries of the
                                 longer log as the shorter one has
    <base64 hash>                what leads from there to the longer log's root (RFC 9162
                                 section 2.1.4.1), lowest in the tree first
                                 an empty line
    <the first checkpoint><the second, both as signed>

It accuses keys, not people: whoever held the key that signed both has shown two
histories.  That the key was stolen is said by other means, and mends neither history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from chancery.errors import BadSignature, Malformed, Untrusted
from chancery.log.checkpoint import SignedCheckpoint, claimed_head, open_checkpoint
from chancery.log.head import TreeHead
from chancery.log.lines import from_decimal, hash_from_line, to_base64
from chancery.log.path import check_consistency, consistency_path, root_that_path_begins_with
from chancery.log.tree import Hash, Perfect, range_root
from chancery.log.vkey import VerifierKey

HEADER = "chancery-equivocation/1"

LONGEST_PATH = 64
"""Hashes on the longest path: one for each bit that a size may have."""


class Lie(Enum):
    """In which way two signed heads cannot both be true."""

    TWO_ROOTS = "two roots for as many entries"
    TWO_BEGINNINGS = "a longer log that does not begin with the shorter one"
    WENT_BACK = "fewer entries at a later time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a file of this kind was found to prove: *by* are the keys that signed both heads."""

    lie: Lie
    shorter: TreeHead
    longer: TreeHead
    by: tuple[VerifierKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivocation:
    """
    Two checkpoints as their log signed them, the one with fewer entries first; nothing is believed yet.

    *begins* is the root of the longer log's first entries, as many as the shorter has,
    and *path* ties it to the longer root; None where the two heads need no such proof.
    """

    shorter: bytes
    longer: bytes
    begins: Hash | None = None
    path: tuple[Hash, ...] = ()

    @classmethod
    def between(cls, one: bytes, other: bytes, perfect: Perfect | None = None) -> Equivocation:
        """
        What can be said against two checkpoints; *perfect* are the hashes of the longer log.

        Whether it proves anything is for `check` to say.  Raises what *perfect* raises.
        """
        shorter, longer = sorted((one, other), key=lambda note: claimed_head(note).size)
        old, new = claimed_head(shorter).size, claimed_head(longer).size
        if perfect is None or old in (0, new):
            return cls(shorter=shorter, longer=longer)
        path = consistency_path(old, new, perfect)
        return cls(shorter=shorter, longer=longer, begins=range_root(0, old, perfect), path=tuple(path))

    @classmethod
    def refused(cls, seen: bytes, shown: bytes, path: Sequence[Hash]) -> Equivocation:
        """
        What a witness can say that saw *seen* and was asked to cosign *shown*: *path* does not tie them.

        A log that goes on from a history of its own proves by its own path where that parts.
        """
        old, new = claimed_head(seen), claimed_head(shown)
        begins = root_that_path_begins_with(old.size, new.size, new.root, path)
        if begins is None:
            return cls(shorter=seen, longer=shown)
        return cls(shorter=seen, longer=shown, begins=begins, path=tuple(path))

    def check(self, keys: Iterable[VerifierKey]) -> Proven:
        """
        One of *keys*, all of the log that both heads name, has signed two histories.

        Raises `Malformed`, `BadSignature`, `BadProof`, or `Untrusted` where both heads can be true.
        """
        origin = claimed_head(self.shorter).origin
        # A log signs under its own name: what a witness cosigned is no word of the log's.
        named = [key for key in keys if key.name == origin]
        shorter = open_checkpoint(self.shorter, origin, named)
        longer = open_checkpoint(self.longer, origin, named)
        lie, by = self._lie(shorter, longer)
        return Proven(lie=lie, shorter=shorter.head, longer=longer.head, by=by)

    def _lie(
        self, shorter: SignedCheckpoint, longer: SignedCheckpoint
    ) -> tuple[Lie, tuple[VerifierKey, ...]]:
        by = _signers_of_both(shorter, longer)
        if shorter.head.size == longer.head.size and shorter.head.root != longer.head.root:
            return Lie.TWO_ROOTS, by
        if self._begins_otherwise(shorter.head, longer.head):
            return Lie.TWO_BEGINNINGS, by
        if back := _gone_back(shorter, longer):
            return Lie.WENT_BACK, back
        raise Untrusted(f"Both heads of {shorter.head.origin} can be true: this proves nothing.")

    def _begins_otherwise(self, shorter: TreeHead, longer: TreeHead) -> bool:
        if self.begins is None:
            return False
        check_consistency(shorter.size, self.begins, longer.size, longer.root, self.path)
        return self.begins != shorter.root

    def write(self) -> bytes:
        """The proof as a file."""
        begins = [] if self.begins is None else [f"begins {to_base64(self.begins)}"]
        lengths = [f"shorter {len(self.shorter)}", f"longer {len(self.longer)}"]
        lines = [HEADER, *lengths, *begins, *map(to_base64, self.path)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.shorter + self.longer

    @classmethod
    def read(cls, file: bytes) -> Equivocation:
        """The proof in *file*, not yet checked; raises `Malformed`."""
        lines, notes = _parted(file)
        lengths = [from_decimal(_after(word, lines.pop(0))) for word in ("shorter ", "longer ")]
        begins = hash_from_line(_after("begins ", lines.pop(0))) if lines else None
        if len(lines) > LONGEST_PATH or sum(lengths) != len(notes):
            raise Malformed("A proof of equivocation is not as long as it says.")
        return cls(
            shorter=notes[: lengths[0]],
            longer=notes[lengths[0] :],
            begins=begins,
            path=tuple(hash_from_line(line) for line in lines),
        )


def _signers_of_both(shorter: SignedCheckpoint, longer: SignedCheckpoint) -> tuple[VerifierKey, ...]:
    """Raises `BadSignature` if there is none: two keys may have been in two hands."""
    of_longer = {signed.key for signed in longer.by_log}
    both = tuple(signed.key for signed in shorter.by_log if signed.key in of_longer)
    if not both:
        raise BadSignature("No key has signed both of these checkpoints.")
    return both


def _gone_back(shorter: SignedCheckpoint, longer: SignedCheckpoint) -> tuple[VerifierKey, ...]:
    """
    The keys that signed fewer entries after more of them.

    A signature that states its time says that the signer then knew of no larger tree
    (C2SP tlog-cosignature, "Format"); one that states none says no such thing.
    """
    if shorter.head.size == longer.head.size:
        return ()
    before = {signed.key: signed.at for signed in longer.by_log if signed.at is not None}
    return tuple(
        signed.key
        for signed in shorter.by_log
        if signed.at is not None and signed.key in before and signed.at > before[signed.key]
    )


def _parted(file: bytes) -> tuple[list[str], bytes]:
    """The lines between the header and the empty line, two at least, and the checkpoints behind it."""
    front, empty_line, notes = file.partition(b"\n\n")
    if not empty_line or not front.isascii():
        raise Malformed("A proof of equivocation has no empty line before its checkpoints.")
    header, *lines = front.decode("ascii").split("\n")
    if header != HEADER or len(lines) < 2:
        raise Malformed(f"A proof of equivocation does not begin with {HEADER} and two lengths.")
    return lines, notes


def _after(word: str, line: str) -> str:
    if not line.startswith(word):
        raise Malformed(f"A proof of equivocation has no line that begins with {word.strip()}.")
    return line.removeprefix(word)
