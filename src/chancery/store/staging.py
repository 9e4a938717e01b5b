"""How a batch is written down while it waits to be committed and applied.

One string of octets, so that it is there wholly or not at all, and a SHA-256 over it
at its end, so that a flipped bit is seen before anybody signs.  All numbers are
unsigned, 64 bits, highest octet first; every string comes after its length:

    MAGIC
    old size · size · log time
    root · checkpoint · what receipts are cut from
    number of entries · each entry
    number of files   · path and octets of each
    number of keys    · key and index of each
    SHA-256 of everything above
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from chancery.errors import Unavailable
from chancery.record.statement import Instant
from chancery.registry.ports import Batch, Head

MAGIC = b"chancery/batch/1\n"
DIGEST = hashlib.sha256().digest_size
_NUMBER = 8


def write_batch(batch: Batch) -> bytes:
    """The batch as octets."""
    written = b"".join((MAGIC, *_pieces(batch)))
    return written + hashlib.sha256(written).digest()


def read_batch(octets: bytes) -> Batch:
    """
    The batch that these octets spell.

    Raises `Unavailable` for anything but what was written: storage that forgets is
    storage that failed, and nothing may be signed on its word.
    """
    written, digest = octets[:-DIGEST], octets[-DIGEST:]
    if not written.startswith(MAGIC) or hashlib.sha256(written).digest() != digest:
        raise Unavailable("The staged batch is not what was written; nothing has been signed on its word.")
    return _Reader(written, len(MAGIC)).batch()


def _pieces(batch: Batch) -> Iterator[bytes]:
    for number in (batch.old_size, batch.head.size, batch.head.at):
        yield _number(number)
    for string in (batch.head.root, batch.head.checkpoint, batch.head.vouched):
        yield from _string(string)
    yield _number(len(batch.entries))
    for entry in batch.entries:
        yield from _string(entry)
    yield _number(len(batch.files))
    for path, octets in batch.files.items():
        yield from _string(path.encode())
        yield from _string(octets)
    yield _number(len(batch.keys))
    for key, index in batch.keys.items():
        yield from _string(key.encode("utf-8", "surrogatepass"))
        yield _number(index)


def _number(number: int) -> bytes:
    return number.to_bytes(_NUMBER, "big")


def _string(octets: bytes) -> tuple[bytes, bytes]:
    return _number(len(octets)), octets


class _Reader:
    """Walks octets whose digest has been checked, so that nothing in them can surprise."""

    def __init__(self, octets: bytes, at: int) -> None:
        self._octets = octets
        self._at = at

    def batch(self) -> Batch:
        old_size, size, at = self._number(), self._number(), Instant(self._number())
        head = Head(size=size, at=at, root=self._string(), checkpoint=self._string(), vouched=self._string())
        entries = tuple([self._string() for _ in range(self._number())])
        files = {self._string().decode(): self._string() for _ in range(self._number())}
        keys = {
            self._string().decode("utf-8", "surrogatepass"): self._number() for _ in range(self._number())
        }
        return Batch(old_size=old_size, head=head, entries=entries, files=files, keys=keys)

    def _number(self) -> int:
        return int.from_bytes(self._string_of(_NUMBER), "big")

    def _string(self) -> bytes:
        return self._string_of(self._number())

    def _string_of(self, length: int) -> bytes:
        start, self._at = self._at, self._at + length
        return self._octets[start : self._at]
