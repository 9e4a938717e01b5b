"""Ink that looks like writing and remains when all text is taken away.

Words in a picture, letters drawn as lines.

Four questions: do shapes of letter size stand in a row; does a shape of letter size stand in
a line of text; does a rule strike letters out; does a dot stand between two figures.  Codes
that were read are not counted, nor rules, frames and underlines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from chancery.paper.paper import Hidden, Hiding
from chancery.paper.pdf.characters import Character
from chancery.paper.pdf.layout import around
from chancery.paper.pdf.leaf import Leaf
from chancery.paper.pdf.place import Rectangle
from chancery.paper.pdf.raster import SCALE, Raster

_LOWEST, _HIGHEST = 2.0, 200.0
"""Heights of letters, in points: VOID may stand over half a page."""
_PALEST = 24
"""Of 255 steps from its surroundings: paler ink is seen by nobody."""
_HIGHEST_OF_PRINT = 40.0
"""Higher shapes are writing only if they stand on one line; a signature's strokes may be as high."""
_LOWEST_IN_A_ROW = 3.1
"""The same where no text stands beside them; stamps have smaller print."""
_IN_A_ROW = 4
"""So many shapes side by side are writing; signatures have fewer of one height."""
_ON_A_LINE = 3
"""So few are enough where they stand on one line, as those of a signature do not."""
_BESIDE = 4
"""So many heights of a line beyond its end are still read as its continuation; bullets stand before it."""
_STRIKING = (0.35, 0.65)
"""Where a rule strikes a line out, in parts of its height from the top; what underlines stands lower."""
_THIN = 3.0
"""Points: a higher bar is a frame, or covers what is under it."""
_DOT = 2.0
_CLOSE_BY = 3.0
"""Points from the middle of a dot to a figure beside it, at most."""
_QUIET_ZONE = 8.0
"""Points round a code that belong to it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A connected piece of ink, in points."""

    where: Rectangle

    @property
    def width(self) -> float:
        return self.where[2] - self.where[0]

    @property
    def height(self) -> float:
        return self.where[3] - self.where[1]


def found(leaf: Leaf) -> Iterator[Hidden]:
    """Each row of letter-like shapes, and each such shape within a line of text."""
    every = _shapes(leaf)
    shapes = [shape for shape in every if _letter_like(shape)]
    for row in _rows([shape for shape in shapes if shape.height >= _LOWEST_IN_A_ROW]):
        if _is_writing(row):
            yield _hidden(leaf, around(shape.where for shape in row))
    for shape in shapes:
        if _stands_in_a_line(shape, leaf):
            yield _hidden(leaf, shape.where)
    for shape in every:
        if _strikes_out(shape, leaf) or _parts_a_number(shape, leaf):
            yield _hidden(leaf, shape.where)


def _hidden(leaf: Leaf, where: Rectangle) -> Hidden:
    return Hidden(hiding=Hiding.TEXT_IN_A_PICTURE, box=leaf.box(where))


def _shapes(leaf: Leaf) -> list[Shape]:
    picture = _without_marks(cv2.cvtColor(leaf.ink.wordless, cv2.COLOR_BGR2GRAY), leaf)
    if (picture > 255 - _PALEST).all():
        return []
    ink = cv2.adaptiveThreshold(picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, _PALEST)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [_shape(*(int(side) for side in box[:4])) for box in boxes[1:] if box[cv2.CC_STAT_AREA] >= 4]


def _shape(left: int, top: int, width: int, height: int) -> Shape:
    return Shape((left / SCALE, top / SCALE, (left + width) / SCALE, (top + height) / SCALE))


def _without_marks(picture: Raster, leaf: Leaf) -> Raster:
    picture = np.array(picture)
    for mark in leaf.marks:
        left, top, right, bottom = mark.where
        rows = slice(max(0, int((top - _QUIET_ZONE) * SCALE)), int((bottom + _QUIET_ZONE) * SCALE))
        columns = slice(max(0, int((left - _QUIET_ZONE) * SCALE)), int((right + _QUIET_ZONE) * SCALE))
        picture[rows, columns] = 255
    return picture


def _letter_like(shape: Shape) -> bool:
    """Neither rule nor frame nor speck."""
    return (
        _LOWEST <= shape.height <= _HIGHEST
        and shape.width <= 3 * shape.height
        and shape.height <= 12 * shape.width
    )


def _rows(shapes: list[Shape]) -> list[list[Shape]]:
    """Shapes of like height, one beside the other."""
    rows: list[list[Shape]] = []
    for shape in sorted(shapes, key=lambda shape: shape.where[0]):
        row = next((row for row in rows if _continues(row[-1], shape)), None)
        if row is None:
            rows.append([shape])
        else:
            row.append(shape)
    return rows


def _continues(last: Shape, shape: Shape) -> bool:
    taller, smaller = max(last.height, shape.height), min(last.height, shape.height)
    overlap = min(last.where[3], shape.where[3]) - max(last.where[1], shape.where[1])
    return shape.where[0] - last.where[2] < taller and overlap > 0.5 * smaller and taller < 2.5 * smaller


def _is_writing(row: list[Shape]) -> bool:
    if len(row) >= _ON_A_LINE and _on_a_line(row):
        return True
    return len(row) >= _IN_A_ROW and max(shape.height for shape in row) <= _HIGHEST_OF_PRINT


def _on_a_line(row: list[Shape]) -> bool:
    heights, feet = [shape.height for shape in row], [shape.where[3] for shape in row]
    return max(heights) < 2 * min(heights) and max(feet) - min(feet) < 0.12 * max(heights)


def _stands_in_a_line(shape: Shape, leaf: Leaf) -> bool:
    """Whether a reader would take it for a letter or mark of that line."""
    across, down = (shape.where[0] + shape.where[2]) / 2, (shape.where[1] + shape.where[3]) / 2
    for block in leaf.blocks:
        for line in block:
            left, top, right, bottom = around(piece.cell for piece in line)
            high = bottom - top
            if (
                left <= across <= right + _BESIDE * high
                and top <= down <= bottom
                and shape.height <= 1.5 * high
            ):
                return True
    return False


def _strikes_out(shape: Shape, leaf: Leaf) -> bool:
    """Whether it is a rule through the middle of letters."""
    left, top, right, bottom = shape.where
    if shape.height > _THIN or shape.width <= 3 * shape.height:
        return False
    return any(
        left <= (one.cell[0] + one.cell[2]) / 2 <= right
        and _STRIKING[0] * one.height <= (top + bottom) / 2 - one.cell[1] <= _STRIKING[1] * one.height
        for one in leaf.visible
        if not (one.is_space or one.turned)
    )


def _parts_a_number(shape: Shape, leaf: Leaf) -> bool:
    """Whether it is a dot with a figure on either side: nobody tells it from a printed one."""
    if max(shape.width, shape.height) > _DOT:
        return False
    middle = (shape.where[0] + shape.where[2]) / 2
    beside = [one for one in leaf.visible if one.letter.isdigit() and _on_its_line(shape, one)]
    before = any(0 <= middle - one.ink[2] + 1 <= _CLOSE_BY for one in beside)
    return before and any(0 <= one.ink[0] - middle + 1 <= _CLOSE_BY for one in beside)


def _on_its_line(shape: Shape, one: Character) -> bool:
    return one.cell[1] <= (shape.where[1] + shape.where[3]) / 2 <= one.cell[3]
