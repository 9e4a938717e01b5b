"""The tree cut into files of 256 hashes, as C2SP tlog-tiles lays them out.

A full tile never changes again, so a register is a folder of plain files that
any web server can hand out and that outlives whoever wrote it:

    tile/0/x001/x234/067         256 leaf hashes
    tile/1/004                   256 hashes, each of a full tile on level 0
    tile/0/x001/x234/068.p/12    the twelve leaf hashes of an unfinished tile
    tile/entries/x001/...        the entries themselves, each after its length

This module says which octets belong under which path.  Reading and writing them
is for its caller, who passes in a `Read`; the order in which files become
durable is the caller's duty as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from chancery.errors import Malformed, Unavailable
from chancery.log.lines import HASH_LENGTH
from chancery.log.tree import Frontier, Hash, leaf_hashes, row_above

Read: TypeAlias = Callable[[str], bytes | None]
"""The octets stored under a path such as ``tile/0/000``, or ``None`` if there are none."""

FULL: Final = 256
"""Hashes in a full tile, and entries in a full bundle."""

HEIGHT: Final = 8
"""Levels of the tree that one tile spans: 2**8 == 256."""

ENTRIES: Final = -1
"""The level of an entry bundle: one below that of the leaf hashes."""

LONGEST_ENTRY: Final = 0xFFFF
"""Octets of the longest entry: a bundle gives each length in 16 bits."""

_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """The place of one tile or entry bundle: level, index in its level, hashes in it."""

    level: int
    index: int
    width: int = FULL

    @property
    def path(self) -> str:
        """Where it is served: ``tile/<L>/<N>[.p/<W>]`` (tlog-tiles, "Merkle Tree")."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == FULL else f".p/{self.width}"
        return f"tile/{level}/{_grouped(self.index)}{partial}"

    @classmethod
    def parse(cls, path: str) -> Tile:
        """The tile served at *path*; raises `Malformed` for any spelling but the one we would write."""
        found = _PATH.fullmatch(path)
        if not found:
            raise Malformed("This is not the path of a tile.")
        level, groups, width = found.groups()
        tile = cls(
            level=ENTRIES if level == "entries" else int(level),
            index=int(groups.replace("x", "").replace("/", "")),
            width=int(width or FULL),
        )
        if tile.level > 63 or tile.path != path:
            raise Malformed("This is not the path of a tile.")
        return tile

    @classmethod
    def within(cls, size: int, level: int, index: int) -> Tile:
        """The tile at *level* and *index* as it stands in a log of *size* entries."""
        # tlog-tiles, "Partial Tiles": floor(s / 256**l) mod 256 hashes; entry
        # bundles are as wide as the tiles of leaf hashes.
        hashes = size >> (HEIGHT * max(level, 0))
        return cls(level=level, index=index, width=min(FULL, hashes - index * FULL))


def _grouped(index: int) -> str:
    """*index* in groups of three digits, all but the last marked with x: 1234067 is x001/x234/067."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Each entry after its length in 16 bits, highest octet first; raises `Malformed` if one is too long."""
    return b"".join([_prefixed(entry) for entry in entries])


def _prefixed(entry: bytes) -> bytes:
    if len(entry) > LONGEST_ENTRY:
        raise Malformed(
            f"An entry of {len(entry)} octets is too long for a log; {LONGEST_ENTRY} is the most."
        )
    return len(entry).to_bytes(2, "big") + entry


def decode_bundle(bundle: bytes) -> list[bytes]:
    """The entries of *bundle*; raises `Malformed` unless it ends exactly where its last entry does."""
    entries = []
    at = 0
    while at < len(bundle):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        if start > len(bundle) or at > len(bundle):
            raise Malformed("A bundle of entries ends in the middle of an entry.")
        entries.append(bundle[start:at])
    return entries


def stored_hashes(tile: Tile, read: Read) -> list[Hash]:
    """The hashes of *tile*.  Raises `Unavailable` if absent, `Malformed` if of the wrong length."""
    found, octets = _stored(tile, read)
    if len(octets) != HASH_LENGTH * found.width:
        raise Malformed(f"The file {found.path} does not hold {found.width} hashes.")
    return [octets[at : at + HASH_LENGTH] for at in range(0, HASH_LENGTH * tile.width, HASH_LENGTH)]


def stored_entries(index: int, size: int, read: Read) -> list[bytes]:
    """
    The entries of bundle *index* in a log of *size* entries.

    Raises `Unavailable` if the bundle is absent, `Malformed` if it is not one.
    """
    tile = Tile.within(size, ENTRIES, index)
    found, octets = _stored(tile, read)
    entries = decode_bundle(octets)
    if len(entries) != found.width:
        raise Malformed(f"The file {found.path} does not hold {found.width} entries.")
    return entries[: tile.width]


def _stored(tile: Tile, read: Read) -> tuple[Tile, bytes]:
    """*tile* with what is kept of it, or the full tile that has since replaced it."""
    octets = read(tile.path)
    if octets is not None:
        return tile, octets
    # tlog-tiles, "Partial Tiles": a log may delete a partial tile once the full
    # one is there; the full one begins with the same hashes.
    full = Tile(level=tile.level, index=tile.index)
    octets = read(full.path)
    if octets is None:
        raise Unavailable(f"The register lacks {tile.path}.")
    return full, octets


