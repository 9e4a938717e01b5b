"""One letter with two shapes: a map from shapes to letters that lies (ISO 32000-1, 9.10.3).

Within one font a Latin letter or figure has one outline, so its ink has one width and one
height in proportion to its size.  Where the file writes `t` and draws now a t, now a w,
it has two.  A font that lies about every one of its letters is not found like this.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Sequence

import pypdfium2.raw as raw

from chancery.paper.paper import Hidden, Hiding
from chancery.paper.pdf.characters import Character
from chancery.paper.pdf.leaf import Leaf

_ALIKE = 0.06
"""Of the size: outlines of one letter have differed by less, through rounding in small print."""
_FONT_NAME = 128

Shapes = dict[tuple[bytes, str], list[Character]]


def found(leaf: Leaf) -> Iterator[Hidden]:
    """Each letter that is drawn in a second shape, where it is."""
    for (_, letter), characters in _by_font(leaf).items():
        for character in _odd_ones(characters):
            yield Hidden(hiding=Hiding.GLYPHS, box=leaf.box(character.ink), text=letter)


def _by_font(leaf: Leaf) -> Shapes:
    shapes: Shapes = defaultdict(list)
    alone = _alone(leaf.visible)
    for character in alone:
        if character.letter.isascii() and character.letter.isalnum() and not character.turned:
            shapes[_font(leaf, character), character.letter].append(character)
    return shapes


def _alone(characters: Sequence[Character]) -> list[Character]:
    """Without those that share a ligature with a neighbour: its room is divided among them."""
    ligatures = {"ff", "fi", "fl", "fj", "ft", "fb", "fh", "fk", "Th", "tt", "ti", "ct", "st", "IJ", "ij"}
    letters = [character.letter for character in characters]
    pairs = {place for place in range(len(letters) - 1) if letters[place] + letters[place + 1] in ligatures}
    return [one for place, one in enumerate(characters) if place not in pairs and place - 1 not in pairs]


def _font(leaf: Leaf, character: Character) -> bytes:
    """The font's name; every subset of it bears a prefix of its own (ISO 32000-1, 9.6.4)."""
    name, flags = ctypes.create_string_buffer(_FONT_NAME), ctypes.c_int()
    raw.FPDFText_GetFontInfo(leaf.text.raw, character.place, name, _FONT_NAME, flags)
    return name.value


def _odd_ones(characters: list[Character]) -> Iterator[Character]:
    """Those whose shape is not the one that most of them have."""
    if len(characters) < 2:
        return
    shapes = [_shape(character) for character in characters]
    usual = max(shapes, key=lambda shape: sum(_is_like(shape, other) for other in shapes[:50]))
    for character, shape in zip(characters, shapes, strict=True):
        if not _is_like(shape, usual):
            yield character


def _shape(character: Character) -> tuple[float, float]:
    """Width and height of the ink in parts of the character's size."""
    left, top, right, bottom = character.ink
    size = max(character.height, 0.1)
    return (right - left) / size, (bottom - top) / size


def _is_like(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) < _ALIKE and abs(one[1] - other[1]) < _ALIKE
