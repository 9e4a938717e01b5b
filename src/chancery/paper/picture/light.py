"""Even light: dark writing on white paper, whatever lamp, shadow or dark mode it came with."""

from __future__ import annotations

import cv2
import numpy as np

from chancery.paper.picture.sheet import Grey, thumbnail

_THUMBNAIL = 640
"""Pixels along the longer side at which paper and shadow still show and letters no longer matter."""
_STROKES = 1_200
"""Pixels along the longer side at which letters are still strokes."""
_NO_INK = 215
"""A page whose darkest spots are brighter than this is empty; spreading it would draw its grain."""


def dark_on_light(pixels: Grey) -> Grey:
    """
    The picture, inverted where its writing is brighter than what it is written on.

    Writing covers less than its ground, so that shades far from their neighbours' mean are
    ink: more of them darker, dark ink.
    """
    small, _ = thumbnail(pixels, _STROKES)
    shades = small.astype(np.float32)
    apart = shades - cv2.blur(shades, (41, 41))
    return 255 - pixels if float((apart**3).sum()) > 0 else pixels


def evened(pixels: Grey) -> Grey:
    """The picture divided by the brightness of its paper, then spread from black ink to white paper."""
    paper = cv2.resize(_paper(pixels), (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)
    flat: Grey = cv2.divide(pixels, paper, scale=255)
    ink, white = np.percentile(_small(flat), (0.5, 45))
    return _spread(flat, float(ink), float(white)) if ink < _NO_INK else flat


def _spread(flat: Grey, ink: float, white: float) -> Grey:
    """Grain brighter than most of the paper becomes white, so that paper is not taken for letters."""
    steeper = 255 / max(white - ink, 32.0)
    spread: Grey = cv2.convertScaleAbs(np.maximum(flat, int(ink)), alpha=steeper, beta=-ink * steeper)
    return spread


def _paper(pixels: Grey) -> Grey:
    """How bright the paper is, everywhere: the brightest nearby, smoothed; in thumbnail size."""
    small = _small(pixels)
    reach = max(5, max(small.shape) // 40) | 1
    brightest = cv2.dilate(small, np.ones((reach, reach), np.uint8))
    smooth: Grey = cv2.medianBlur(brightest, min(reach * 2 + 1, 63))
    return smooth


def _small(pixels: Grey) -> Grey:
    return thumbnail(pixels, _THUMBNAIL)[0]
