"""Numbers in Arabic lines, read by their shapes: the recogniser does not know Arabic digits.

The words of the line that it does know say how the page prints; the ten digits and what
stands beside them in dates and references are drawn just so, and held against each
piece of ink.  A number with a piece that resembles none of them is left as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from chancery.paper.picture.hand import Hand, hand_of, samples_of
from chancery.paper.picture.held import ROOM
from chancery.paper.picture.scripts import Line, around
from chancery.paper.picture.sheet import Grey, Rectangle
from chancery.paper.picture.tesseract import Seen

DIGITS = "٠١٢٣٤٥٦٧٨٩"
_BESIDE = ("/", "(", ")", "-", "–", ".", "،", ":", "هـ", "م", "أ", "ت")
_DIGIT, _MARK, _FIT = 0.2, 0.35, 0.15
"""How far from its drawing a digit, a mark, and a page's certain words, may at most be."""
_DARK = 150
_LETTERS = re.compile("[\u0621-\u064a]{3,}")
_SPECK = 5
"""Pixels of ink that are nothing yet."""
_LOW = 0.68
"""How far down its line, of the line's height, the middle of a full stop at least stands."""
_ERA = "ه"
"""One sign for the two letters after a year of the Hijra, so that turning the order does not part them."""
_MIRRORED = str.maketrans("()", ")(")
Piece = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""
_RUNS = re.compile(f"[{DIGITS}]+(?:[/.:-][{DIGITS}]+)*|[^{DIGITS}]")


def renumbered(pixels: Grey, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, with the numbers in Arabic ones read again by shape."""
    words = [word for line in lines for word in line.words if word.language == "ara"]
    if not any(_may_be_number(word) for word in words):
        return tuple(lines)
    certain = [(word.box, word.text) for word in words if word.confidence > 0.9 and len(word.text) > 3]
    hand = hand_of(samples_of(pixels, certain))
    if hand is None or hand.distance > _FIT:
        return tuple(lines)
    return tuple(Line(words=tuple(_read_again(pixels, line.words, hand))) for line in lines)


def _may_be_number(word: Seen) -> bool:
    has_digit = any(letter.isdigit() for letter in word.text)
    return has_digit or (word.confidence < 0.6 and not _LETTERS.search(word.text))


def _read_again(pixels: Grey, words: Iterable[Seen], hand: Hand) -> Iterator[Seen]:
    for word in words:
        number = _number(pixels, word.box, hand) if word.language == "ara" and _may_be_number(word) else None
        yield word if number is None else _as_number(word, *number)


def _as_number(word: Seen, text: str, confidence: float) -> Seen:
    return replace(word, text=text, confidence=confidence, by_shape=True)


def _number(pixels: Grey, box: Rectangle, hand: Hand) -> tuple[str, float] | None:
    """The number in *box* as it is typed, and how sure its least sure piece is; None if it is no number."""
    left, top, right, bottom = (round(edge) for edge in box)
    cut = pixels[max(0, top - 1) : bottom + 2, max(0, left - 1) : right + 2]
    signs = [_sign(cut, piece, hand) for piece in _pieces(cut)]
    digits = [apart for sign, apart in signs if sign in DIGITS]
    marks = [apart for sign, apart in signs if sign not in DIGITS]
    if not digits or max(digits) > _DIGIT or max(marks, default=0.0) > _MARK:
        return None
    return _typed([sign for sign, _ in signs]), 1.0 - max(digits)


def _pieces(cut: Grey) -> list[Piece]:
    """The ink from left to right, in pieces that hang together or stand one above the other."""
    _, _, shapes, _ = cv2.connectedComponentsWithStats((cut < _DARK).astype(np.uint8), connectivity=8)
    pieces: list[Piece] = []
    for left, top, width, height, area in sorted(shapes[1:].tolist()):
        piece = (left, top, left + width, top + height)
        if area < _SPECK:
            continue
        if pieces and min(pieces[-1][2], piece[2]) - left > 0.6 * min(width, pieces[-1][2] - pieces[-1][0]):
            piece = around((pieces.pop(), piece))
        pieces.append(piece)
    return pieces


def _sign(cut: Grey, piece: Piece, hand: Hand) -> tuple[str, float]:
    """The digit or mark that the piece is most like, and how unlike it still is."""
    left, top, right, bottom = piece
    ink = cv2.copyMakeBorder(cut[top:bottom, left:right], *(ROOM,) * 4, cv2.BORDER_CONSTANT, value=255)
    least, sign = min((hand.sign_unlike(ink, sign), sign) for sign in (*DIGITS, *_BESIDE))
    # A nought is a dot too; it stands higher than a full stop.
    return ("٠" if sign == "." and (top + bottom) / 2 < _LOW * cut.shape[0] else sign), least


def _typed(signs: Sequence[str]) -> str:
    """
    What stands from left to right in the order it is typed: right to left, but digits as they stand.

    Brackets are drawn mirrored in a line that runs from right to left (Unicode UAX #9, rule L4).
    """
    seen = "".join(_ERA if sign == "هـ" else sign for sign in signs)
    runs = [match.group() for match in _RUNS.finditer(seen)]
    return "".join(run.translate(_MIRRORED) for run in reversed(runs)).replace(_ERA, "هـ")
