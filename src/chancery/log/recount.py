"""The whole log counted again, from its files alone, by code that did not write it.

One flipped bit in a stored hash has retired a public log before: it was computed
rightly, kept wrongly, and signed.  So nothing here is shared with `tree` or `tile`:
other loops, other recursion, and the rules of RFC 6962 section 2.1 and C2SP
tlog-tiles written down a second time.  Two wrongs would have to agree.

It streams: one bundle of entries and one tile per level are held at a time.  It
does not ask for partial tiles of earlier sizes, which a log may have deleted; those
that are still on show are compared by `first_stray`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

Progress = Callable[[int, int], None]
"""Told now and then how many entries have been counted, and of how many."""


_TILE = re.compile(
    r"tile/(?P<level>entries|0|[1-9]\d?)/(?P<index>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?"
)
"""C2SP tlog-tiles: a level, an index in groups of three digits, and for a partial tile its width."""


class Flaw(Enum):
    """What can be wrong with one file of a log."""

    ABSENT = "is missing"
    NOT_A_BUNDLE = "does not hold the entries it should, each after its length"
    NOT_A_TILE = "does not have the length of a tile"
    ANOTHER_ENTRY = "does not hold the entry that was put on the record"
    NOT_OF_THE_ENTRY = "does not agree with the entries on the record"
    ANOTHER_TILE = "does not agree with the tiles below it"
    ANOTHER_ROOT = "is signed for other entries than these"
    ANOTHER_BEGINNING = "is not how the tile begins that it became"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first thing found wrong: in which file, and at which entry where that can be said."""

    path: str
    flaw: Flaw
    entry: int | None = None

    def __str__(self) -> str:
        where = "" if self.entry is None else f" (entry {self.entry})"
        return f"{self.path} {self.flaw.value}{where}."


def first_fault(
    read: Callable[[str], bytes | None],
    size: int,
    root: bytes,
    progress: Progress | None = None,
) -> Fault | None:
    """
    What is wrong with the log of *size* entries whose signed root is *root*.

    *read* gives the octets of a file such as ``tile/0/000``, or ``None``.  ``None`` as
    the answer means that every entry, every tile and the root agree.
    """
    count = _Recount(read, size)
    try:
        for entries_done in count.entries():
            if progress:
                progress(entries_done, size)
        return count.finding(root)
    except _Found as found:
        return count.differing or found.fault


def first_stray(read: Callable[[str], bytes | None], size: int, paths: Iterable[str]) -> Fault | None:
    """
    What is wrong with the files on show under ``tile/`` besides those that `first_fault` counts.

    Of a log of *size* entries, of which `first_fault` found nothing wrong: every partial
    tile at *paths* must be a true beginning of the tile it became, or somebody who still
    reads it is shown another log.
    """
    for path in sorted(paths):
        flaw = _stray(read, size, path)
        if flaw is not None:
            return Fault(path=path, flaw=flaw)
    return None


def _stray(read: Callable[[str], bytes | None], size: int, path: str) -> Flaw | None:
    place = _place(path)
    if place is None:
        return None  # nobody who reads a log asks for it
    level, index, width = place
    held = size if level == "entries" else size >> (8 * int(level))
    wanted = min(256, held - 256 * index)
    if wanted <= 0:
        return None  # written, and not signed yet
    kept, grown = read(path), _grown(read, level, index, wanted)
    if kept is None or grown is None:
        return Flaw.ABSENT
    known = kept if width <= wanted else _beginning(level, kept, wanted)
    return None if known == _beginning(level, grown, min(width, wanted)) else Flaw.ANOTHER_BEGINNING


def _place(path: str) -> tuple[str, int, int] | None:
    """Level, index and width of the tile at *path*; None if no tile is called so."""
    match = _TILE.fullmatch(path)
    if match is None:
        return None
    level, digits, width = match["level"], match["index"], match["width"]
    index = int(digits.replace("x", "").replace("/", ""))
    exact = f"tile/{level}/{_digits(index)}" + (f".p/{width}" if width else "")
    return (level, index, int(width or 256)) if exact == path else None


def _grown(read: Callable[[str], bytes | None], level: str, index: int, wanted: int) -> bytes | None:
    full = f"tile/{level}/{_digits(index)}"
    exact = None if wanted == 256 else read(f"{full}.p/{wanted}")
    return read(full) if exact is None else exact


def _beginning(level: str, octets: bytes, width: int) -> bytes:
    """The first *width* hashes of a tile, or entries of a bundle."""
    if level != "entries":
        return octets[: 32 * width]
    end = 0
    for _ in range(width):
        end += 2 + int.from_bytes(octets[end : end + 2], "big")
    return octets[:end]


