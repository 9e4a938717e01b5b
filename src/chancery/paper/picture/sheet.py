"""A grey picture of writing, and the way back from each of its points to the picture that was brought."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""Rows of brightness, 0 black to 255 white."""

Matrix = NDArray[np.float64]
"""A 3 by 3 matrix on points (x, y, 1)."""

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def _identity() -> Matrix:
    return np.eye(3, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """Some pixels, and where each of them came from."""

    pixels: Grey
    back: Matrix = field(default_factory=_identity)
    """Takes a point of this sheet to the picture as it was brought."""

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[0])

    @property
    def forth(self) -> Matrix:
        """Takes a point of the picture as it was brought to this sheet."""
        return np.asarray(np.linalg.inv(self.back), dtype=np.float64)

    def shown_as(self, pixels: Grey) -> Sheet:
        """The same places in other shades."""
        return Sheet(pixels=pixels, back=self.back)

    def bent(self, matrix: Matrix, width: int, height: int) -> Sheet:
        """The sheet drawn anew through *matrix*, which takes its points to the new sheet's."""
        pixels = cv2.warpPerspective(
            self.pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return Sheet(pixels=pixels, back=self.back @ np.linalg.inv(matrix))

    def scaled(self, factor: float) -> Sheet:
        """The sheet *factor* times as large."""
        if factor == 1:
            return self
        width, height = max(1, round(self.width * factor)), max(1, round(self.height * factor))
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        pixels = cv2.resize(self.pixels, (width, height), interpolation=how)
        larger = np.diag([width / self.width, height / self.height, 1.0])
        return Sheet(pixels=pixels, back=self.back @ np.linalg.inv(larger))

    def turned(self, quarters: int) -> Sheet:
        """The sheet turned clockwise by so many quarters of a circle."""
        sheet = self
        for _ in range(quarters % 4):
            matrix = np.array([[0.0, -1.0, sheet.height - 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
            pixels = cv2.rotate(sheet.pixels, cv2.ROTATE_90_CLOCKWISE)
            sheet = Sheet(pixels=pixels, back=sheet.back @ np.linalg.inv(matrix))
        return sheet

    def cut(self, box: Rectangle) -> Sheet:
        """The part of the sheet within *box*."""
        left, top = max(0, int(box[0])), max(0, int(box[1]))
        right, bottom = min(self.width, int(box[2]) + 1), min(self.height, int(box[3]) + 1)
        moved = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]])
        return Sheet(pixels=self.pixels[top:bottom, left:right], back=self.back @ moved)


def carried(box: Rectangle, matrix: Matrix) -> Rectangle:
    """The smallest upright rectangle round *box* after it went through *matrix*."""
    left, top, right, bottom = box
    corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], dtype=np.float64)
    moved = cv2.perspectiveTransform(corners, matrix)[0]
    least, most = moved.min(axis=0), moved.max(axis=0)
    return (float(least[0]), float(least[1]), float(most[0]), float(most[1]))


def thumbnail(pixels: Grey, longer_side: int) -> tuple[Grey, float]:
    """The picture no larger than *longer_side* pixels, and by how much it was reduced."""
    factor = min(1.0, longer_side / max(pixels.shape))
    small: Grey = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return small, factor
