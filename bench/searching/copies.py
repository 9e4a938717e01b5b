"""Copies of a letter: the whole page or a part of it, read well or badly."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.row import Bar, at_least
from bench.searching.misreading import cropped, misread


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of copy: how much of a letter, how badly read, and in how many of 100 it must be found."""

    name: str
    misread: float
    share: float = 1
    bar: Bar

    def made_of(self, text: str, chance: Random) -> tuple[str, str]:
        """What stood on the page, and what was read of it."""
        page = cropped(text, self.share, chance)
        return page, misread(page, self.misread, chance)


KINDS = (
    Kind(name="clean page", misread=0, bar=at_least(100)),
    Kind(name="page, 3 % misread", misread=0.03, bar=at_least(99.5)),
    Kind(name="page, 10 % misread", misread=0.10, bar=at_least(99.5)),
    Kind(name="page, 20 % misread", misread=0.20, bar=at_least(97)),
    Kind(name="third of a page, 5 % misread", misread=0.05, share=1 / 3, bar=at_least(97)),
)
