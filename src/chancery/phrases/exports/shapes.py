"""The six shapes as paths on a square of 32, for pictures that leave our pages.

They are those of the pages, drawn with paths alone, so that an SVG and a script can both
draw them from the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chancery.phrases.marks import Mark

_RING = "M16 2.5a13.5 13.5 0 1 1 0 27a13.5 13.5 0 1 1 0-27z"
_SQUARE = "M2.5 2.5h27v27h-27z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An edge, whole or broken, and the sign inside it."""

    edge: str
    sign: str
    dashes: str = ""
    """As SVG's `stroke-dasharray` has it; empty for an unbroken edge."""


SHAPES: Mapping[Mark, Shape] = {
    Mark.YES: Shape(edge=_RING, sign="M9.5 16.5l4.6 4.6 8.6-9.4"),
    Mark.NO: Shape(edge=_SQUARE, sign="M10.5 10.5l11 11M21.5 10.5l-11 11"),
    Mark.PARTLY: Shape(
        edge=_SQUARE,
        sign="M8 13.2c2.7-3 5.3-3 8 0s5.3 3 8 0M8 19.6c2.7-3 5.3-3 8 0s5.3 3 8 0",
        dashes="5 3.2",
    ),
    Mark.UNKNOWN: Shape(edge=_SQUARE, sign="M10 16h12", dashes="2.2 3"),
    Mark.STATED: Shape(edge=_RING, sign="M16 13.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5z"),
    Mark.OLD: Shape(edge=_RING, sign="M16 8.5V16l5 3.4"),
}
