"""Annotations: whatever is laid over a page, and can be moved, hidden or added without touching its text.

Links draw nothing.  The widget of a seal is left alone while it draws nothing, or only a small
stamp in the margin, beside everything that is read: the Government Publishing Office puts one
on every page one.  A stamp among the words is reported, because a stamp can carry words.
ISO 32000-1, 12.5 and 12.7.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pikepdf

from chancery.paper.paper import Hidden, Hiding
from chancery.paper.pdf.layout import around
from chancery.paper.pdf.leaf import Leaf
from chancery.paper.pdf.place import Rectangle, placing
from chancery.paper.pdf.raster import SCALE, strongest

_SILENT = ("/Link", "/Popup")
_PLAINLY = 24
"""A change of so many of 255 steps is ink."""
_SMALL = 0.005
"""The largest stamp in a margin that is passed over, as a part of the page."""


def found(leaf: Leaf, page: pikepdf.Page | None) -> Iterator[Hidden]:
    """Everything that annotations paint, and each annotation that another program might paint."""
    there = [] if page is None else list(_on(page))
    # One stamp may be passed over: a page full of them is a page full of words.
    stamps = [place for one in there if _is_a_seal(one) for place in _place(leaf, one)][:1]
    painted = [where for where in _painted(leaf) if not any(_stamped(leaf, where, stamp) for stamp in stamps)]
    for where in painted:
        yield Hidden(hiding=Hiding.ANNOTATION, box=leaf.box(where))
    if not painted and any(map(_may_be_painted, there)):
        yield Hidden(hiding=Hiding.ANNOTATION, box=leaf.whole)


def _painted(leaf: Leaf) -> list[Rectangle]:
    """Where the annotations leave ink."""
    change = (strongest(cv2.absdiff(leaf.ink.seen, leaf.ink.bare)) >= _PLAINLY).astype(np.uint8)
    if not change.any():
        return []
    joined = cv2.dilate(change, np.ones((15, 15), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    return [_in_points(*(int(side) for side in box[:4])) for box in boxes[1:]]


def _in_points(left: int, top: int, width: int, height: int) -> Rectangle:
    edge = 7  # half of what joined the ink
    sides = left + edge, top + edge, left + width - edge, top + height - edge
    return sides[0] / SCALE, sides[1] / SCALE, sides[2] / SCALE, sides[3] / SCALE


def _on(page: pikepdf.Page) -> Iterator[pikepdf.Dictionary]:
    listed = page.obj.get("/Annots")
    if isinstance(listed, pikepdf.Array):
        yield from (item for item in listed.as_list() if isinstance(item, pikepdf.Dictionary))


def _is_a_seal(annotation: pikepdf.Dictionary) -> bool:
    field = _field(annotation)
    signature = field.get("/V")
    if field.get("/FT") != "/Sig" or not isinstance(signature, pikepdf.Dictionary):
        return False
    return "/ByteRange" in signature and _is_signed(signature.get("/Contents"))


def _is_signed(contents: object) -> bool:
    """Whether a signature is there at all, whoever's; a field that merely says so covers anything."""
    from asn1crypto import cms

    try:
        message = cms.ContentInfo.load(bytes(contents))  # type: ignore[call-overload]
        return message["content_type"].native == "signed_data" and len(message["content"]["signer_infos"]) > 0
    except (TypeError, ValueError):
        return False


def _field(widget: pikepdf.Dictionary) -> pikepdf.Dictionary:
    parent = widget.get("/Parent")
    return widget if "/FT" in widget or not isinstance(parent, pikepdf.Dictionary) else parent


def _place(leaf: Leaf, annotation: pikepdf.Dictionary) -> Iterator[Rectangle]:
    corners = annotation.get("/Rect")
    if isinstance(corners, pikepdf.Array) and len(corners) == 4:
        left, bottom, right, top = (float(side) for side in corners.as_list())
        yield placing(leaf.page)((left, bottom, right, top))


def _stamped(leaf: Leaf, where: Rectangle, stamp: Rectangle) -> bool:
    """Whether this ink is a seal's own small stamp, beside everything that is read."""
    inside = all(low - 1 <= side for low, side in zip(stamp[:2], where[:2], strict=True)) and all(
        side <= high + 1 for side, high in zip(where[2:], stamp[2:], strict=True)
    )
    area = (where[2] - where[0]) * (where[3] - where[1])
    return inside and area <= _SMALL * leaf.size.width * leaf.size.height and not _among_words(leaf, where)


def _among_words(leaf: Leaf, where: Rectangle) -> bool:
    seen = [character.cell for character in leaf.visible if not character.is_space]
    if not seen:
        return True
    left, top, right, bottom = around(seen)
    return where[0] < right and left < where[2] and where[1] < bottom and top < where[3]


def _may_be_painted(annotation: pikepdf.Dictionary) -> bool:
    kind = str(annotation.get("/Subtype", ""))
    if kind in _SILENT:
        return "/AP" in annotation
    if kind == "/Widget":
        field = _field(annotation)
        return field.get("/FT") != "/Sig" and "/V" in field
    return True
