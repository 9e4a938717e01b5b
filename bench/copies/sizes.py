"""How much one run measures: a quarter of an hour by default, a night with CHANCERY_BENCH=full."""

from __future__ import annotations

import os
from dataclasses import dataclass

from bench.copies.cases import PICTURES, On, Wanted

SEED = 20200106
"""Of everything: which letters, what became of them, how they were photographed."""

LANGUAGES = ("en", "ar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """So many letters drawn, and so many copies of each sort (altered, and each of the others)."""

    name: str
    letters: int
    text: tuple[int, int]
    pdf: tuple[int, int]
    hiding: int
    good: dict[str, tuple[int, int]]
    """Good photographs by language."""
    worse: dict[str, tuple[int, int]]
    """Pictures of every other class, by language."""
    timed: dict[On, int]
    """How many are brought one after another, with nothing else running."""

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """Every sort of copy that is brought."""
        text = Wanted(on=On.TEXT, altered=self.text[0], others=self.text[1])
        pdf = Wanted(on=On.PDF, altered=self.pdf[0], others=self.pdf[1])
        hiding = Wanted(on=On.HIDING_PDF, altered=self.hiding, others=0)
        pictures = (self._pictures(on, language) for on in PICTURES for language in LANGUAGES)
        return (text, pdf, hiding, *pictures)

    def _pictures(self, on: On, language: str) -> Wanted:
        altered, others = (self.good if on is On.GOOD_PHOTO else self.worse)[language]
        return Wanted(on=on, altered=altered, others=others, language=language)


QUICK = Size(
    name="quick",
    letters=300,
    text=(630, 120),
    pdf=(90, 40),
    hiding=18,
    good={"en": (17, 14), "ar": (8, 8)},
    worse={"en": (6, 3), "ar": (3, 2)},
    timed={On.TEXT: 60, On.PDF: 16, On.GOOD_PHOTO: 8},
)
FULL = Size(
    name="full",
    letters=10_000,
    text=(9_000, 1_000),
    pdf=(800, 200),
    hiding=200,
    good={"en": (500, 200), "ar": (300, 100)},
    worse={"en": (150, 25), "ar": (90, 20)},
    timed={On.TEXT: 400, On.PDF: 100, On.GOOD_PHOTO: 40},
)


def chosen() -> Size:
    """The size that the environment asks for."""
    return FULL if os.environ.get("CHANCERY_BENCH") == "full" else QUICK
