"""Comparing pictures: a copy's pages with those of the file that the institution registered.

The strongest answer there is for a PDF, because it asks no program what the words are.  Both
sides are drawn by pdfium; a point differs where it is darker or lighter than everything near
its place on the other side.  Colour does not count, and neither do attachments, tags and seals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum, unique

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from chancery.paper.paper import Box
from chancery.paper.pdf.opening import Unreadable, opened
from chancery.paper.pdf.raster import Raster
from chancery.paper.pdf.registration import SCALE, Movement, correlation, registered, same_corner

Window = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the registered raster."""

_NEAR = 3
"""Pixels: a point is compared with the square of this side round its place."""
_STEPS = 24
"""Of 255: so much darker or lighter than anything near is a difference."""
_SUSPICIOUS = 2
"""So many differing points are looked at more closely."""
_MOST_LOOKED_AT = 300
"""With more windows it is another page, and no closer look is needed to say so."""
_CLOSER = 4
_NEAR_CLOSELY = 5
_STEPS_CLOSELY = 64
_BLANK, _WHITE = 15, 250
"""Fine pixels, and steps: where nothing stands in such a square, even pale paint is a difference."""
_FURTHEST = 4
"""Fine pixels, a quarter of them to the raster's; letters are drawn on whole ones."""
_FEWEST = 12
"""Fine pixels.  One dot of an Arabic letter has about fifty, the tail of a comma thirty."""
_TOGETHER = 9
"""Points closer to each other than this many pixels are shown as one region."""
_MARGIN = 24
"""Pixels shown round a region."""
_ALIKE = 0.35
"""Correlation below which two pages are not the same letter at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place where the copy shows something else, in points of the registered page, with both pictures."""

    page: int
    """From 1."""
    box: Box
    copy_png: bytes = field(repr=False)
    """Empty where the copy has no such page."""
    registered_png: bytes = field(repr=False)
    """Empty where the registered file has no such page."""


@unique
class Sameness(StrEnum):
    """What comparing two pictures comes to."""

    SAME = "same"
    DIFFERS = "differs"
    CANNOT_COMPARE = "cannot compare"
    """One cannot be drawn, or they are not two copies of one letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The outcome, and where they differ."""

    likeness: Sameness
    regions: tuple[Region, ...] = ()


def same_words_by_picture(copy: bytes, rendition: bytes) -> Comparison:
    """Whether *copy* shows what the registered *rendition* shows; never raises for what a file may be."""
    try:
        with opened(copy) as one, opened(rendition) as other:
            regions, alike = _compared(one, other)
    except Unreadable:
        return Comparison(likeness=Sameness.CANNOT_COMPARE)
    if not alike:
        return Comparison(likeness=Sameness.CANNOT_COMPARE, regions=regions)
    return Comparison(likeness=Sameness.DIFFERS if regions else Sameness.SAME, regions=regions)


def compare_pictures(copy: bytes, rendition: bytes) -> tuple[Region, ...]:
    """Every place where *copy* shows something else than *rendition*; raises `Unreadable`."""
    with opened(copy) as one, opened(rendition) as other:
        return _compared(one, other)[0]


def _compared(copy: pdfium.PdfDocument, rendition: pdfium.PdfDocument) -> tuple[tuple[Region, ...], bool]:
    """The regions, and whether every page that both have is recognisably the same page."""
    regions: list[Region] = []
    alike = True
    for number in range(min(len(copy), len(rendition))):
        found, likeness = _page(number + 1, _flat(copy, number), _flat(rendition, number))
        alike &= likeness >= _ALIKE
        regions += found
    return (*regions, *_surplus(copy, rendition)), alike


def _surplus(copy: pdfium.PdfDocument, rendition: pdfium.PdfDocument) -> Iterator[Region]:
    """Pages that only one of them has."""
    for number in range(len(rendition), len(copy)):
        yield _whole_page(number + 1, _flat(copy, number), in_copy=True)
    for number in range(len(copy), len(rendition)):
        yield _whole_page(number + 1, _flat(rendition, number), in_copy=False)


def _whole_page(number: int, page: pdfium.PdfPage, *, in_copy: bool) -> Region:
    width, height = page.get_size()
    picture = _png(_upright(page))
    return Region(
        page=number,
        box=Box(page=number, left=0, top=0, right=width, bottom=height),
        copy_png=picture if in_copy else b"",
        registered_png=b"" if in_copy else picture,
    )


def _page(number: int, copy: pdfium.PdfPage, rendition: pdfium.PdfPage) -> tuple[list[Region], float]:
    target = _upright(rendition)
    shape = target.shape[0], target.shape[1]
    movement, laid = registered(target, copy.get_size(), lambda movement: _moved(copy, movement, shape))
    windows = _suspected(laid, target)
    if len(windows) <= _MOST_LOOKED_AT:
        windows = [window for window in windows if _differs_closely(window, copy, movement, rendition)]
    return [_region(number, window, laid, target) for window in windows], correlation(target, laid)


# ── drawing ──────────────────────────────────────────────────────────────────


