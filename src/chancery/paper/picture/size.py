"""The size at which letters are read best and quickest."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.paper.picture.sheet import Grey, Sheet

WANTED = 17.0
"""Height in pixels of a small letter that the recogniser reads surely; more only costs time."""
_OF_THE_PITCH = 0.42
"""A small letter's share of the way from line to line, at most: in tightly set lines."""
_TALLEST = 4_000
"""Pixels along the longer side of a sheet to be read: what memory and time allow."""


def letter_height(pixels: Grey) -> float | None:
    """The height of an ordinary small letter in pixels; None where there are too few to tell."""
    ink = cv2.adaptiveThreshold(pixels, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    height = _of_shapes(ink)
    pitch = _line_pitch(ink)
    # Blurred letters touch and make tall shapes; blurred lines still keep their distance.
    return height if height is None or pitch is None else min(height, pitch * _OF_THE_PITCH)


def _of_shapes(ink: Grey) -> float | None:
    """The height that most of the ink has, so that grain, dots and ruled lines do not count."""
    _, _, shapes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    widths, heights, areas = shapes[1:, 2], shapes[1:, 3], shapes[1:, 4]
    letters = (heights > 4) & (heights < max(60, ink.shape[0] / 12)) & (areas > 8)
    letters &= (widths < heights * 8) & (widths * 6 > heights)
    if int(letters.sum()) < 12:
        return None
    order = np.argsort(heights[letters])
    ink_up_to = np.cumsum(areas[letters][order])
    return float(heights[letters][order][np.searchsorted(ink_up_to, ink_up_to[-1] / 2)])


def _line_pitch(ink: Grey) -> float | None:
    """From line to line in pixels: how far down the page looks like itself again."""
    rows = ink.sum(axis=1, dtype=np.float64)
    rows -= rows.mean()
    likeness: NDArray[np.float64] = np.correlate(rows, rows, "full")[len(rows) - 1 :][:400]
    below = np.flatnonzero(likeness < 0)
    if not len(below) or likeness[0] <= 0:
        return None
    again = int(below[0]) + int(np.argmax(likeness[below[0] :]))
    return float(again) if likeness[again] > 0.2 * likeness[0] else None


def readable(sheet: Sheet, *, larger: float = 1.0) -> Sheet:
    """The sheet, its letters as high as wanted, or so many times *larger* than that."""
    height = letter_height(sheet.pixels)
    factor = larger * (1.0 if height is None else WANTED / height)
    factor = min(factor, 4.0, _TALLEST / max(sheet.pixels.shape))
    return sheet if 0.95 < factor < 1.05 else sheet.scaled(factor)
