"""The letters of one word in the order in which they stand on the page.

A PDF lists them in any order it likes, and right-to-left words often as drawn, from the left.
Base letters are put in order by place; each mark follows the letter over which it stands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from string import ascii_lowercase

from chancery.paper.pdf.characters import Character

_ALEFS = "اأإآٱ"
_STACKED = 0.25
"""Letters whose middles are no farther apart, as a part of their height, may stand one above the other."""


def spelt(characters: Sequence[Character], *, leftwards: bool) -> str:
    """The word."""
    bases = [character for character in characters if not _is_mark(character)]
    if not bases:
        return "".join(character.letter for character in characters)
    bases = _from_the_right(bases) if leftwards else sorted(bases, key=_middle)
    marks = _marks_by_base(characters, bases)
    clusters = [base.letter + marks.get(base.place, "") for base in bases]
    return "".join(_logical(clusters) if leftwards else _unswapped(clusters))


def _unswapped(clusters: list[str]) -> list[str]:
    """
    Letters of ligatures that Ghostscript writes with their octets the wrong way round.

    Its `fi` comes out as U+6600 U+6900; a CJK sign of no low octet inside a Latin word is that.
    """
    if not any(cluster[0].isascii() and cluster[0].isalpha() for cluster in clusters):
        return clusters
    return [chr(ord(cluster) >> 8) if _is_swapped(cluster) else cluster for cluster in clusters]


def _is_swapped(cluster: str) -> bool:
    return len(cluster) == 1 and ord(cluster) & 0xFF == 0 and chr(ord(cluster) >> 8) in ascii_lowercase


def _from_the_right(bases: list[Character]) -> list[Character]:
    """
    From right to left, but where letters stack their order in the file is kept.

    In Arabic calligraphy a letter may begin above the end of the next one.
    """
    rising = sum(1 if _middle(one) < _middle(other) else -1 for one, other in pairwise(bases))
    ordered: list[Character] = []
    for base in reversed(bases) if rising > 0 else bases:
        place = len(ordered)
        while place and _middle(base) > _middle(ordered[place - 1]) + _STACKED * base.height:
            place -= 1
        ordered.insert(place, base)
    return _lam_before_alef(ordered)


def _lam_before_alef(bases: list[Character]) -> list[Character]:
    """The two share one shape, and then one place; alef never begins it."""
    for place, (one, other) in enumerate(pairwise(bases)):
        if one.letter in _ALEFS and other.letter == "ل" and one.cell == other.cell:
            bases[place], bases[place + 1] = other, one
    return bases


def is_leftwards(letter: str) -> bool:
    """Whether it is written from right to left; Arabic figures are not."""
    return unicodedata.bidirectional(letter) in ("R", "AL")


def _is_mark(character: Character) -> bool:
    return unicodedata.combining(character.letter) != 0


def _middle(character: Character) -> float:
    return round((character.cell[0] + character.cell[2]) / 2, 1)


def _marks_by_base(characters: Iterable[Character], bases: Sequence[Character]) -> dict[int, str]:
    """Marks in canonical order (Unicode 3.11), by the place of the letter under them."""
    marks: dict[int, str] = {}
    for mark in filter(_is_mark, characters):
        middle = (mark.ink[0] + mark.ink[2]) / 2
        base = min(bases, key=lambda base: max(base.cell[0] - middle, middle - base.cell[2]))
        marks[base.place] = marks.get(base.place, "") + mark.letter
    return {place: "".join(sorted(found, key=unicodedata.combining)) for place, found in marks.items()}


def _logical(clusters: list[str]) -> list[str]:
    """Figures and Latin letters within a right-to-left word run to the right (UAX 9, rule L2)."""
    ordered: list[str] = []
    run: list[str] = []
    for cluster in clusters:
        if unicodedata.bidirectional(cluster[0]) in ("L", "EN", "AN"):
            run.append(cluster)
            continue
        ordered += [*run[::-1], cluster]
        run = []
    return ordered + run[::-1]
