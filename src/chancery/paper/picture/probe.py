"""A few lines read first, so that the whole page is read once: in which language, and which way up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from chancery.paper.picture.sheet import Grey
from chancery.paper.picture.size import WANTED
from chancery.paper.picture.tesseract import BLOCK, recognise

_STRIP = int(WANTED * 16)
"""Height in pixels of some six lines."""
_PLAIN = 0.8
"""Mean confidence at which nothing else need be tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """How some lines look at first sight."""

    language: str
    quarters: int
    """Quarters of a circle by which the page must be turned to be upright."""
    strength: float
    """The mean confidence with which its lines were read so."""


def glance(pixels: Grey, languages: Sequence[str]) -> Glance:
    """The language and the turn in which the densest lines make most sense."""
    strip = _densest(pixels)
    best = Glance(language=languages[0], quarters=0, strength=0.0)
    for quarters in (0, 2):
        turned = cv2.rotate(strip, cv2.ROTATE_180) if quarters else strip
        for language in languages:
            seen = Glance(language=language, quarters=quarters, strength=_strength(turned, language))
            best = max(best, seen, key=lambda one: one.strength)
            if best.strength >= _PLAIN:
                return best
    return best


def _densest(pixels: Grey) -> Grey:
    """The rows of the page with the most ink."""
    if pixels.shape[0] <= _STRIP:
        return pixels
    rows = (255 - pixels).sum(axis=1, dtype=np.float64)
    above = np.concatenate([[0.0], np.cumsum(rows)])
    top = int(np.argmax(above[_STRIP:] - above[:-_STRIP]))
    return pixels[top : top + _STRIP]


def _strength(strip: Grey, language: str) -> float:
    words = recognise(strip, language, layout=BLOCK)
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
