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


def laid_flat(sheet: Sheet) -> Sheet:
    """The page alone and square; the sheet as it is where no page stands out from what it lies on."""
    small, factor = thumbnail(sheet.pixels, _THUMBNAIL)
    corners = page_corners(small)
    return sheet if corners is None else _flattened(sheet, corners / factor)


def page_corners(small: Grey) -> Corners | None:
    """The corners of the largest four-sided thing that is brighter than its surroundings."""
    smooth = cv2.GaussianBlur(small, (5, 5), 0)
    found = [corners for outline in _outlines(smooth) if (corners := _four(outline)) is not None]
    pages = [corners for corners in found if _is_page(smooth, corners)]
    return max(pages, key=cv2.contourArea, default=None)


def _outlines(smooth: Grey) -> Iterator[NDArray[np.int32]]:
    _, bright = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    edges = cv2.dilate(cv2.Canny(smooth, 30, 90), np.ones((3, 3), np.uint8))
    for drawing in (closed, edges):
        outlines, _ = cv2.findContours(drawing, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        yield from sorted(outlines, key=cv2.contourArea, reverse=True)[:3]


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


def _is_page(smooth: Grey, corners: Corners) -> bool:
    share = cv2.contourArea(corners) / smooth.size
    if not _LEAST < share < _MOST:
        return False
    inside = np.zeros(smooth.shape, np.uint8)
    cv2.fillConvexPoly(inside, corners.astype(np.int32), 255)
    within, without = cv2.mean(smooth, inside)[0], cv2.mean(smooth, 255 - inside)[0]
    return bool(within > without + 12) and _square_enough(corners)


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
