"""From a PDF's own coordinates to places on the page as it is seen.

A page may begin anywhere, be cropped and be turned by quarters (ISO 32000-1, 7.7.3.3);
people and rasters count from the visible top left corner.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as raw

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the top left corner of the visible page."""
Place = Callable[[Rectangle], Rectangle]

_FINE = 1000
"""pdfium answers in whole pixels; so many are asked for on each point."""


def placing(page: pdfium.PdfPage) -> Place:
    """A function from (left, bottom, right, top) on the page to (left, top, right, bottom) as seen."""
    (x0, y0), (x1, y1), (x2, y2) = (_seen(page, *corner) for corner in ((0, 0), (1000, 0), (0, 1000)))
    a, b, c, d = (x1 - x0) / 1000, (y1 - y0) / 1000, (x2 - x0) / 1000, (y2 - y0) / 1000

    def place(rectangle: Rectangle) -> Rectangle:
        left, bottom, right, top = rectangle
        xs = x0 + a * left + c * bottom, x0 + a * right + c * top
        ys = y0 + b * left + d * bottom, y0 + b * right + d * top
        return min(xs), min(ys), max(xs), max(ys)

    return place


def _seen(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    width, height = page.get_size()
    across, down = ctypes.c_int(), ctypes.c_int()
    fine = int(width * _FINE), int(height * _FINE)
    raw.FPDF_PageToDevice(page.raw, 0, 0, *fine, 0, x, y, across, down)
    return across.value / fine[0] * width, down.value / fine[1] * height
