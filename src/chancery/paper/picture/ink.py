"""Which of several words a piece of ink looks like, when it could be either.

The words read with certainty on the same page say which font fits it best, how large
and how blurred its letters are, and how unlike that font they still look.  Then every
candidate is drawn just so and held against the ink.  Ink that resembles none of them
gives no answer, and neither does a page with too few certain words.

Measured on photographs, scans, screenshots and faxes, with pairs such as not/now, of/or,
1/7 and من/عن: where one candidate is `TELLING` times likelier it was the right one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from chancery.paper.paper import Box, Obstacle, Paper
from chancery.paper.picture.hand import Hand, hand_of, samples_of
from chancery.paper.picture.held import ink_at, stands_alone
from chancery.paper.picture.prepare import prepared
from chancery.paper.picture.raster import opened
from chancery.paper.picture.sheet import Grey, Matrix, Rectangle, Sheet
from chancery.paper.picture.typeface import is_arabic

Known = tuple[Box, str]
"""A word of the same picture that was read with certainty, and where."""
Question = tuple[Box, Sequence[str]]
"""A place, and the words that may stand there."""
Weighed = tuple[str, float]
"""The word that fits best, and how many times likelier it is than the next."""

TELLING = 100.0
"""The ratio from which an answer was always right when measured."""
_CERTAIN = 0.95
_UNFIT = 0.22
"""A hand whose certain words look so unlike its drawings cannot tell words apart."""
_UNLIKE = 2.5
"""Ink this many times less like its word than certain words are like theirs is no such word."""
_CLEAR = 0.25
"""A distance at which the page is certainly the right way up."""
_WEIGHT = 6.0
"""What a difference counts, in units of how far this page's print is from its drawing anyway."""


def certain_words(paper: Paper) -> tuple[Known, ...]:
    """The words by which the rest of a picture's ink is judged: sure, and long enough to show how."""
    words = ((word.box, word.sure, paper.text[slice(*word.span)]) for word in paper.words)
    return tuple((box, text) for box, sure, text in words if box and sure >= _CERTAIN and len(text) > 3)


def weigh_words(
    octets: bytes, questions: Sequence[Question], *, known: Sequence[Known]
) -> tuple[Weighed | None, ...]:
    """
    For each question, the candidate that the ink at its place looks like; None where that cannot be told.

    Boxes are in pixels of the picture, as `read_picture` gives them.  *known* are usually
    its `certain_words`, without those in question; a dozen are enough.
    """
    sheet = opened(octets)
    if isinstance(sheet, Obstacle):
        return (None,) * len(questions)
    page, hands = _upright(prepared(sheet).second, known)
    forth = page.forth
    return tuple(
        _weighed(page.pixels, placed(box, forth), words, hands.get(any(map(is_arabic, words))))
        for box, words in questions
    )


def _upright(page: Sheet, known: Sequence[Known]) -> tuple[Sheet, dict[bool, Hand]]:
    """The page the way up in which its certain words look like themselves, and its hands by script."""
    hands = _hands(page, known)
    if _distance(hands) < _CLEAR:
        return page, hands
    turned = page.turned(2)
    others = _hands(turned, known)
    return (turned, others) if _distance(others) < _distance(hands) else (page, hands)


def _distance(hands: dict[bool, Hand]) -> float:
    return min((hand.distance for hand in hands.values()), default=1.0)


def _hands(page: Sheet, known: Sequence[Known]) -> dict[bool, Hand]:
    """How the page prints Arabic (True) and everything else (False)."""
    forth = page.forth
    found = {}
    for arabic in (False, True):
        words = [(placed(box, forth), word) for box, word in known if is_arabic(word) is arabic]
        hand = hand_of(samples_of(page.pixels, words))
        if hand is not None and hand.distance < _UNFIT:
            found[arabic] = hand
    return found


def _weighed(pixels: Grey, box: Rectangle, words: Sequence[str], hand: Hand | None) -> Weighed | None:
    ink = ink_at(pixels, box)
    if hand is None or ink is None or len(set(words)) < 2:
        return None
    if _one_within_another(words) and not stands_alone(pixels, box):
        return None
    found = [(apart, word) for word in dict.fromkeys(words) if (apart := hand.unlike(ink, word)) is not None]
    (best, word), (next_best, _) = sorted(found)[:2] if len(found) > 1 else ((1.0, ""), (1.0, ""))
    if best > _UNLIKE * hand.distance:
        return None
    return word, math.exp(min(20.0, _WEIGHT * (next_best - best) / max(hand.distance, 0.03)))


def _one_within_another(words: Sequence[str]) -> bool:
    """Whether the box of one candidate may be a part of the ink of another: “I” of “I'll”."""
    return any(one != other and one in other for one in words for other in words)


def placed(box: Box, forth: Matrix) -> Rectangle:
    """
    Where a box of the picture lies on the sheet, without what slanting added to it.

    A box round a slanting word is larger than the word; the absolute values of the map's
    derivative say by how much, and undo it.
    """
    middle = np.array([(box.left + box.right) / 2, (box.top + box.bottom) / 2, 1.0])
    across, down, depth = (float(part) for part in forth @ middle)
    x, y = across / depth, down / depth
    derivative = (forth[:2, :2] - np.outer([x, y], forth[2, :2])) / depth
    size = np.array([box.right - box.left, box.bottom - box.top])
    width, height = np.clip(np.linalg.solve(np.abs(np.linalg.inv(derivative)), size), 1.0, None)
    return (float(x - width / 2), float(y - height / 2), float(x + width / 2), float(y + height / 2))
