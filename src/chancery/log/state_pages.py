"""The state map at rest: in pages, so that what changes costs what changed, however large the map.

A page is named by the hexadecimal figures that all its keys begin with.  One that has few
keys holds them; one that has more holds the hash of each page below it, one for each
next figure that occurs.  The layout makes no difference to the root (`state_map`): it
only decides how much is read and written again when a key changes.

Nothing is stored here: pages are read through *read* and given back to be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from chancery.errors import Malformed, Unavailable
from chancery.log.state_map import (
    BRANCH,
    HIDDEN,
    KEY_BITS,
    LEAF,
    Item,
    Key,
    Latest,
    joined,
    leaf_hash,
    parted,
)
from chancery.log.tree import EMPTY_ROOT, Hash

ReadPages: TypeAlias = Callable[[Iterable[str]], Mapping[str, bytes]]
"""Gives those of these pages that there are."""

TOP = ""
"""The name of the page that all keys belong to."""

MOST_LEAVES = 32
"""A page with more keys is divided among the pages below it."""

_KEYS, _PAGES = b"\x00", b"\x01"
_FIGURES = "0123456789abcdef"
_ONE_KEY, _ONE_PAGE = 48, 33
_AT_ONCE = 7
"""So many pages on the way to a key are asked for in one go; sixteen million keys need no more."""


@dataclass(frozen=True, slots=True)
class _Leaves:
    """A page that holds its keys, each with the 16 octets that stand under it."""

    under: dict[Key, bytes]

    def octets(self) -> bytes:
        return _KEYS + b"".join(key + self.under[key] for key in sorted(self.under))

    def items(self) -> list[Item]:
        under = self.under
        return [(int.from_bytes(key, "big"), leaf_hash(key, under[key])) for key in sorted(under)]


@dataclass(frozen=True, slots=True)
class _Inner:
    """A page that holds the hashes of the pages below it, by their next figure."""

    below: dict[int, Hash]

    def octets(self) -> bytes:
        return _PAGES + b"".join(bytes((figure,)) + self.below[figure] for figure in sorted(self.below))

    def items(self) -> list[Item]:
        return sorted(self.below.items())


_Page: TypeAlias = _Leaves | _Inner


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A map as it is once some keys have changed."""

    root: Hash
    pages: Mapping[str, bytes]
    """The pages that are not what they were."""


def root_of(read: ReadPages) -> Hash:
    """The root of the map in these pages."""
    top = _opened(read((TOP,))).get(TOP)
    return EMPTY_ROOT if top is None else _hash_of(TOP, top)


def grown(changes: Mapping[Key, Latest], read: ReadPages, root: Hash) -> Growth:
    """
    The map of this *root* after *changes*: of each key its newest entry, and how many more concern it.

    Every page that is used must hash to what the page above it says, up to the root, so that
    nobody signs what a spoiled page made of the map.  Raises `Malformed` if one does not.
    """
    if not changes:
        return Growth(root=root, pages={})
    growing = _Growing(pages={} if root == EMPTY_ROOT else _on_the_way(changes, read), changed={})
    after = growing.page(TOP, sorted(changes.items()), None if root == EMPTY_ROOT else root)
    return Growth(root=after, pages=growing.changed)


@dataclass(frozen=True, slots=True)
class _Growing:
    pages: Mapping[str, _Page]
    changed: dict[str, bytes]

    def page(self, name: str, changes: Sequence[tuple[Key, Latest]], before: Hash | None) -> Hash:
        """The hash of a page after *changes*, which are in the order of their keys; None: it is new."""
        page = None if before is None else self.pages.get(name)
        if before != (None if page is None else _hash_of(name, page)):
            raise Malformed("A page of the state map is not what it was; fill the index again.")
        match page:
            case _Inner(below):
                return self._inner(name, dict(below), changes)
            case _Leaves(under):
                return self._leaves(name, dict(under), changes)
            case None:
                return self._leaves(name, {}, changes)

    def _leaves(self, name: str, under: dict[Key, bytes], changes: Sequence[tuple[Key, Latest]]) -> Hash:
        for key, change in changes:
            before = under.get(key)
            count = change.count + (0 if before is None else Latest.read(before).count)
            under[key] = Latest(change.index, count).octets
        if len(under) <= MOST_LEAVES:
            return self._kept(name, _Leaves(under))
        return self._divided(name, under)

    def _divided(self, name: str, under: dict[Key, bytes]) -> Hash:
        below: dict[int, Hash] = {}
        for figure, some in groupby(sorted(under), key=_figure_at(len(name))):
            part = {key: under[key] for key in some}
            page = name + _FIGURES[figure]
            below[figure] = (
                self._kept(page, _Leaves(part)) if len(part) <= MOST_LEAVES else self._divided(page, part)
            )
        return self._kept(name, _Inner(below))

    def _inner(self, name: str, below: dict[int, Hash], changes: Sequence[tuple[Key, Latest]]) -> Hash:
        place = _figure_at(len(name))
        for figure, some in groupby(changes, key=lambda change: place(change[0])):
            below[figure] = self.page(name + _FIGURES[figure], list(some), below.get(figure))
        return self._kept(name, _Inner(below))

    def _kept(self, name: str, page: _Page) -> Hash:
        self.changed[name] = page.octets()
        return _hash_of(name, page)