def _flat(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """The page with its annotations and filled fields drawn into it, as on paper."""
    page = document[number]
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[number]


def _upright(page: pdfium.PdfPage) -> Raster:
    width, height = page.get_size()
    return _moved(page, same_corner(), (round(height * SCALE), round(width * SCALE)))


def _moved(page: pdfium.PdfPage, movement: Movement, shape: tuple[int, int]) -> Raster:
    """The page as grey on white paper of *shape* (rows, columns), laid on as *movement* says."""
    height, width = shape
    bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    across, down = page.get_size()
    # pdfium first lays the page on whole points, whatever its size, and then moves it.
    wide, high = across / int(across), down / int(down)
    (a, c, e), (b, d, f) = movement
    matrix = raw.FS_MATRIX(a * wide, b * wide, c * high, d * high, e, f)
    paper = raw.FS_RECTF(0, 0, width, height)
    raw.FPDF_RenderPageBitmapWithMatrix(bitmap.raw, page.raw, matrix, paper, raw.FPDF_ANNOT)
    return np.asarray(cv2.cvtColor(bitmap.to_numpy(), cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _closely(page: pdfium.PdfPage, movement: Movement, window: Window) -> Raster:
    """One window of the page as *movement* lays it, `_CLOSER` times finer."""
    left, top, right, bottom = window
    near = movement.copy()
    near[:, 2] -= left, top
    return _moved(page, near * _CLOSER, ((bottom - top) * _CLOSER, (right - left) * _CLOSER))


# ── differing ────────────────────────────────────────────────────────────────


def _suspected(laid: Raster, target: Raster) -> list[Window]:
    """Where something may differ; pdfium puts letters on whole pixels, so not everywhere something does."""
    differs = _beyond(laid, target, _NEAR, _STEPS)
    if not differs.any():
        return []
    joined = cv2.dilate(differs.astype(np.uint8), np.ones((_TOGETHER, _TOGETHER), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    points = np.bincount(labels[differs], minlength=len(boxes))
    enough = [box for box, count in zip(boxes[1:], points[1:], strict=True) if count >= _SUSPICIOUS]
    return [_window(box, target) for box in enough]


def _window(box: NDArray[np.int32], target: Raster) -> Window:
    left, top, width, height = (int(side) for side in box[:4])
    rows, columns = target.shape
    return (
        max(0, left - _MARGIN),
        max(0, top - _MARGIN),
        min(columns, left + width + _MARGIN),
        min(rows, top + height + _MARGIN),
    )


def _differs_closely(
    window: Window, copy: pdfium.PdfPage, movement: Movement, rendition: pdfium.PdfPage
) -> bool:
    """A second look at one window, drawn finer and laid on once more by itself."""
    there = _closely(rendition, same_corner(), window)
    here = _closely(copy, movement, window)
    return min(_count(here, there), _count(_nudged(here, there), there)) >= _FEWEST


def _nudged(here: Raster, there: Raster) -> Raster:
    """Moved by what remains between them, up to a quarter of a point."""
    sides = [255.0 - side.astype(np.float32) for side in (here, there)]
    (right, down), _ = cv2.phaseCorrelate(*sides)
    if max(abs(right), abs(down)) > _FURTHEST:
        return here
    moving = np.array([[1, 0, right], [0, 1, down]], dtype=np.float64)
    moved = cv2.warpAffine(here, moving, here.shape[::-1], borderValue=255)
    return np.asarray(moved, dtype=np.uint8)


def _count(here: Raster, there: Raster) -> int:
    """Points that differ, away from the window's edge."""
    inner = np.s_[_FURTHEST + 4 : -_FURTHEST - 4, _FURTHEST + 4 : -_FURTHEST - 4]
    differs = _beyond(here, there, _NEAR_CLOSELY, _STEPS_CLOSELY)
    differs |= _painted(here, there) | _painted(there, here)
    return int(differs[inner].sum())


def _painted(one: Raster, other: Raster) -> NDArray[np.bool_]:
    """
    Where there is paint, however pale, on what is blank paper in the other.

    Beside letters a pale point says nothing: their edges are drawn now so, now so.
    """
    blank = cv2.erode(other, np.ones((_BLANK, _BLANK), np.uint8)) >= _WHITE
    return np.asarray(blank & (one < 255 - _STEPS), dtype=np.bool_)


def _beyond(one: Raster, other: Raster, near: int, steps: int) -> NDArray[np.bool_]:
    """Where either is darker or lighter than everything near that place in the other."""
    return _outside(one, other, near, steps) | _outside(other, one, near, steps)


def _outside(one: Raster, other: Raster, near: int, steps: int) -> NDArray[np.bool_]:
    square = np.ones((near, near), np.uint8)
    darkest, lightest = cv2.erode(other, square), cv2.dilate(other, square)
    darker = cv2.subtract(darkest, one) > steps
    lighter = cv2.subtract(one, lightest) > steps
    return np.asarray(darker | lighter, dtype=np.bool_)


def _region(number: int, window: Window, laid: Raster, target: Raster) -> Region:
    left, top, right, bottom = window
    inner = (left + _MARGIN, top + _MARGIN, right - _MARGIN, bottom - _MARGIN)
    where = [side / SCALE for side in inner]
    return Region(
        page=number,
        box=Box(page=number, left=where[0], top=where[1], right=where[2], bottom=where[3]),
        copy_png=_png(laid[top:bottom, left:right]),
        registered_png=_png(target[top:bottom, left:right]),
    )


def _png(picture: Raster) -> bytes:
    _, octets = cv2.imencode(".png", picture)
    return bytes(octets)
