"""The page in a photograph: its four corners found, and the page laid flat."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.paper.picture.sheet import Grey, Sheet, thumbnail

Corners = NDArray[np.float32]
"""Four points: top left, top right, bottom right, bottom left."""

_THUMBNAIL = 600
_LEAST, _MOST = 0.18, 0.97
"""Shares of the picture that a page may take; beyond, the picture is the page."""
_SHARP = 6.0
"""Shades of grey, of 255, by which a page stands out."""


def laid_flat(sheet: Sheet) -> Sheet:
    """The page alone and square; the sheet as it is where no page stands out from what it lies on."""
    small, factor = thumbnail(sheet.pixels, _THUMBNAIL)
    corners = page_corners(small)
    return sheet if corners is None else _flattened(sheet, corners / factor)


def page_corners(small: Grey) -> Corners | None:
    """The corners of the largest four-sided thing that is brighter than its surroundings on every side."""
    # Closing paints over the writing: what is left is the page and what it lies on.
    blank = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8)), (7, 7), 0)
    found = [corners for outline in _outlines(blank) if (corners := _four(outline)) is not None]
    pages = [corners for corners in found if _is_page(blank, corners)]
    return max(pages, key=lambda corners: _edge(blank, corners), default=None)


def _outlines(blank: Grey) -> Iterator[NDArray[np.int32]]:
    """Candidates: everything brighter than one of several shades, and everything with an edge round it."""
    otsu, _ = cv2.threshold(blank, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    shades = sorted({*np.linspace(otsu * 0.75, otsu * 1.15, 5), *np.percentile(blank, (35, 50))})
    for shade in shades:
        _, bright = cv2.threshold(blank, float(shade), 255, cv2.THRESH_BINARY)
        yield from _largest(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)))
    for low in (12, 25, 50):
        yield from _largest(cv2.dilate(cv2.Canny(blank, low, 2.5 * low), np.ones((5, 5), np.uint8)))


def _largest(drawing: Grey) -> list[NDArray[np.int32]]:
    outlines, _ = cv2.findContours(drawing, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return sorted(outlines, key=cv2.contourArea, reverse=True)[:2]


def _four(outline: NDArray[np.int32]) -> Corners | None:
    """The outline as four corners, if it is nearly that."""
    hull = cv2.convexHull(outline)
    length = cv2.arcLength(hull, True)
    for slack in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, slack * length, True)
        if len(corners) == 4:
            fits = cv2.contourArea(corners) > 0.9 * cv2.contourArea(hull)
            return _in_order(corners.reshape(4, 2).astype(np.float32)) if fits else None
    return None


def _in_order(corners: Corners) -> Corners:
    """Clockwise from the corner nearest the picture's own top left."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    clockwise = corners[np.argsort(angles)]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.roll(clockwise, -first, axis=0)


def _is_page(blank: Grey, corners: Corners) -> bool:
    share = cv2.contourArea(corners) / blank.size
    return _LEAST < share < _MOST and _square_enough(corners) and _edge(blank, corners) > _SHARP


def _edge(blank: Grey, corners: Corners) -> float:
    """How much brighter the page is than its surroundings along its weakest side, in shades of grey."""
    middle = corners.mean(axis=0)
    steps = np.linspace(0.08, 0.92, 40)[:, None]
    sides = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        points = start + (end - start) * steps
        inwards = (middle - points) / np.linalg.norm(middle - points, axis=1, keepdims=True)
        inside, outside = _shades(blank, points + 6 * inwards), _shades(blank, points - 6 * inwards)
        sides.append(float(np.percentile(inside - outside, 30)))
    return min(sides)


def _shades(blank: Grey, points: NDArray[np.float64]) -> NDArray[np.float64]:
    columns = np.clip(points[:, 0], 0, blank.shape[1] - 1).astype(int)
    rows = np.clip(points[:, 1], 0, blank.shape[0] - 1).astype(int)
    shades: NDArray[np.float64] = blank[rows, columns].astype(np.float64)
    return shades


def _square_enough(corners: Corners) -> bool:
    """No corner of a page that was meant to be read looks sharper than 50 or blunter than 130 degrees."""
    arms = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(arms, axis=1)
    backwards = -np.roll(arms, 1, axis=0)
    cosines = (arms * backwards).sum(axis=1) / (lengths * np.roll(lengths, 1))
    return bool(np.abs(cosines).max() < 0.64)


def _flattened(sheet: Sheet, corners: Corners) -> Sheet:
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = int(max(sides[0], sides[2])), int(max(sides[1], sides[3]))
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    return sheet.bent(cv2.getPerspectiveTransform(corners.astype(np.float32), square), width, height)
