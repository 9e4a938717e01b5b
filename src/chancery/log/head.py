"""A tree head: the three lines that say how long a log is and what it hashes to.

The text of a checkpoint (C2SP tlog-checkpoint, "Note text"), not yet signed.  Two
different heads of one size, both signed by one log, are proof that it lied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chancery.errors import Malformed
from chancery.log.lines import HASH_LENGTH, from_decimal, hash_from_line, to_base64
from chancery.log.tree import Hash

_LINE = re.compile(r"[^\x00-\x1f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeHead:
    """
    The log *origin* had *size* entries and this *root*.

    *extensions* are lines that other logs may add; they are kept, so that the
    signed text can be rebuilt, and never written by us: ML-DSA-44 cosignatures
    do not cover them.
    """

    origin: str
    size: int
    root: Hash
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(_LINE.fullmatch(line) for line in lines):
            raise Malformed("A line of a checkpoint is empty or holds a control character.")
        if not 0 <= self.size < 1 << 64 or len(self.root) != HASH_LENGTH:
            raise Malformed("A checkpoint needs a size that fits 64 bits and a SHA-256 root.")

    @property
    def text(self) -> str:
        """The lines that are signed, each ending with a newline."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> TreeHead:
        """The tree head that *text* states; raises `Malformed`."""
        # Not str.splitlines: it also breaks at NEL and at U+2028.
        origin, size, root, *extensions, end = _at_least_four(text.split("\n"))
        if end:
            raise Malformed("A checkpoint does not end with a newline.")
        return cls(
            origin=origin,
            size=from_decimal(size),
            root=hash_from_line(root),
            extensions=tuple(extensions),
        )


def _at_least_four(lines: list[str]) -> list[str]:
    if len(lines) < 4:
        raise Malformed("A checkpoint has three lines at least: origin, size and root.")
    return lines
