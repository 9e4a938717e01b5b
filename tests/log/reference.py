"""The specifications once more, as naively as they are written: what the log is compared with.

Nothing here is fast and nothing is shared with the code under test, except that hashes of whole
ranges are remembered, so that a tree of 70,000 entries is done in a second.
"""

from __future__ import annotations

import hashlib

NOTHING: dict[str, bytes] = {}
"""The files of a log that does not exist yet."""


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


class Reference:
    """A list of entries and everything RFC 6962 section 2.1 defines over it."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        self._known: dict[tuple[int, int], bytes] = {}

    def mth(self, start: int, end: int) -> bytes:
        """MTH(D[start:end]), by the recursive definition of RFC 6962 section 2.1."""
        if (start, end) not in self._known:
            self._known[start, end] = self._mth(start, end)
        return self._known[start, end]

    def _mth(self, start: int, end: int) -> bytes:
        n = end - start
        if n == 0:
            return sha(b"")
        if n == 1:
            return sha(b"\x00", self.entries[start])
        k = largest_power_of_two_below(n)
        return sha(b"\x01", self.mth(start, start + k), self.mth(start + k, end))

    def perfect(self, height: int, index: int) -> bytes:
        return self.mth(index << height, (index + 1) << height)

    def path(self, m: int, start: int, end: int) -> list[bytes]:
        """PATH(m, D[start:end]) of RFC 6962 section 2.1.1."""
        n = end - start
        if n == 1:
            return []
        k = largest_power_of_two_below(n)
        if m < k:
            return [*self.path(m, start, start + k), self.mth(start + k, end)]
        return [*self.path(m - k, start + k, end), self.mth(start, start + k)]

    def proof(self, m: int, n: int) -> list[bytes]:
        """PROOF(m, D[n]) of RFC 6962 section 2.1.2."""
        return self._subproof(m, 0, n, True)

    def _subproof(self, m: int, start: int, end: int, complete: bool) -> list[bytes]:
        n = end - start
        if m == n:
            return [] if complete else [self.mth(start, end)]
        k = largest_power_of_two_below(n)
        if m <= k:
            return [*self._subproof(m, start, start + k, complete), self.mth(start + k, end)]
        return [*self._subproof(m - k, start + k, end, False), self.mth(start, start + k)]

    def files(self, size: int) -> dict[str, bytes]:
        """Every tile and bundle of a log of *size* entries, by tlog-tiles' own formulas."""
        files = {}
        for n in range(-(-size // 256)):
            entries = self.entries[n * 256 : min((n + 1) * 256, size)]
            bundle = b"".join(len(e).to_bytes(2, "big") + e for e in entries)
            files[path_of("entries", n, len(entries))] = bundle
        level = 0
        while hashes := size // 256**level:
            for n in range(-(-hashes // 256)):
                width = min(256, hashes - n * 256)
                files[path_of(str(level), n, width)] = b"".join(self._tile(level, n, width))
            level += 1
        return files

    def _tile(self, level: int, n: int, width: int) -> list[bytes]:
        span = 256**level
        return [self.mth((n * 256 + i) * span, (n * 256 + i + 1) * span) for i in range(width)]


def path_of(level: str, n: int, width: int) -> str:
    """The path of a tile whose index has at most six digits."""
    number = f"{n:03d}" if n < 1000 else f"x{n // 1000:03d}/{n % 1000:03d}"
    return f"tile/{level}/{number}" + ("" if width == 256 else f".p/{width}")


def largest_power_of_two_below(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def entries(count: int) -> list[bytes]:
    """*count* distinct entries of many lengths, the empty one among them."""
    return [b"" if i == 7 else b"entry %d" % i + b"." * (i % 50) for i in range(count)]
