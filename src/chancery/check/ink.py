"""How much a word read from ink is worth: the odds that the ink says another word.

A noisy channel.  The ink says either the registered word *w* or some other word; the
recogniser says *r* and how sure it is.  For each word two chances are weighed:

    the same     P(error | sure) · P(w is misread as r)      or 1 − P(error | sure) when r is w
    another      P(the word was altered into r) · (1 − P(error | sure))

All constants that decide are in this file, so that measuring them again changes
nothing else.  They are chances and not laws: with other recognisers they differ.
"""

from __future__ import annotations

from enum import Enum, auto, unique
from functools import cache
from itertools import pairwise
from math import exp, log

from chancery.check.confusions import EASTERN_DIGITS, OTHER, exchanged, misreading, plain
from chancery.check.normalise import fold
from chancery.check.vocabulary import MODALS, NEGATIONS, WordClass, is_function_word, simple

LEAST_ERROR, MOST_ERROR = 0.001, 0.6
"""
The chance of an error at the greatest sureness and at none; between, with the square of what lacks.

Measured with Tesseract 5.3 on 24 printed pages, blurred, turned and compressed: from 0.9
on 5 of 4,814 English words are wrong and 5 of 1,331 Arabic ones.  Below 0.5 it is none of
21 English words and 123 of 147 Arabic ones, mostly digits: far too few to fit a curve to,
and this one is a judgement between the two.
"""

ALTERED_INTO = log(1e-5)
"""That an ordinary word was altered into one particular other string."""
ALTERED_INTO_NONSENSE = log(1e-8)
"""The same where that string is like no word: capitals in its middle, letters among digits."""
ALTERED_INTO_A_WORD = log(1e-4)
"""The same where that string is known to be a word: nobody alters a letter into nonsense."""
ALTERED_INTO_A_TURN = log(1e-3)
"""The same for numbers and words on which meaning turns: those are altered, and the choice is small."""
STRUCK_OUT = log(1e-3)
"""That a word was left out."""
PUT_IN = log(1e-3)
"""That a word was put in at one place."""

OVERLOOKED = -9.0
"""The logarithm of the chance that a recogniser passes over a word between two that it reads."""
OVERLOOKED_IF_SMALL = -5.0
"""The same for a word of one letter."""
INVENTED_LETTER = -2.5
"""The same for making up one more letter of a word out of specks."""

SURELY = 2.0
"""Odds of e² (seven to one) for another word, and it is called altered; below one to seven, it is not."""

SUSPECTED = 0.5
"""How likely a turning word of the letter in hand is taken to be altered: that is what is checked."""
MOST_DOUBT = 1e-3
"""More than this chance that a turning word is another although it reads the same, and nobody can tell."""

READ_POORLY = 0.9
"""On a sheet that was read less surely on average, one or two words missing were perhaps not seen."""

LEGIBLE = 0.5
"""A word that was read otherwise, and less surely than this, is as good as not read."""
READ_PLAINLY = 0.75
"""What is no word at all, and a gap between words, alter a letter only where they were read so surely."""
WORTHLESS = 0.15
"""A number or a short turning word read less surely proves nothing even where it is the registered one."""

TURNING = frozenset(WordClass) - {WordClass.PUNCTUATION, WordClass.CAPITALS, WordClass.VOWELS}
"""The classes of words that are never passed on a doubtful reading."""

COUNTED = frozenset({WordClass.NUMBER, WordClass.AMOUNT, WordClass.DATE})


@unique
class Verdict(Enum):
    """What can be said of one word that was read."""

    UNALTERED = auto()
    ALTERED = auto()
    CANNOT_TELL = auto()


def error(sure: float) -> float:
    """The chance that a word read so surely is wrong; nought where the characters are certain."""
    if sure >= 1.0:
        return 0.0
    return LEAST_ERROR + (MOST_ERROR - LEAST_ERROR) * (1.0 - max(0.0, sure)) ** 2


def read_alike(word: str, sure: float, classes: frozenset[WordClass]) -> Verdict:
    """The word reads as the registered one: is it?"""
    if sure >= 1.0 or not (turns := turning(word, classes)):
        return Verdict.UNALTERED
    wrong = error(sure)
    near = _nearest_other(word, turns)
    doubt = SUSPECTED * exp(-near) * wrong / (1.0 - wrong)
    worthless = sure < WORTHLESS and (near < OTHER or len(word) <= _SHORT)
    return Verdict.CANNOT_TELL if doubt > MOST_DOUBT or worthless else Verdict.UNALTERED


def read_otherwise(
    written: str, read: str, *, sure: float, classes: frozenset[WordClass], known: bool, offered: bool
) -> Verdict:
    """
    The word reads otherwise than the registered one: is it another?

    *known* says that what was read is a word in its own right; *offered* that the
    recogniser itself named the registered word as another reading of the same ink.
    """
    if sure >= 1.0:
        return Verdict.ALTERED
    cost = misreading(written, read)
    if is_eastern(written):
        return Verdict.CANNOT_TELL
    if cost <= _NO_OTHER_WORD:
        return Verdict.UNALTERED
    turns = classes & TURNING
    same = max(log(error(sure)) - cost, log(0.1) if offered else -1e9)
    odds = _altered_into(turns, read, known) + log(1.0 - error(sure)) - same
    return _decided(odds, sure >= (LEGIBLE if known else READ_PLAINLY), bool(turns))


