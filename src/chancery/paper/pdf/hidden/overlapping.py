"""Different characters drawn on one spot, so that a person sees another text than a program lists.

The same character twice is how bold type is imitated; ligatures share a box with their
neighbours in the text; Arabic letters stack.  None of these is reported.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from chancery.paper.paper import Hidden, Hiding
from chancery.paper.pdf.characters import Character
from chancery.paper.pdf.leaf import Leaf
from chancery.paper.pdf.place import Rectangle
from chancery.paper.pdf.spelling import is_leftwards

_SHARED = 0.6
"""So much of the smaller one's box lies in the other's."""
_NEIGHBOURS = 3
_TOO_MANY_STACKED = 5
"""Arabic letters in wrong places on one page; a re-saved letter had one."""
_GRID = 8.0
"""Points; only characters in adjoining squares are compared."""


def found(leaf: Leaf) -> Iterator[Hidden]:
    """Each character that stands on an earlier one."""
    pairs = list(_collisions(leaf))
    stacked = [pair for pair in pairs if any(is_leftwards(one.letter) for one in pair)]
    for other, character in pairs:
        if len(stacked) >= _TOO_MANY_STACKED or (other, character) not in stacked:
            text = other.letter + character.letter
            yield Hidden(hiding=Hiding.OVERLAPPING_TEXT, box=leaf.box(character.ink), text=text)


def _collisions(leaf: Leaf) -> Iterator[tuple[Character, Character]]:
    squares: dict[tuple[int, int], list[Character]] = defaultdict(list)
    for character in filter(_has_a_body, leaf.visible):
        column, row = _square(character)
        for other in _round_about(squares, column, row):
            if _collide(character, other):
                yield other, character
        squares[column, row].append(character)


def _has_a_body(character: Character) -> bool:
    return (
        unicodedata.category(character.letter) in ("Lu", "Ll", "Lo", "Nd", "Sc", "Po")
        and _area(character.ink) > 0.2
    )


def _square(character: Character) -> tuple[int, int]:
    left, top, right, bottom = character.ink
    return int((left + right) / 2 // _GRID), int((top + bottom) / 2 // _GRID)


def _round_about(
    squares: dict[tuple[int, int], list[Character]], column: int, row: int
) -> Iterator[Character]:
    for across in (column - 1, column, column + 1):
        for down in (row - 1, row, row + 1):
            yield from squares.get((across, down), ())


def _collide(one: Character, other: Character) -> bool:
    if one.letter == other.letter or abs(one.place - other.place) <= _NEIGHBOURS:
        return False
    width = min(one.ink[2], other.ink[2]) - max(one.ink[0], other.ink[0])
    height = min(one.ink[3], other.ink[3]) - max(one.ink[1], other.ink[1])
    return width > 0 and height > 0 and width * height > _SHARED * min(_area(one.ink), _area(other.ink))


def _area(box: Rectangle) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
