"""Shapes that look like other letters than the file says (a lying ToUnicode map)."""

from __future__ import annotations

from collections.abc import Iterator

from chancery.paper.paper import Hidden
from chancery.paper.pdf.leaf import Leaf


def found(leaf: Leaf) -> Iterator[Hidden]:
    """Each letter whose shape belongs to another letter."""
    yield from ()