_NO_OTHER_WORD = 1.5
"""Accents, joins and the height of a letter make no other word."""


def _decided(odds: float, legible: bool, turns: bool) -> Verdict:
    if odds > SURELY and legible:
        return Verdict.ALTERED
    if odds > -SURELY or turns:
        return Verdict.CANNOT_TELL
    return Verdict.UNALTERED


def _altered_into(turns: frozenset[WordClass], read: str, known: bool) -> float:
    if _is_nonsense(read):
        return ALTERED_INTO_NONSENSE
    if turns & COUNTED and any(map(str.isdigit, read)) and not any(map(str.isalpha, read)):
        return ALTERED_INTO_A_TURN
    if turns - {WordClass.NAME} and (known or simple(read) in _BESIDE_A_TURN):
        return ALTERED_INTO_A_TURN
    return ALTERED_INTO_A_WORD if known or WordClass.NAME in turns else ALTERED_INTO


def _is_nonsense(read: str) -> bool:
    mixed = any(map(str.isalpha, read)) and any(map(str.isdigit, read))
    return mixed or any(one.islower() and other.isupper() for one, other in pairwise(read))


_BESIDE_A_TURN = frozenset(
    (
        "now",
        "hot",
        "net",
        "note",
        "knot",
        "way",
        "day",
        "most",
        "mast",
        "mist",
        "wall",
        "well",
        "hall",
        "could",
    )
)
"""Ordinary words that a “not”, “may”, “must”, “will” or “shall” is easily altered into."""


def overlooked(word: str, sure_beside: float, classes: frozenset[WordClass]) -> Verdict:
    """A registered word that was not read, between words read as surely as *sure_beside*."""
    if sure_beside >= 1.0:
        return Verdict.ALTERED
    if sure_beside < READ_PLAINLY or is_eastern(word):
        return Verdict.CANNOT_TELL
    small = len(plain(word)) == 1
    if small and not turning(word, classes):
        return Verdict.UNALTERED
    odds = STRUCK_OUT - (OVERLOOKED_IF_SMALL if small else OVERLOOKED)
    return Verdict.ALTERED if odds > SURELY else Verdict.CANNOT_TELL


def invented(word: str, sure: float, classes: frozenset[WordClass]) -> Verdict:
    """A word read where the registered text has none: was it put in, or made up out of specks?"""
    if sure >= 1.0:
        return Verdict.ALTERED
    letters = sum(map(str.isalnum, word))
    odds = PUT_IN + log(1.0 - error(sure)) - (log(error(sure)) + INVENTED_LETTER * letters)
    if odds > SURELY and sure >= LEGIBLE:
        return Verdict.ALTERED
    if odds < -SURELY or (sure < LEGIBLE and letters <= _SPECK and not is_function_word(word)):
        return Verdict.UNALTERED
    return Verdict.CANNOT_TELL


_SPECK = 2
"""So few letters are soon made out of dirt."""


# ── words on which meaning turns ─────────────────────────────────────────────


def turning(word: str, classes: frozenset[WordClass]) -> frozenset[WordClass]:
    """For what the word must be read surely; a word one letter away from “not” counts as that."""
    return (classes & TURNING) or _neighbours(simple(word))


@cache
def _wild() -> dict[str, WordClass]:
    """Each short negation and modal verb with one letter left open."""
    found = {}
    for words, what in ((MODALS, WordClass.MODAL), (NEGATIONS, WordClass.NEGATION)):
        for word in words:
            if 3 <= len(word) <= 5:
                found.update(dict.fromkeys(_opened(word), what))
    return found


def _opened(word: str) -> list[str]:
    return [f"{word[:place]}*{word[place + 1 :]}" for place in range(len(word))]


def _neighbours(word: str) -> frozenset[WordClass]:
    if not 3 <= len(word) <= 5 or not word.isascii():
        return frozenset()
    wild = _wild()
    return frozenset(wild[pattern] for pattern in _opened(word) if pattern in wild)


def is_eastern(word: str) -> bool:
    """Whether there are Eastern Arabic digits in it, which hardly any recogniser reads."""
    return not EASTERN_DIGITS.isdisjoint(word)


def _nearest_other(word: str, turns: frozenset[WordClass]) -> float:
    """What it costs to read the likeliest other word as this one."""
    if turns & COUNTED and any(map(str.isdigit, word)):
        return min(_nearest_digit(letter) for letter in word if letter.isdigit())
    if turns & {WordClass.NEGATION, WordClass.MODAL} and len(word) <= _SHORT:
        return _SHORT_NEIGHBOUR
    return OTHER


@cache
def _nearest_digit(digit: str) -> float:
    """A 3 is soon read as an 8, a 4 as no other digit."""
    return min(exchanged(other, digit) for other in "0123456789" if other != fold(digit))


_SHORT, _SHORT_NEIGHBOUR = 4, 5.0
"""Short words have near neighbours that mean something else: not and now, may and way."""
