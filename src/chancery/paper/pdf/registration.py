"""Laying a copy's page on the registered page: printing may shift it, scale it, or round its size.

A coarse guess (same corner, same middle, fitted to the other paper, ink on ink) is made finer
by asking every inked block of the page how far it lies from its place.  Only one movement
for the whole page comes of it, so that no altered word can be moved out of sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.paper.pdf.limits import DPI
from chancery.paper.pdf.raster import Raster

Movement = NDArray[np.float64]
"""Two rows of three: from points on the copy's page to pixels of the registered one."""

Draw = Callable[[Movement], Raster]
"""Draws the copy's page, so moved, as grey in the registered raster's size."""

Estimate = Callable[..., Any]
Point = tuple[float, float]
Vote = tuple[Point, Point]
"""Where the middle of a block lies, and where it belongs."""

SCALE = DPI / 72
_BLOCK = 160
"""Pixels: about an inch of a line of text, enough to say how far it lies from its place."""
_SURE = 0.15
"""Response of phase correlation below which a block says nothing."""
_CLOSE = 0.1
"""Pixels; a smaller movement changes nothing that is looked at."""
_ESTIMATES = (cv2.estimateAffinePartial2D,) * 3 + (cv2.estimateAffine2D,) * 3
"""Printers scale both sides alike; programs round each side to its own whole number."""
_ENOUGH = 60
"""Blocks that say how far they lie from their place; with fewer, twice as many are asked across and down."""
_COARSE = 4
"""Guesses are compared at a quarter of the size."""


def same_corner(scale: float = 1.0) -> Movement:
    """The copy laid on from the top left corner."""
    return np.array([[SCALE * scale, 0, 0], [0, SCALE * scale, 0]], dtype=np.float64)


def registered(target: Raster, size: tuple[float, float], draw: Draw) -> tuple[Movement, Raster]:
    """How the copy's page, of *size* in points, is to be laid on *target*, and the page so laid."""
    movement = same_corner()
    laid = draw(movement)
    if not _lies_well(target, laid, size):
        movement = max(_guesses(target, laid, size), key=lambda guess: correlation(target, draw(guess)))
        laid = draw(movement)
    for estimate in _ESTIMATES:
        shift = _shift(target, laid, estimate)
        if shift is None or _is_small(shift, target):
            break
        nearer = _after(movement, shift)
        again = draw(nearer)
        if correlation(target, again, 2) < correlation(target, laid, 2):
            break
        movement, laid = nearer, again
    return movement, laid


def _lies_well(target: Raster, laid: Raster, size: tuple[float, float]) -> bool:
    height, width = (side / SCALE for side in target.shape)
    return abs(width - size[0]) < 2 and abs(height - size[1]) < 2 and correlation(target, laid) > 0.8


def _guesses(target: Raster, laid: Raster, size: tuple[float, float]) -> Iterator[Movement]:
    height, width = (side / SCALE for side in target.shape)
    fitted = max(width / size[0], height / size[1])
    yield same_corner()
    for scale in (1.0, fitted, min(width / size[0], height / size[1])):
        yield same_corner(scale)
        yield _moved(scale, (width - size[0] * scale) / 2, (height - size[1] * scale) / 2)
    here, there = _inked(laid), _inked(target)
    if here is not None and there is not None:
        yield _box_on_box(here, there)


def _moved(scale: float, right: float, down: float) -> Movement:
    movement = same_corner(scale)
    movement[:, 2] = right * SCALE, down * SCALE
    return movement


def _inked(picture: Raster) -> tuple[int, int, int, int] | None:
    left, top, width, height = cv2.boundingRect((picture < 128).astype(np.uint8))
    return (left, top, width, height) if width and height else None


def _box_on_box(here: tuple[int, int, int, int], there: tuple[int, int, int, int]) -> Movement:
    """All ink of the one on all ink of the other; *here* was drawn from the same corner."""
    scale = there[2] / here[2]
    movement = same_corner(scale)
    movement[:, 2] = there[0] - here[0] * scale, there[1] - here[1] * scale
    return movement


def correlation(target: Raster, laid: Raster, coarse: int = _COARSE) -> float:
    """Correlation of the two pages' ink, -1 to 1."""
    one, other = (_small(picture, coarse) for picture in (target, laid))
    return float(cv2.matchTemplate(one, other, cv2.TM_CCOEFF_NORMED)[0, 0])


def _small(picture: Raster, coarse: int) -> NDArray[np.float32]:
    if coarse > 1:
        picture = cv2.resize(picture, None, fx=1 / coarse, fy=1 / coarse, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(picture, (5, 5), 0), dtype=np.float32)


def _shift(target: Raster, laid: Raster, estimate: Estimate) -> Movement | None:
    """The movement of pixels that most blocks agree on; None where too few say anything."""
    votes = _votes(target, laid, _BLOCK)
    if len(votes) < _ENOUGH:
        votes = _votes(target, laid, _BLOCK // 2)
    if len(votes) < 6:
        return None
    here, there = (np.array(side, dtype=np.float32) for side in zip(*votes, strict=True))
    found, agreeing = estimate(here, there, method=cv2.RANSAC, ransacReprojThreshold=0.5)
    if found is None or agreeing.sum() < 0.5 * len(votes):
        return None
    return np.asarray(found, dtype=np.float64)


def _votes(target: Raster, laid: Raster, stride: int) -> list[Vote]:
    window = cv2.createHanningWindow((_BLOCK, _BLOCK), cv2.CV_32F)
    votes = []
    for top in range(0, target.shape[0] - _BLOCK + 1, stride):
        for left in range(0, target.shape[1] - _BLOCK + 1, stride):
            place = np.s_[top : top + _BLOCK, left : left + _BLOCK]
            votes.append(_vote(target[place], laid[place], window, (left + _BLOCK / 2, top + _BLOCK / 2)))
    return [vote for vote in votes if vote is not None]


def _vote(one: Raster, other: Raster, window: NDArray[np.float32], middle: Point) -> Vote | None:
    if (one < 128).mean() < 0.01 or (other < 128).mean() < 0.01:
        return None
    (right, down), sure = cv2.phaseCorrelate(
        255.0 - other.astype(np.float32), 255.0 - one.astype(np.float32), window
    )
    if sure < _SURE:
        return None
    return middle, (middle[0] + right, middle[1] + down)


def _is_small(shift: Movement, target: Raster) -> bool:
    height, width = target.shape
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], dtype=np.float64)
    return bool(np.abs(corners @ shift.T - corners[:, :2]).max() < _CLOSE)


def _after(movement: Movement, shift: Movement) -> Movement:
    """First the one, then the other."""
    whole = np.vstack([movement, [0, 0, 1]])
    return np.asarray(shift @ whole, dtype=np.float64)
