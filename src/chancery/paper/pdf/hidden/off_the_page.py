"""A line of which part lies beyond the visible page.

Text wholly beyond the edge is left out of the words, as it is not seen; presses keep job
numbers there.  But a line cut by the edge may say one thing whole and another cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from chancery.paper.paper import Hidden, Hiding
from chancery.paper.pdf.characters import Character
from chancery.paper.pdf.leaf import Leaf


def found(leaf: Leaf) -> Iterator[Hidden]:
    """Each place where the text goes on beyond the edge."""
    here = list(zip(leaf.characters, leaf.off_the_page, strict=True))
    inked = [(character, off) for character, off in here if not character.is_space]
    for (one, one_off), (other, other_off) in pairwise(inked):
        if one_off != other_off and _in_one_line(one, other):
            outside = one if one_off else other
            yield Hidden(hiding=Hiding.OFF_THE_PAGE, box=leaf.box(outside.cell), text=outside.letter)


def _in_one_line(one: Character, other: Character) -> bool:
    overlap = min(one.cell[3], other.cell[3]) - max(one.cell[1], other.cell[1])
    gap = max(one.cell[0], other.cell[0]) - min(one.cell[2], other.cell[2])
    return overlap > 0.5 * min(one.height, other.height) and gap < 2 * max(one.height, other.height)
