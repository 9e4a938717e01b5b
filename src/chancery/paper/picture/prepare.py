"""A picture made ready to be read, in two ways that err differently.

Measured: even light is what matters (without it a shaded photograph gives nothing at
all); a little smoothing helps where there is grain or only black and white, and takes
letters away where they are small.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from chancery.paper.picture.level import levelled
from chancery.paper.picture.light import dark_on_light, evened
from chancery.paper.picture.page import laid_flat
from chancery.paper.picture.sheet import Grey, Sheet
from chancery.paper.picture.size import letter_height, readable

_OTHER_SIZE = 1.35
_SMALL = 12.0
"""Height in pixels of a letter that bears no smoothing."""
_GRAIN = 3.0
"""Shades of grey that a pixel usually differs from its neighbours where a camera saw little light."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """The same page twice: what only one of them shows is not to be relied on."""

    first: Sheet
    second: Sheet

    def turned(self, quarters: int) -> Prepared:
        """Both turned clockwise."""
        return Prepared(first=self.first.turned(quarters), second=self.second.turned(quarters))


def prepared(sheet: Sheet) -> Prepared:
    """The page found, laid flat, made level, evenly lit, and sized in two ways."""
    page = laid_flat(sheet)
    level = levelled(page.shown_as(dark_on_light(page.pixels)))
    even = level.shown_as(evened(level.pixels))
    smoothing = _smoothing(even.pixels)
    return Prepared(
        first=readable(_smoothed(even, 0.6 * smoothing)),
        second=readable(_smoothed(even, 0.9 * smoothing), larger=_OTHER_SIZE),
    )


def _smoothing(pixels: Grey) -> float:
    """1 where smoothing helps, 0 where it takes letters away."""
    height = letter_height(pixels)
    if height is None or height >= _SMALL:
        return 1.0
    grain = cv2.absdiff(pixels, cv2.medianBlur(pixels, 3))
    return 1.0 if float(np.median(grain)) >= _GRAIN else 0.0


def _smoothed(sheet: Sheet, sigma: float) -> Sheet:
    return sheet.shown_as(cv2.GaussianBlur(sheet.pixels, (0, 0), sigma)) if sigma else sheet
