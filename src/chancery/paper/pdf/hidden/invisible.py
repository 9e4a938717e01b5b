"""Text that the file writes and nobody sees.

Presses leave white job numbers in the margin of honest files.  Such text is left out of the
words and not reported: no ink stands there, and it lies outside everything that is read.
Anywhere else, somebody may have wanted a program to read what people do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from chancery.paper.paper import Hidden, Hiding
from chancery.paper.pdf.characters import Character
from chancery.paper.pdf.layout import around
from chancery.paper.pdf.leaf import Leaf
from chancery.paper.pdf.place import Rectangle
from chancery.paper.pdf.raster import SCALE


def found(leaf: Leaf) -> Iterator[Hidden]:
    """Each run of characters that cannot be seen, where that may matter."""
    if not any(leaf.invisible):
        return
    seen = [character.cell for character in leaf.visible if not character.is_space]
    read = around(seen) if seen else None
    for run in _runs(leaf):
        where = around(character.cell for character in run)
        if (read and _meet(where, read)) or _ink_at(leaf, where):
            text = "".join(character.letter for character in run)
            yield Hidden(hiding=Hiding.INVISIBLE_TEXT, box=leaf.box(where), text=text)


def _runs(leaf: Leaf) -> Iterator[list[Character]]:
    """Invisible characters that follow each other on one line."""
    hidden = [character for character, unseen in zip(leaf.characters, leaf.invisible, strict=True) if unseen]
    run = hidden[:1]
    for last, character in pairwise(hidden):
        if character.place - last.place > 2 or abs(character.cell[1] - last.cell[1]) > last.height:
            yield run
            run = []
        run.append(character)
    yield run


def _meet(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _ink_at(leaf: Leaf, where: Rectangle) -> bool:
    left, top, right, bottom = (max(0, round(side * SCALE)) for side in where)
    there = leaf.ink.grey[top:bottom, left:right]
    return bool(there.size and (there < 200).any())
