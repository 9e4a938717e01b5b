"""A picture made ready to be read, in two ways that err differently."""

from __future__ import annotations

from dataclasses import dataclass

import cv2

from chancery.paper.picture.level import levelled
from chancery.paper.picture.light import dark_on_light, evened
from chancery.paper.picture.page import laid_flat
from chancery.paper.picture.sheet import Sheet
from chancery.paper.picture.size import readable

_OTHER_SIZE = 1.3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """The same page twice: what only one of them shows is not to be relied on."""

    corrected: Sheet
    """The light evened."""
    plain: Sheet
    """As it came, only level and of readable size."""

    def turned(self, quarters: int) -> Prepared:
        """Both turned clockwise."""
        return Prepared(corrected=self.corrected.turned(quarters), plain=self.plain.turned(quarters))


def prepared(sheet: Sheet) -> Prepared:
    """The page found, laid flat, made level and sized, with even light and without."""
    page = laid_flat(sheet)
    plain = readable(levelled(page.shown_as(dark_on_light(page.pixels))))
    corrected = plain.shown_as(evened(plain.pixels))
    return Prepared(corrected=corrected, plain=_differently(plain))


def _differently(plain: Sheet) -> Sheet:
    """Another size and a little smoothing: the recogniser meets other strokes of the same ink."""
    larger = plain.scaled(_OTHER_SIZE)
    return larger.shown_as(cv2.GaussianBlur(larger.pixels, (0, 0), 0.8))
