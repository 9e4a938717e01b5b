"""Places and pictures as they leave the sandbox: columns of fixed width, read with suspicion."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator
from typing import Any

from chancery.errors import Malformed
from chancery.paper.limits import MOST_PAGES
from chancery.paper.paper import Box
from chancery.seal.codec import Value

_BOX = struct.Struct("<Idddd")
"""Page, left, top, right, bottom; page 0 for no box at all."""

_NO_BOX = Box(page=0, left=0, top=0, right=0, bottom=0)
_PNG = b"\x89PNG\r\n\x1a\n"
_FARTHEST = 1e7
"""No place on a page is farther than this from its corner, in any unit."""


def write_boxes(boxes: Iterable[Box | None]) -> bytes:
    """A column of places, of which some may be unknown."""
    return b"".join(
        [_BOX.pack(b.page, b.left, b.top, b.right, b.bottom) for b in (box or _NO_BOX for box in boxes)]
    )


def read_boxes(octets: bytes) -> list[Box | None]:
    """The places of a column; raises `Malformed` for rectangles that no page has."""
    return [_box(*row) for row in rows(_BOX, octets)]


def _box(page: int, left: float, top: float, right: float, bottom: float) -> Box | None:
    if page == 0:
        return None
    if (
        page > MOST_PAGES
        or not all(map(is_place, (left, top, right, bottom)))
        or left > right
        or top > bottom
    ):
        raise Malformed("A box is none that a page can have.")
    return Box(page=page, left=left, top=top, right=right, bottom=bottom)


def is_place(number: float) -> bool:
    """Whether a number can be a distance on a page."""
    return math.isfinite(number) and abs(number) <= _FARTHEST


def rows(form: struct.Struct, octets: bytes) -> list[tuple[Any, ...]]:
    """The rows of a column of that form."""
    if len(octets) % form.size:
        raise Malformed("A column ends in the middle of a row.")
    return list(form.iter_unpack(octets))


def list_of(value: Value, most: int) -> list[Value]:
    """A list of so many things at most."""
    if not isinstance(value, list) or len(value) > most:
        raise Malformed("A list in a paper is none, or too long.")
    return value


def octets_of(value: Value, most: int) -> Iterator[bytes]:
    """A list of octets."""
    for item in list_of(value, most):
        if type(item) is not bytes:
            raise Malformed("What should be octets in a paper is none.")
        yield item


def pictures_of(value: Value, most: int, *, or_none: bool = False) -> Iterator[bytes]:
    """Pictures that begin as PNG; nobody here looks further, and a browser will."""
    for picture in octets_of(value, most):
        if not picture.startswith(_PNG) and not (or_none and not picture):
            raise Malformed("A picture of a page is no PNG.")
        yield picture