def _figure_at(place: int) -> Callable[[Key], int]:
    """Gives the hexadecimal figure of a key at that place."""
    octet, low = divmod(place, 2)
    return (lambda key: key[octet] & 15) if low else (lambda key: key[octet] >> 4)


def _hash_of(name: str, page: _Page) -> Hash:
    return joined(page.items(), *_bits(name, page))


def _bits(name: str, page: _Page) -> tuple[int, int]:
    """How many bits tell the items of a page apart, and how many come before them."""
    return (KEY_BITS, 0) if isinstance(page, _Leaves) else (4, 4 * len(name))


# A cut


def cut(keys: Iterable[Key], read: ReadPages) -> bytes:
    """
    The part of the map that shows what stands under *keys*, or that nothing does.

    Raises `Unavailable` if a page is missing, `Malformed` if one is not what a page is.
    """
    wanted = sorted(set(keys))
    pages = _on_the_way(wanted, read) or _opened(read((TOP,)))
    if TOP not in pages:
        return b""
    return b"".join(_Cutting(pages, read).page(TOP, [int.from_bytes(key, "big") for key in wanted]))


@dataclass(frozen=True, slots=True)
class _Cutting:
    pages: dict[str, _Page]
    read: ReadPages

    def page(self, name: str, wanted: Sequence[int]) -> list[bytes]:
        page = self._page(name)
        items = page.items()
        return self._part(name, page, items, 0, len(items), wanted)

    def _page(self, name: str) -> _Page:
        """A key that is not in the map may end in a page on another key's way."""
        if name not in self.pages:
            self.pages.update(_opened(self.read((name,))))
        if name not in self.pages:
            raise Unavailable("A page of the state map is missing; fill the index again.")
        return self.pages[name]

    def _part(
        self, name: str, page: _Page, items: list[Item], low: int, high: int, wanted: Sequence[int]
    ) -> list[bytes]:
        width, offset = _bits(name, page)
        if not wanted:
            return [_hidden(joined(items[low:high], width, offset))]
        if high - low == 1:
            return self._item(name, page, items[low], wanted)
        bit, middle = parted(items, low, high, width)
        shift = KEY_BITS - 1 - offset - bit
        left = [key for key in wanted if not key >> shift & 1]
        right = [key for key in wanted if key >> shift & 1]
        return [
            bytes((BRANCH, offset + bit)),
            *self._part(name, page, items, low, middle, left),
            *self._part(name, page, items, middle, high, right),
        ]

    def _item(self, name: str, page: _Page, item: Item, wanted: Sequence[int]) -> list[bytes]:
        match page:
            case _Leaves(under):
                key = item[0].to_bytes(32, "big")
                return [bytes((LEAF,)) + key + under[key]]
            case _Inner():
                return self.page(name + _FIGURES[item[0]], wanted)


def _hidden(hash: Hash) -> bytes:
    return bytes((HIDDEN,)) + hash


# Reading pages


def _on_the_way(keys: Iterable[Key], read: ReadPages) -> dict[str, _Page]:
    """Every page on the way to one of *keys*; asked for together, for each question may be a journey."""
    names = [key.hex() for key in keys]
    pages: dict[str, _Page] = {}
    for start in range(0, KEY_BITS // 4, _AT_ONCE):
        asked = {name[:length] for name in names for length in range(start, start + _AT_ONCE)}
        pages |= _opened(read(asked))
        deepest = start + _AT_ONCE - 1
        names = [name for name in names if isinstance(pages.get(name[:deepest]), _Inner)]
        if not names:
            break
    return pages


def _opened(pages: Mapping[str, bytes]) -> dict[str, _Page]:
    return {name: _page(octets) for name, octets in pages.items()}


def _page(octets: bytes) -> _Page:
    kind, rest = octets[:1], octets[1:]
    if kind == _KEYS and len(rest) % _ONE_KEY == 0:
        return _Leaves(
            {rest[at : at + 32]: rest[at + 32 : at + _ONE_KEY] for at in range(0, len(rest), _ONE_KEY)}
        )
    if kind == _PAGES and len(rest) % _ONE_PAGE == 0:
        return _Inner({rest[at]: rest[at + 1 : at + _ONE_PAGE] for at in range(0, len(rest), _ONE_PAGE)})
    raise Malformed("This is no page of a state map; fill the index again.")
