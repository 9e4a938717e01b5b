"""The size at which letters are read best and quickest."""

from __future__ import annotations

import cv2
import numpy as np

from chancery.paper.picture.sheet import Grey, Sheet

WANTED = 20.0
"""Height in pixels of a small letter that the recogniser reads surely; more only costs time."""
_TALLEST = 4_000
"""Pixels along the longer side of a sheet to be read: what memory and time allow."""


def letter_height(pixels: Grey) -> float | None:
    """The height of an ordinary letter in pixels; None where there are too few to tell."""
    ink = cv2.adaptiveThreshold(pixels, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    _, _, shapes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    widths, heights, areas = shapes[1:, 2], shapes[1:, 3], shapes[1:, 4]
    letters = (heights > 4) & (heights < pixels.shape[0] / 12) & (widths < heights * 8) & (areas > 8)
    letters &= widths * 6 > heights
    if int(letters.sum()) < 12:
        return None
    return float(np.median(heights[letters]))


def readable(sheet: Sheet) -> Sheet:
    """The sheet enlarged or reduced so that its letters have the wanted height."""
    height = letter_height(sheet.pixels)
    factor = 1.0 if height is None else WANTED / height
    factor = min(factor, 4.0, _TALLEST / max(sheet.pixels.shape))
    return sheet if 0.87 < factor < 1.15 else sheet.scaled(factor)
