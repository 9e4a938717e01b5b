"""How a page prints: the font here that is nearest to its own, the size of its letters, and their blur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from chancery.paper.picture.held import ROOM, ink_at, unlike
from chancery.paper.picture.sheet import Grey, Rectangle
from chancery.paper.picture.typeface import Print, font_files, printed, printed_anyhow

_FEW, _MANY = 8, 16
"""Words by which fonts are told apart, and by which the chosen one is measured."""
_FEWEST = 4
_BLURS = (0.8, 1.3, 1.9)
_ACROSS = (0.94, 0.97, 1.0, 1.03, 1.06)
_DOWN = (0.95, 1.0, 1.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A font, the size and blur of its letters on the page, and how far from the page's own it still is."""

    file: Path
    across: float
    """Width on the sheet of a pixel of the large drawing."""
    down: float
    """Height likewise."""
    blur: float = 1.3
    distance: float = 1.0
    """How unlike their drawings the certain words look: the median, 0 the same to 1 nothing in common."""

    def unlike(self, ink: Grey, word: str) -> float | None:
        """How unlike the *ink* the word looks, drawn by this hand; None if it lacks a letter."""
        drawing = printed(word, self.file)
        return None if drawing is None else self._held(ink, drawing, _ACROSS, _DOWN)

    def sign_unlike(self, ink: Grey, sign: str) -> float:
        """How unlike the *ink* a single digit or mark looks; 1 where its size alone rules it out."""
        drawing = printed_anyhow(sign, self.file)
        if drawing is None or not self._could_be(ink, drawing):
            return 1.0
        return self._held(ink, drawing, _ACROSS[::2], (1.0,))

    def _could_be(self, ink: Grey, drawing: Print) -> bool:
        height, width = drawing.pixels.shape[0] * self.down, drawing.pixels.shape[1] * self.across
        taller, wider = ink.shape[0] - 2 * ROOM - height, ink.shape[1] - 2 * ROOM - width
        return bool(abs(taller) < 3 + 0.25 * height and abs(wider) < 3 + 0.25 * width)

    def roughly(self, samples: Sequence[Sample]) -> Hand:
        """With the distance to the samples, at one size only."""
        return self._measured(samples, (1.0,), (1.0,))

    def closely(self, samples: Sequence[Sample]) -> Hand:
        """With the distance to the samples, at every size that is tried for a word."""
        return self._measured(samples, _ACROSS, _DOWN)

    def _measured(self, samples: Sequence[Sample], across: Sequence[float], down: Sequence[float]) -> Hand:
        drawn = [(sample.ink, printed(sample.word, self.file)) for sample in samples]
        apart = [self._held(ink, drawing, across, down) for ink, drawing in drawn if drawing is not None]
        return replace(self, distance=float(np.median(apart)) if len(apart) >= _FEWEST else 1.0)

    def _held(self, ink: Grey, drawing: Print, across: Sequence[float], down: Sequence[float]) -> float:
        widths, heights = [self.across * one for one in across], [self.down * one for one in down]
        return unlike(ink, drawing.pixels, across=widths, down=heights, blur=self.blur)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """A word that was read with certainty, and its ink with the room round it."""

    word: str
    ink: Grey


def samples_of(pixels: Grey, known: Sequence[tuple[Rectangle, str]]) -> list[Sample]:
    """The words of middling length: long enough to show the size, short enough to lie straight."""
    chosen = sorted(known, key=lambda one: abs(len(one[1]) - 6))[:_MANY]
    found = [(word, ink_at(pixels, box)) for box, word in chosen]
    return [Sample(word=word, ink=ink) for word, ink in found if ink is not None]


def hand_of(samples: Sequence[Sample]) -> Hand | None:
    """The hand that the samples are nearest to; None where they are too few."""
    sized = [_sized(samples, file) for file in font_files()]
    rough = [hand.roughly(samples[:_FEW]) for hand in sized if hand is not None]
    nearest = sorted(rough, key=lambda hand: hand.distance)[:2]
    hands = [replace(hand, blur=blur).closely(samples[:_FEW]) for hand in nearest for blur in _BLURS]
    best = min(hands, key=lambda hand: hand.distance, default=None)
    return None if best is None else best.closely(samples)


def _sized(samples: Sequence[Sample], file: Path) -> Hand | None:
    drawn = [(sample, drawing) for sample in samples if (drawing := printed(sample.word, file)) is not None]
    if len(drawn) < _FEWEST:
        return None
    shapes = [(np.subtract(sample.ink.shape, 2 * ROOM), drawing.pixels.shape) for sample, drawing in drawn]
    down, across = np.median([ink / print_ for ink, print_ in shapes], axis=0)
    return Hand(file=file, across=float(across), down=float(down))
