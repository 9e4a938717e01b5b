"""Verdicts counted: who was told what, which words were found, how long it took, and how sure all that is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.copies.cases import Became, On
from bench.copies.judge import Told

Kept = Mapping[str, Any]
"""One verdict as it is kept (`judge.Verdict.written`)."""

Which = Callable[[Kept], bool]

SURE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """Of a hundred; of nothing, none."""
        return 100 * self.part / self.whole if self.whole else 0.0

    @property
    def at_most(self) -> float:
        """The greatest percentage with which so few are still seen once in twenty times (exact, one side)."""
        return 100 * _highest(self.part, self.whole)

    def __str__(self) -> str:
        return f"{self.part:,} of {self.whole:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Changed words that were shown, unchanged words that were shown, and changed words that were not."""

    right: int
    wrong: int
    missed: int
    doubted: int
    copies: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All verdicts of one run, those that were timed alone, and under what circumstances."""

    verdicts: tuple[Kept, ...]
    timed: tuple[Kept, ...]
    run: Mapping[str, Any]

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Tally:
        """As it was kept."""
        return cls(
            verdicts=tuple(written["verdicts"]), timed=tuple(written["timed"]), run=dict(written["run"])
        )

    def written(self) -> dict[str, Any]:
        """As it is kept."""
        return {"run": dict(self.run), "timed": list(self.timed), "verdicts": list(self.verdicts)}

    def those(self, which: Which) -> list[Kept]:
        """The verdicts of one sort."""
        return [verdict for verdict in self.verdicts if which(verdict)]

    def share(self, of: Which, which: Which) -> Share:
        """How many *of* some verdicts are such."""
        whole = self.those(of)
        return Share(part=sum(map(which, whole)), whole=len(whole))

    def confusion(self, of: Which) -> Counter[tuple[str, str]]:
        """What became of a copy, and what was said of it."""
        return Counter((verdict["became"], verdict["told"]) for verdict in self.those(of))

    def located(self, of: Which) -> Located:
        """The changed words of altered copies."""
        altered = [verdict for verdict in self.those(of) if verdict["became"] == Became.ALTERED]
        return Located(
            right=sum(verdict["shown_right"] for verdict in altered),
            wrong=sum(verdict["shown_wrong"] for verdict in altered),
            missed=sum(verdict["not_shown"] for verdict in altered),
            doubted=sum(verdict["doubted"] for verdict in altered),
            copies=len(altered),
        )

    def waited(self, on: On) -> list[float]:
        """Seconds of wall time, one copy at a time, shortest first."""
        return sorted(verdict["seconds"] for verdict in self.timed if verdict["on"] == on)


def on(*media: On, language: str | None = None) -> Which:
    """Copies on those media, in that language or any."""
    return lambda verdict: verdict["on"] in media and language in (None, verdict["language"])


def became(*what: Became) -> Which:
    """Copies of which that is true."""
    return lambda verdict: verdict["became"] in what


def told(*what: Told) -> Which:
    """Copies of which that was said."""
    return lambda verdict: verdict["told"] in what


def both(*all_of: Which) -> Which:
    """Copies of which everything is so."""
    return lambda verdict: all(which(verdict) for which in all_of)


_NAMES_NOTHING = (Told.NOT_FOUND, Told.WRONG_LETTER, Told.BROKE_OFF)


def named(verdict: Kept) -> bool:
    """Whether the right letter was named."""
    return bool(verdict["found"]) and verdict["told"] not in _NAMES_NOTHING


def false_equal(verdict: Kept) -> bool:
    """Whether words were called registered that are not."""
    return bool(verdict["false_equal"])


def quantile(ordered: list[float], share: float) -> float:
    """The value that so large a share does not exceed; of nothing, not a number."""
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def _highest(part: int, whole: int) -> float:
    """Clopper and Pearson's upper limit, by halving; of nothing, anything is possible."""
    if not whole or part >= whole:
        return 1.0
    low, high = part / whole, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(part, whole, middle) > 1 - SURE:
            low = middle
        else:
            high = middle
    return high


def _at_most(part: int, whole: int, chance: float) -> float:
    """How likely no more than *part* of *whole* are, each with that chance."""
    logs = (
        math.lgamma(whole + 1)
        - math.lgamma(each + 1)
        - math.lgamma(whole - each + 1)
        + each * math.log(chance or 1e-300)
        + (whole - each) * math.log1p(-min(chance, 1 - 1e-15))
        for each in range(part + 1)
    )
    return sum(map(math.exp, logs))
