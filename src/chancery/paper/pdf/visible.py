"""Which characters can be seen, asked of the ink: does the page change where the text is taken away?

Model-free and renderer-made: it does not ask how something was hidden (same colour, a box on
top, an image on top, render mode 3, a clip, an empty glyph, a size nobody can read).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from unicodedata import combining

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.paper.pdf.characters import Character
from chancery.paper.pdf.raster import SCALE, Ink, weakest
from chancery.paper.pdf.spelling import is_leftwards

_FAINTEST = 24
"""A smaller change of 255 steps is seen by nobody on paper."""
_MOSTLY = 0.5
"""So much of a character's ink unchanged: it is hidden."""
_PARTLY = 0.2
"""So much of it missing and light instead: part of it is covered, and it may look like another."""
_SEVERAL = 3
_SMALLEST = 2.5
"""Points; print of this height is not read without a glass."""

Counts = NDArray[np.int64]


def unseen(characters: Sequence[Character], ink: Ink) -> list[bool]:
    """For each character, whether it cannot be seen as what it claims to be."""
    if not characters:
        return []
    boxes = _in_pixels(characters, ink.claimed.shape)
    claimed, missing, gone = _counts(ink, boxes)
    hidden = (missing >= _MOSTLY * claimed) | (gone >= _PARTLY * claimed)
    hidden &= (claimed > 0) | ~_changes_at_all(ink, boxes)
    hidden &= np.array([not _has_no_shape(character) for character in characters])
    small = np.array([0 < character.height < _SMALLEST for character in characters])
    spaces = np.array([character.is_space for character in characters])
    return _without_stray_arabic(characters, [bool(one) for one in (hidden | small) & ~spaces])


def _without_stray_arabic(characters: Sequence[Character], hidden: list[bool]) -> list[bool]:
    """
    One or two Arabic letters of a word whose others are seen do not count as hidden.

    For letters that share a shape, and for marks, pdfium makes up a place where no ink is.
    """
    kept = list(hidden)
    arabic = [unseen and _is_arabic(one) for unseen, one in zip(hidden, characters, strict=True)]
    for stray, group in groupby(range(len(hidden)), arabic.__getitem__):
        run = list(group)
        several = sum(not combining(characters[place].letter) for place in run) >= _SEVERAL
        if stray and not several and _touches_seen(characters, hidden, run):
            kept[run[0] : run[-1] + 1] = [False] * len(run)
    return kept


def _touches_seen(characters: Sequence[Character], hidden: list[bool], run: list[int]) -> bool:
    """Whether the letter before or after stands in the same word and can be seen."""
    beside = [place for place in (run[0] - 1, run[-1] + 1) if 0 <= place < len(hidden)]
    return any(not hidden[place] and not characters[place].is_space for place in beside)


def _is_arabic(character: Character) -> bool:
    return is_leftwards(character.letter) or combining(character.letter) != 0


def _has_no_shape(character: Character) -> bool:
    """Joiners, marks of direction and the like: nothing is drawn for them in any honest file."""
    left, top, right, bottom = character.ink
    return right - left <= 0.01 or bottom - top <= 0.01


def _in_pixels(characters: Sequence[Character], shape: tuple[int, ...]) -> Counts:
    """Left, top, right, bottom of each character's ink, clipped to the page."""
    boxes = np.array([character.ink for character in characters]) * SCALE
    boxes[:, :2] = np.floor(boxes[:, :2])
    boxes[:, 2:] = np.ceil(boxes[:, 2:])
    height, width = shape[:2]
    return np.clip(boxes, 0, [width, height, width, height]).astype(np.int64)


def _counts(ink: Ink, boxes: Counts) -> tuple[Counts, Counts, Counts]:
    """Points of claimed ink in each box; those that the text does not change; those among them left light."""
    still = ink.changed < _FAINTEST
    light = weakest(ink.bare) > 128
    core = ink.claimed > 150
    thin = ink.claimed > 60
    counts = [_sums(mask, boxes) for mask in (core, core & still, core & still & light)]
    faint = [_sums(mask, boxes) for mask in (thin, thin & still, thin & still & light)]
    enough = counts[0] >= 4
    claimed, missing, gone = (np.where(enough, one, other) for one, other in zip(counts, faint, strict=True))
    return claimed, missing, gone


def _changes_at_all(ink: Ink, boxes: Counts) -> NDArray[np.bool_]:
    """For strokes thinner than a point of the raster: whether anything changes in the box or next to it."""
    height, width = ink.changed.shape
    wider = np.clip(boxes + np.array([-1, -1, 1, 1]), 0, [width, height, width, height])
    return _sums(ink.changed >= _FAINTEST, wider) > 0


def _sums(mask: NDArray[np.bool_], boxes: Counts) -> Counts:
    table = cv2.integral(mask.astype(np.uint8))
    left, top, right, bottom = boxes.T
    total: Counts = (
        table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left]
    ).astype(np.int64)
    return total
