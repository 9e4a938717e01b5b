"""How sure a word is: how often words read like that were right when it was measured.

Measured on English and Arabic letters drawn in nine fonts and photographed, scanned,
faxed and shown on screens by `tests/paper/picture/degrade.py`: some 6,000 words, and
2,600 others to see whether it holds.  Only two readings that agree make a word surer
than 0.8, and nothing but the shape of its digits makes a number in an Arabic line sure:
the recogniser does not know Arabic digits.
"""

from __future__ import annotations

from collections.abc import Sequence

from chancery.paper.picture.opinions import Opinion

Scale = Sequence[tuple[float, float]]
"""Pairs of a confidence and the share that was right at that confidence or above it; falling."""

_LATIN: Scale = ((0.95, 0.998), (0.93, 0.99), (0.9, 0.96), (0.85, 0.85), (0.6, 0.75), (0.0, 0.65))
_LATIN_ALONE: Scale = ((0.85, 0.8), (0.6, 0.6), (0.0, 0.4))
_ARABIC: Scale = ((0.93, 0.99), (0.9, 0.98), (0.85, 0.96), (0.7, 0.83), (0.5, 0.65), (0.0, 0.45))
_ARABIC_ALONE: Scale = ((0.9, 0.75), (0.8, 0.65), (0.6, 0.5), (0.3, 0.35), (0.0, 0.2))
_ARABIC_NUMBER: Scale = ((0.0, 0.3),)
_ARABIC_NUMBER_ALONE: Scale = ((0.0, 0.05),)
_BY_SHAPE: Scale = ((0.94, 0.9), (0.9, 0.85), (0.0, 0.7))
_BY_SHAPE_ALONE: Scale = ((0.0, 0.55),)
_ARABIC_MARK: Scale = ((0.0, 0.3),)
"""It takes an Arabic comma for a full stop as often as not."""


def sureness(opinion: Opinion) -> float:
    """The probability that the word was read as it is written, 0 to 1."""
    return next(share for confidence, share in _scale(opinion) if opinion.lower >= confidence)


def _scale(opinion: Opinion) -> Scale:
    text = opinion.word.text
    if opinion.word.language != "ara":
        return _LATIN if opinion.agreed else _LATIN_ALONE
    if opinion.word.by_shape:
        return _BY_SHAPE if opinion.agreed else _BY_SHAPE_ALONE
    if any(letter.isdigit() for letter in text):
        return _ARABIC_NUMBER if opinion.agreed else _ARABIC_NUMBER_ALONE
    if not any(letter.isalpha() for letter in text):
        return _ARABIC_MARK
    return _ARABIC if opinion.agreed else _ARABIC_ALONE
