"""Lines of writing made level: by how sharply rows of ink and rows of paper take turns."""

from __future__ import annotations

import cv2
import numpy as np

from chancery.paper.picture.sheet import Grey, Sheet, thumbnail

_THUMBNAIL = 700
_WIDEST = 12.0
"""Degrees to either side that are tried."""
_SLIGHT = 0.25
"""Degrees that a recogniser does not mind."""


def levelled(sheet: Sheet) -> Sheet:
    """The sheet turned so that its lines run level; sideways writing upright or upside down."""
    ink = _ink(sheet.pixels)
    level, upright = _best_angle(ink), _best_angle(cv2.rotate(ink, cv2.ROTATE_90_CLOCKWISE))
    if upright[1] > 1.6 * level[1]:
        return _tilted(sheet.turned(1), upright[0])
    return _tilted(sheet, level[0])


def _ink(pixels: Grey) -> Grey:
    """Where there is ink, as 1, in a thumbnail."""
    small, _ = thumbnail(pixels, _THUMBNAIL)
    ink: Grey = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    edge = max(2, min(ink.shape) // 50)
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = 0, 0, 0, 0
    return ink


def _best_angle(ink: Grey) -> tuple[float, float]:
    """The angle in degrees at which rows differ most, and how much they differ there."""
    coarse = max((_rows(ink, angle), angle) for angle in np.arange(-_WIDEST, _WIDEST + 0.1, 1.0))
    fine = max((_rows(ink, angle), angle) for angle in np.arange(coarse[1] - 0.9, coarse[1] + 0.91, 0.15))
    return (float(fine[1]), float(fine[0]))


def _rows(ink: Grey, angle: float) -> float:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    turned = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST)
    rows = turned.sum(axis=1, dtype=np.int64)
    return float((np.diff(rows) ** 2).sum())


def _tilted(sheet: Sheet, angle: float) -> Sheet:
    if abs(angle) < _SLIGHT:
        return sheet
    middle = (sheet.width / 2, sheet.height / 2)
    matrix = np.vstack([cv2.getRotationMatrix2D(middle, angle, 1.0), [0.0, 0.0, 1.0]])
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    width = int(sheet.height * sine + sheet.width * cosine)
    height = int(sheet.height * cosine + sheet.width * sine)
    matrix[0, 2] += width / 2 - middle[0]
    matrix[1, 2] += height / 2 - middle[1]
    return sheet.bent(matrix, width, height)
