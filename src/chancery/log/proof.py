"""Proof files: one entry's place in a log, to be checked with no network at all.

C2SP tlog-proof, files named ``*.tlog-proof``:

    c2sp.org/tlog-proof@v1
    extra <base64>               if there is any; nobody has signed it
    index <n>
    <base64 hash>                the path to the root, the leaf's sibling first
                                 an empty line
    <the checkpoint, as signed>
"""

from __future__ import annotations

from dataclasses import dataclass

from chancery.errors import Malformed
from chancery.log.lines import from_base64, from_decimal, hash_from_line, to_base64
from chancery.log.path import check_inclusion
from chancery.log.policy import Policy, Witnessed, open_witnessed
from chancery.log.tree import Hash

HEADER = "c2sp.org/tlog-proof@v1"

LONGEST_PATH = 64
"""Hashes on the longest path: one for each bit that a size may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogProof:
    """
    The entry at *index* is in the tree of *checkpoint*, as *path* shows.

    *extra* is whatever the writer of the file added.  It is not authenticated:
    nothing may be believed because of it.
    """

    index: int
    path: tuple[Hash, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def to_bytes(self) -> bytes:
        """The proof as a file."""
        extra = [] if self.extra is None else [f"extra {to_base64(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(to_base64, self.path)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint

    @classmethod
    def parse(cls, file: bytes) -> LogProof:
        """The proof in *file*, not yet checked; raises `Malformed`."""
        lines, checkpoint = _parted(file)
        extra = _after("extra ", lines.pop(0)) if lines[0].startswith("extra ") else None
        index = _after("index ", lines.pop(0) if lines else "")
        if len(lines) > LONGEST_PATH:
            raise Malformed("The path in a proof file is longer than any tree is high.")
        return cls(
            index=from_decimal(index),
            path=tuple(hash_from_line(line) for line in lines),
            checkpoint=checkpoint,
            extra=None if extra is None else from_base64(extra),
        )

    def check(self, leaf: Hash, policy: Policy, *, now: int) -> Witnessed:
        """
        The entry with the hash *leaf* is in a log that *policy* knows and trusts.

        Follows "Verifying a tlog proof", steps 2 to 4; step 1, the leaf hash, is the
        caller's, since it alone knows what was logged.  Raises `Malformed`,
        `BadSignature`, `Untrusted` (too few witnesses) or `BadProof`.
        """
        witnessed = open_witnessed(self.checkpoint, policy, now=now)
        head = witnessed.checkpoint.head
        check_inclusion(leaf, self.index, head.size, self.path, head.root)
        return witnessed


def _parted(file: bytes) -> tuple[list[str], bytes]:
    """The lines between the header and the empty line, at least one, and the checkpoint."""
    # No line before the checkpoint is empty, so the first empty line is the one.
    front, empty_line, checkpoint = file.partition(b"\n\n")
    if not empty_line or not front.isascii():
        raise Malformed("A proof file has no empty line before its checkpoint.")
    header, *lines = front.decode("ascii").split("\n")
    if header != HEADER or not lines:
        raise Malformed(f"A proof file does not begin with {HEADER} and an index.")
    return lines, checkpoint


def _after(word: str, line: str) -> str:
    if not line.startswith(word):
        raise Malformed(f"A proof file has no line that begins with {word.strip()}.")
    return line.removeprefix(word)
