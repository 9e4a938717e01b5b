"""Where two PDFs look different: what the comparison says, and its octets on the way out of the sandbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chancery.errors import Malformed
from chancery.paper.columns import pictures_of, read_boxes, write_boxes
from chancery.paper.limits import MOST_NAMED
from chancery.paper.paper import Box
from chancery.seal.codec import decode, encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One place where the copy looks different from the registered rendition, and both as PNG."""

    box: Box
    """On the rendition's page."""
    copy: bytes = field(repr=False)
    rendition: bytes = field(repr=False)
    """Either is empty where that file has no such page."""


def write_regions(regions: Iterable[Region]) -> bytes:
    """The regions' octets; of very many, the first."""
    kept = list(regions)[:MOST_NAMED]
    pairs = [picture for region in kept for picture in (region.copy, region.rendition)]
    return encode([write_boxes(region.box for region in kept), pairs])


def read_regions(octets: bytes) -> tuple[Region, ...]:
    """The regions that these octets spell; raises `Malformed`."""
    match decode(octets, limit=len(octets)):
        case [bytes(boxes), list(pairs)]:
            return tuple(_regions(boxes, list(pictures_of(pairs, 2 * MOST_NAMED, or_none=True))))
        case _:
            raise Malformed("These are no regions.")


def _regions(boxes: bytes, pairs: list[bytes]) -> Iterator[Region]:
    places = read_boxes(boxes)
    if len(pairs) != 2 * len(places):
        raise Malformed("Every region comes with two pictures.")
    for box, copy, rendition in zip(places, pairs[::2], pairs[1::2], strict=True):
        if box is None:
            raise Malformed("A region without a place is none.")
        yield Region(box=box, copy=copy, rendition=rendition)
