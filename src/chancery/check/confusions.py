"""Which letters are taken for which when words are read from ink, and at what odds.

A cost is the natural logarithm of how many times rarer a misreading is than misreadings
are altogether: 3 is one in twenty of them, 7 one in a thousand.  They are set by
judgement and not counted, and only their order of magnitude matters.  What decides is
in `chancery.check.ink`; `tests/check/test_doubt_measured.py` tells what comes of both.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import permutations

from chancery.check.characters import is_unseen
from chancery.check.normalise import WITHIN_A_WORD, Normalisation, fold

SAME_TO_INK = 0.2
"""A difference that a named normalisation sets aside, such as a hamza or the set of the digits."""
ACCENT = 1.0
"""The same letter with another accent, or with none."""
HEIGHT = 1.5
"""A capital for a small letter of the same shape: C and c, O and o."""
CAPITAL = 4.0
"""A capital for a small letter of another shape."""
LIKE = 3.0
"""Two letters or digits that look alike."""
DOTS = 2.0
"""Two Arabic letters that differ in their dots only."""
THIN = 4.0
"""A letter of one thin stroke lost or gained."""
OTHER = 7.0
"""One letter for another that it does not resemble."""
LOST = 6.0
"""A letter lost or gained."""
MARK = 1.0
"""A mark within a word lost, gained or exchanged."""
EASTERN = 1.0
"""
Anything for an Eastern Arabic digit, or the digit lost.

Measured with Tesseract 5.3 and its Arabic model on ten pages: 208 of 237 numbers in
these digits come out wrong, as Latin digits, letters or question marks.
"""

EASTERN_DIGITS = frozenset("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")

_ALIKE = (
    *("l1I|i!", "0OoQD", "5Ss", "8B3", "6bG", "9gq", "2Zz", "17", "38", "56", "69", "08", "71"),
    *("ec", "eo", "co", "ao", "ae", "hb", "nu", "un", "vy", "uv", "tf", "tl", "fl", "rn", "it", "ij", "kh"),
    *("CG", "EF", "PR", "VY", "MN", "UV", "HN", "OQ"),
    *("فق", "هة", "ىي", "ون", "ور", "مه", "لا", "كل", "ده", "٠."),
)
_DOTTED = ("بتثنيىئ", "جحخ", "دذ", "رزو", "سش", "صض", "طظ", "عغ", "فق", "هة", "أإآاٱ", "يىئ", "وؤ")
_JOINED = (
    *(("rn", "m"), ("cl", "d"), ("vv", "w"), ("ri", "n"), ("li", "h"), ("ii", "u"), ("nn", "m")),
    *(("lc", "k"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ij", "y"), ("lo", "b"), ("ol", "d"), ("in", "m")),
    *(("سـ", "س"), ("لا", "ﻻ"), ("يـ", "ي"), ("نن", "ش"), ("بت", "س")),
)
_ONE_SHAPE = frozenset("ckopsuvwxyz")
_STROKES = frozenset("il1I|j't")
_LETTERWISE = tuple(each for each in WITHIN_A_WORD if each is not Normalisation.DIGITS)
"""Which set a digit is of is kept: Eastern digits are misread more than any other character."""


def _pairs() -> dict[tuple[str, str], float]:
    alike = {pair: LIKE for group in _ALIKE for pair in permutations(group, 2)}
    return alike | {pair: DOTS for group in _DOTTED for pair in permutations(group, 2)}


_PAIRS = _pairs()
_JOINS = {pair for joined in _JOINED for pair in permutations(joined, 2)}
_JOIN_ENDS = {(one[-1], two[-1]) for one, two in _JOINS}


def misreading(written: str, read: str, most: float = 60.0) -> float:
    """
    What it costs to read *written* as *read*, or more than *most* if it costs more than that.

    The cheapest way of exchanging, losing, gaining and joining letters (a weighted edit
    distance); nought for the same letters.
    """
    ours, theirs = plain(written), plain(read)
    if ours == theirs:
        return 0.0 if written == read else SAME_TO_INK
    if THIN * (abs(len(ours) - len(theirs)) // 2) > most:
        return most + 1
    return _cheapest(ours, theirs, most)


def plain(word: str) -> str:
    """The letters of a word as far as ink shows them: folded, without what leaves no ink."""
    if word.isascii():
        return word
    return "".join(each for each in fold(word, _LETTERWISE) if not is_unseen(each))


def reads_the_same(one: str, other: str) -> bool:
    """Whether two words have the same letters and digits, of whatever set."""
    return fold(plain(one)) == fold(plain(other))


def _cheapest(ours: str, theirs: str, most: float) -> float:
    """Row by row; *before* and *older* are the two rows above, for letters that join."""
    older: list[float] = []
    before = [0.0]
    for letter in theirs:
        before.append(before[-1] + _gained(letter))
    for row, one in enumerate(ours, start=1):
        lost = _lost(one)
        now = [before[0] + lost]
        for column, other in enumerate(theirs, start=1):
            best = min(
                before[column - 1] + exchanged(one, other), before[column] + lost, now[-1] + _gained(other)
            )
            if (one, other) in _JOIN_ENDS:
                best = min(best, _by_joining(ours, theirs, row, column, (older, before)))
            now.append(best)
        if min(now) > most and (not older or min(before) > most):
            return most + 1
        older, before = before, now
    return before[-1]


def _by_joining(
    ours: str, theirs: str, row: int, column: int, rows: tuple[list[float], list[float]]
) -> float:
    """Two letters read as one, or one as two, ending here."""
    older, before = rows
    best = float("inf")
    if row > 1 and (ours[row - 2 : row], theirs[column - 1]) in _JOINS:
        best = older[column - 1] + LIKE
    if column > 1 and (ours[row - 1], theirs[column - 2 : column]) in _JOINS:
        best = min(best, before[column - 2] + LIKE)
    return best


@cache
def exchanged(written: str, read: str) -> float:
    """What one letter read as another costs."""
    if written == read:
        return 0.0
    if written in EASTERN_DIGITS:
        return EASTERN
    if written.lower() == read.lower():
        return HEIGHT if written.lower() in _ONE_SHAPE else CAPITAL
    if _bare(written) == _bare(read):
        return ACCENT
    if not written.isalnum() and not read.isalnum():
        return MARK
    found = _PAIRS.get((written, read)) or _PAIRS.get((_bare(written), _bare(read)))
    return found or OTHER


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


@cache
def _lost(letter: str) -> float:
    if letter in EASTERN_DIGITS:
        return EASTERN
    return _gained(letter)


@cache
def _gained(letter: str) -> float:
    if not letter.isalnum():
        return MARK
    return THIN if letter in _STROKES else LOST
