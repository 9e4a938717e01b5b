"""Annotations: whatever is laid over a page, and can be moved, hidden or added without touching its text.

Links draw nothing.  The widget of a seal is left alone while it draws nothing; a seal with
a visible stamp is reported, because a stamp can carry words.
ISO 32000-1, 12.5 and 12.7.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import pikepdf

from chancery.paper.paper import Hidden, Hiding
from chancery.paper.pdf.leaf import Leaf
from chancery.paper.pdf.raster import SCALE, strongest

_SILENT = ("/Link", "/Popup")
_PLAINLY = 24
"""A change of so many of 255 steps is ink."""


def found(leaf: Leaf, page: pikepdf.Page | None) -> Iterator[Hidden]:
    """Everything that annotations paint, and each annotation that another program might paint."""
    change = strongest(cv2.absdiff(leaf.ink.seen, leaf.ink.bare)) >= _PLAINLY
    if change.any():
        left, top, width, height = cv2.boundingRect(change.astype("uint8"))
        where = left / SCALE, top / SCALE, (left + width) / SCALE, (top + height) / SCALE
        yield Hidden(hiding=Hiding.ANNOTATION, box=leaf.box(where))
    elif page is not None and any(map(_may_be_painted, _on(page))):
        yield Hidden(hiding=Hiding.ANNOTATION, box=leaf.whole)


def _on(page: pikepdf.Page) -> Iterator[pikepdf.Dictionary]:
    listed = page.obj.get("/Annots")
    if isinstance(listed, pikepdf.Array):
        yield from (item for item in listed.as_list() if isinstance(item, pikepdf.Dictionary))


def _may_be_painted(annotation: pikepdf.Dictionary) -> bool:
    kind = str(annotation.get("/Subtype", ""))
    if kind in _SILENT:
        return "/AP" in annotation
    if kind == "/Widget":
        return _holds_an_entry(annotation)
    return True


def _holds_an_entry(widget: pikepdf.Dictionary) -> bool:
    """Whether a form field shows something that was filled in; a seal's value is its signature."""
    field = widget if "/FT" in widget else widget.get("/Parent", widget)
    return field.get("/FT") != "/Sig" and "/V" in field