class _Found(Exception):
    """A fault, on its way out."""

    def __init__(self, path: str, flaw: Flaw, entry: int | None = None) -> None:
        super().__init__(path)
        self.fault = Fault(path=path, flaw=flaw, entry=entry)


class _Recount:
    """A count in progress: for each level, the hashes of its one unfinished tile."""

    def __init__(self, read: Callable[[str], bytes | None], size: int) -> None:
        self._read = read
        self._size = size
        self._unfinished: list[list[bytes]] = []
        self._finished: list[int] = []
        self._bundle_path = ""
        self._suspect: Fault | None = None
        self.differing: Fault | None = None
        """The first tile that is not made of what the entries say; which of them is wrong, the root tells."""

    def entries(self) -> Iterator[int]:
        """Hash every entry and compare every full tile; yields the entries done so far."""
        for bundle, start in enumerate(range(0, self._size, 256)):
            width = min(256, self._size - start)
            for entry in self._bundle(bundle, width):
                self._add(0, sha256(b"\x00" + entry).digest())
            yield start + width

    def finding(self, root: bytes) -> Fault | None:
        """Whether the entries are those that were signed: if so, a tile is wrong, and else an entry."""
        signed = self._root() == root
        if signed:
            return self.differing
        return self._suspect or Fault(path="checkpoint", flaw=Flaw.ANOTHER_ROOT)

    def _root(self) -> bytes:
        """Compare the unfinished tiles, then add the levels up, lowest first."""
        for level, hashes in enumerate(self._unfinished):
            if hashes:
                self._compare(level, hashes)
        remainder: list[bytes] = []
        for hashes in self._unfinished:
            row = hashes + remainder
            remainder = [_hash_of_row(row, 0, len(row))] if row else []
        return remainder[0] if remainder else sha256().digest()

    def _add(self, level: int, one: bytes) -> None:
        if level == len(self._unfinished):
            self._unfinished.append([])
            self._finished.append(0)
        hashes = self._unfinished[level]
        hashes.append(one)
        if len(hashes) == 256:
            self._compare(level, hashes)
            self._finished[level] += 1
            self._unfinished[level] = []
            self._add(level + 1, _hash_of_row(hashes, 0, 256))

    def _compare(self, level: int, hashes: list[bytes]) -> None:
        tile = self._finished[level]
        path, width, kept = self._file(str(level), tile, len(hashes))
        if len(kept) != 32 * width:
            raise _Found(path, Flaw.NOT_A_TILE)
        if kept[: 32 * len(hashes)] == b"".join(hashes):
            return
        if level > 0:
            self.differing = self.differing or Fault(path=path, flaw=Flaw.ANOTHER_TILE)
            return
        wrong = next(n for n, one in enumerate(hashes) if kept[32 * n : 32 * n + 32] != one)
        entry = 256 * tile + wrong
        tiled = Fault(path=path, flaw=Flaw.NOT_OF_THE_ENTRY, entry=entry)
        self.differing = self.differing or tiled
        altered = Fault(path=self._bundle_path, flaw=Flaw.ANOTHER_ENTRY, entry=entry)
        self._suspect = self._suspect or altered

    def _bundle(self, bundle: int, wanted: int) -> list[bytes]:
        path, width, rest = self._file("entries", bundle, wanted)
        self._bundle_path = path
        entries: list[bytes] = []
        while rest and len(entries) < width:
            length = int.from_bytes(rest[:2], "big")
            if len(rest) < 2 + length:
                raise _Found(path, Flaw.NOT_A_BUNDLE, 256 * bundle + len(entries))
            entries.append(bytes(rest[2 : 2 + length]))
            rest = rest[2 + length :]
        if rest or len(entries) != width:
            raise _Found(path, Flaw.NOT_A_BUNDLE)
        return entries[:wanted]

    def _file(self, level: str, index: int, wanted: int) -> tuple[str, int, memoryview]:
        """The path, width and octets of a file, or of the full one that replaced it."""
        full = f"tile/{level}/{_digits(index)}"
        exact = full if wanted == 256 else f"{full}.p/{wanted}"
        for path, width in ((exact, wanted), (full, 256)):
            octets = self._read(path)
            if octets is not None:
                return path, width, memoryview(octets)
        raise _Found(exact, Flaw.ABSENT)


def _hash_of_row(row: list[bytes], start: int, end: int) -> bytes:
    """``MTH`` over subtrees of which only the last may be unfinished (RFC 6962 section 2.1)."""
    if end - start == 1:
        return row[start]
    left = 1
    while 2 * left < end - start:
        left *= 2
    middle = start + left
    return sha256(b"\x01" + _hash_of_row(row, start, middle) + _hash_of_row(row, middle, end)).digest()


def _digits(index: int) -> str:
    """*index* in tlog-tiles' path elements, from its decimal digits: 1234067 is x001/x234/067."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*("x" + group for group in groups[:-1]), groups[-1]])
