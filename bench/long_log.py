"""A log of a million entries of which only a few are acts: the real tree, without a million signatures.

Every other leaf holds the same filler entry, so that all subtrees of one height without an act have one
hash, made once; roots and paths are what RFC 6962 says for exactly these entries.
"""

from __future__ import annotations

from chancery.log.path import inclusion_path
from chancery.log.tree import Frontier, Hash, leaf_hash, node_hash

FILLER = b"an entry that is there to be counted"
HIGHEST = 40


class LongLog:
    """A `Perfect` over *size* entries, into which acts are put at their places."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._acts: dict[tuple[int, int], Hash] = {}
        self._filler = [leaf_hash(FILLER)]
        for _ in range(HIGHEST):
            self._filler.append(node_hash(self._filler[-1], self._filler[-1]))

    def __call__(self, height: int, index: int) -> Hash:
        return self._acts.get((height, index), self._filler[height])

    def put(self, index: int, entry: bytes) -> None:
        """Let entry *index* be this one, and hash anew what lies above it."""
        self._acts[0, index] = leaf_hash(entry)
        for height in range(1, self.size.bit_length()):
            index >>= 1
            left, right = self(height - 1, 2 * index), self(height - 1, 2 * index + 1)
            self._acts[height, index] = node_hash(left, right)

    def root(self) -> Hash:
        """The root over all entries."""
        return Frontier.at(self.size, self).root()

    def path(self, index: int) -> list[Hash]:
        """What leads from entry *index* to the root."""
        return inclusion_path(index, self.size, self)