def in_any_width(size: int, read: Read) -> Read:
    """
    The tiles of a log of *size* entries, each in every width it has had on the way there.

    A log may have deleted the narrower ones, or never have served them; what it serves
    now begins with them (tlog-tiles, "Partial Tiles").
    """

    def cut(path: str) -> bytes | None:
        tile = Tile.parse(path)
        if tile.level == ENTRIES:
            return encode_bundle(stored_entries(tile.index, size, read)[: tile.width])
        served = Tile.within(size, tile.level, tile.index)
        return b"".join(stored_hashes(served, read)[: tile.width])

    return cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A log about to grow: its size and root afterwards, and every file that must be durable first."""

    size: int
    root: Hash
    files: Mapping[str, bytes]


def tiles_for_growth(old_size: int, entries: Sequence[bytes], read: Read) -> Growth:
    """
    What a log of *old_size* entries must write to hold *entries* as well.

    Only the tiles of the right edge are read.  No existing file is ever changed:
    a partial tile is replaced by a wider one under another path.  Raises
    `Unavailable` or `Malformed` if the right edge is absent or broken, and
    `Malformed` for an entry that is too long.  Whether the right edge is what was
    signed is for the caller to ask.
    """
    files = _bundles_for_growth(old_size, entries, read)
    row, count, level = leaf_hashes(entries), old_size, 0
    while row:
        row = _unfinished(level, count, read) + row
        for tile, hashes in _cut(level, count // FULL, row):
            files[tile.path] = b"".join(hashes)
        row = _roots_of_full_tiles(row)
        count, level = count // FULL, level + 1

    def read_grown(path: str) -> bytes | None:
        return files[path] if path in files else read(path)

    size = old_size + len(entries)
    return Growth(size=size, root=HashesFromTiles(read_grown, size).root(), files=files)


def _bundles_for_growth(old_size: int, entries: Sequence[bytes], read: Read) -> dict[str, bytes]:
    """The entry bundles that hold *entries*, the first of them with what it held before."""
    if not entries:
        return {}
    first, kept = divmod(old_size, FULL)
    row = [*(_unfinished_bundle(first, old_size, read) if kept else ()), *entries]
    return {tile.path: encode_bundle(piece) for tile, piece in _cut(ENTRIES, first, row)}


def _unfinished_bundle(index: int, size: int, read: Read) -> list[bytes]:
    """The entries at the right edge, which are about to be written again: a flipped bit would go along."""
    entries = stored_entries(index, size, read)
    tile = Tile.within(size, 0, index)
    if leaf_hashes(entries) != stored_hashes(tile, read):
        raise Malformed(
            f"The bundle {Tile.within(size, ENTRIES, index).path} does not hold the entries of {tile.path}."
        )
    return entries


def _unfinished(level: int, count: int, read: Read) -> list[Hash]:
    """The hashes of the partial tile at the right edge of *level*, which has *count* hashes in all."""
    if count % FULL == 0:
        # tlog-tiles, "Partial Tiles": there are no empty tiles.
        return []
    return stored_hashes(Tile(level=level, index=count // FULL, width=count % FULL), read)


def _cut(level: int, first: int, row: list[bytes]) -> Iterator[tuple[Tile, list[bytes]]]:
    """*row* in pieces of 256, as the tiles of *level* from index *first* onwards."""
    for at in range(0, len(row), FULL):
        piece = row[at : at + FULL]
        yield Tile(level=level, index=first + at // FULL, width=len(piece)), piece


def _roots_of_full_tiles(row: list[Hash]) -> list[Hash]:
    """The roots of the full tiles in *row*: a partial tile is never hashed into the level above."""
    row = row[: len(row) - len(row) % FULL]
    for _ in range(HEIGHT):
        row = row_above(row)
    return row


class HashesFromTiles:
    """
    The hashes of a log of *size* entries, read from its tiles: a `Perfect`.

    It asks for a partial tile only in the width that a log of *size* must serve,
    and for the full tile if that one is gone.  It believes what it reads: compare
    `root` with a signed one before you rely on anything it says.  Raises
    `Unavailable` and `Malformed` as `stored_hashes` does.
    """

    _TILES_KEPT = 256
    """About 10 MB at worst; a path through a log of 2**32 entries touches eight tiles at most."""

    def __init__(self, read: Read, size: int) -> None:
        self._read = read
        self.size = size
        self._rows = lru_cache(maxsize=self._TILES_KEPT)(self._rows_of_tile)

    def __call__(self, height: int, index: int) -> Hash:
        if (index + 1) << height > self.size:
            raise Malformed(f"A log of {self.size} entries has no such part yet.")
        level, rise = divmod(height, HEIGHT)
        tile, place = divmod(index << rise, FULL)
        return self._rows(level, tile)[rise][place >> rise]

    def root(self) -> Hash:
        """The root of the whole log."""
        return Frontier.at(self.size, self).root()

    def _rows_of_tile(self, level: int, index: int) -> list[list[Hash]]:
        """The hashes of a tile and, above them, of every perfect subtree within it."""
        rows = [stored_hashes(Tile.within(self.size, level, index), self._read)]
        for _ in range(1, HEIGHT):
            rows.append(row_above(rows[-1]))
        return rows
