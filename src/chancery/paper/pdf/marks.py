"""QR codes and bar codes on a page: what they say, and the room they take up."""

from __future__ import annotations

from dataclasses import dataclass

import zxingcpp

from chancery.paper.pdf.place import Rectangle
from chancery.paper.pdf.raster import SCALE, Raster


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One code: what it says and where it stands, in points."""

    says: str
    where: Rectangle


def marks_on(grey: Raster) -> list[Mark]:
    """Every code that can be read, from the top."""
    found = [_mark(code) for code in zxingcpp.read_barcodes(grey) if code.valid]
    return sorted(found, key=lambda mark: (mark.where[1], mark.where[0]))


def _mark(code: zxingcpp.Barcode) -> Mark:
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_left, at.bottom_right)
    across, down = [corner.x / SCALE for corner in corners], [corner.y / SCALE for corner in corners]
    return Mark(says=code.text, where=(min(across), min(down), max(across), max(down)))
