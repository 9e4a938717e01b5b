"""Ink held against a drawing: how unlike they look where they fit best."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.paper.picture.sheet import Grey, Rectangle
from chancery.paper.picture.typeface import sized

_SLACK = 4
"""Pixels by which the ink may lie elsewhere than the drawing."""
_BETWEEN_WORDS = 0.28
"""The least space between words, of the height of a word; letters stand closer."""
ROOM = 3 * _SLACK
"""Pixels of white round a word's ink."""
_DARK = 150
"""Shade below which a pixel is ink."""


def ink_at(pixels: Grey, box: Rectangle) -> Grey | None:
    """The ink of the word at *box*, alone on white with room round it; None where there is none."""
    left, top, right, bottom = (round(edge) for edge in box)
    top, bottom = max(0, top - 2), min(pixels.shape[0], bottom + 3)
    columns = np.asarray((pixels[top:bottom] < _DARK).any(axis=0))
    left, right = _edges(columns, left, right, reach=(bottom - top) // 2)
    if right - left < 2 or bottom - top < 6:
        return None
    rows = np.flatnonzero((pixels[top:bottom, left:right] < _DARK).any(axis=1))
    cut = pixels[top + int(rows[0]) : top + int(rows[-1]) + 1, left:right]
    room: Grey = cv2.copyMakeBorder(cut, *(ROOM,) * 4, cv2.BORDER_CONSTANT, value=255)
    return room


def stands_alone(pixels: Grey, box: Rectangle) -> bool:
    """Whether white as wide as between words parts the ink at *box* from what stands left and right of it."""
    top, bottom = max(0, round(box[1]) - 2), min(pixels.shape[0], round(box[3]) + 3)
    gap = max(3, round(_BETWEEN_WORDS * (box[3] - box[1])))
    columns = np.asarray((pixels[top:bottom] < _DARK).any(axis=0))
    left, right = _edges(columns, round(box[0]), round(box[2]), reach=(bottom - top) // 2)
    return not columns[max(0, left - gap) : left].any() and not columns[right : right + gap].any()


def _edges(columns: NDArray[np.bool_], left: int, right: int, *, reach: int) -> tuple[int, int]:
    """Where the word really begins and ends: a recogniser's box may cut a letter or take in white."""
    least, most = max(0, left - reach), min(len(columns), right + reach)
    left, right = min(max(left, 0), len(columns) - 1), min(max(right, 1), len(columns))
    while left > least and columns[left - 1 : left + 1].all():
        left -= 1
    while right < most and columns[right - 1 : right + 1].all():
        right += 1
    inked = np.flatnonzero(columns[left:right])
    return (left + int(inked[0]), left + int(inked[-1]) + 1) if len(inked) else (left, left)


def unlike(ink: Grey, drawing: Grey, *, across: Sequence[float], down: Sequence[float], blur: float) -> float:
    """How unlike the drawing, at the best of those sizes, the ink is: 0 the same, 1 nothing in common."""
    best = 0.0
    for width, height in product(across, down):
        drawn = cv2.GaussianBlur(_framed(sized(drawing, width, height), ink.shape), (0, 0), blur)
        best = max(best, float(cv2.matchTemplate(ink, drawn, cv2.TM_CCOEFF_NORMED).max()))
    return 1.0 - best


def _framed(drawn: Grey, room: tuple[int, ...]) -> Grey:
    """The drawing in the middle of white, smaller than *room* by the slack on every side."""
    height, width = room[0] - 2 * _SLACK, room[1] - 2 * _SLACK
    drawn = drawn[:height, :width]
    above, before = (height - drawn.shape[0]) // 2, (width - drawn.shape[1]) // 2
    below, behind = height - drawn.shape[0] - above, width - drawn.shape[1] - before
    framed: Grey = cv2.copyMakeBorder(drawn, above, below, before, behind, cv2.BORDER_CONSTANT, value=255)
    return framed
