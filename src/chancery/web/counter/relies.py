"""What a letter relies on as a picture: a line to each premise, and a cut where one does not bind.

The list beside it says the same in words.  A line that is cut carries the words, too:
nothing is told by its shape alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

MOST = 12
"""Premises that are drawn; a letter has a few, and the list has them all."""

BOX_HEIGHT, GAP, TOP = 46, 26, 4
TRUNK = 26.0
"""Where the lines leave the letter."""
LETTER_WIDTH = 7.4
"""Of the picture's own writing, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A statement: its name on one line or two, and for a premise what it is worth now."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]
    text_at: float

    @property
    def rows(self) -> list[tuple[float, str]]:
        """Each line of its name, and where it stands."""
        first = self.y + BOX_HEIGHT / 2 + 5 - 9 * (len(self.lines) - 1)
        return [(first + 18 * number, line) for number, line in enumerate(self.lines)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """The line from the letter to a premise."""

    state: str
    """`yes`, `no`, `undetermined` or `not_on_record`."""
    word: str
    line: str
    cut: str
    """The strokes across a line to what is not in force; empty for all others."""
    word_at: float
    word_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """All shapes of one picture, in its own units."""

    width: int
    height: int
    letter: Box
    premises: tuple[tuple[Box, Tie], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """The ground it is drawn on; places are counted from the edge at which reading begins."""

    width: int
    mirrored: bool

    def x(self, place: float) -> float:
        return self.width - place if self.mirrored else place

    def box(self, name: str, *, at: float, y: float) -> Box:
        width = self.width - at - 4.0
        left = self.x(at) - (width if self.mirrored else 0.0)
        lines = _lines(name, int((width - 20) / LETTER_WIDTH))
        return Box(x=left, y=y, width=width, lines=lines, text_at=self.x(at + 10))

    def tie(self, state: str, word: str, *, y: float, branch: float) -> Tie:
        trunk, middle = self.x(TRUNK), self.x((TRUNK + branch) / 2)
        return Tie(
            state=state,
            word=word,
            line=f"M{trunk} {TOP + BOX_HEIGHT}V{y}H{self.x(branch)}",
            cut=f"M{middle - 6} {y - 9}l12 18M{middle + 6} {y - 9}l-12 18" if state == "no" else "",
            word_at=self.x(TRUNK + 8),
            word_y=y + 22,
        )


def leaning(
    letter: str, premises: Sequence[tuple[str, str, str]], *, width: int, mirrored: bool
) -> Leaning | None:
    """The picture for premises given as (name, state, word); None for a letter that relies on nothing."""
    if not premises:
        return None
    sheet = _Sheet(width=width, mirrored=mirrored)
    branch = min(190.0, width * 0.45)
    drawn = []
    for number, (name, state, word) in enumerate(premises[:MOST]):
        y = TOP + (number + 1) * (BOX_HEIGHT + GAP)
        box = sheet.box(name, at=branch, y=y)
        drawn.append((box, sheet.tie(state, word, y=y + BOX_HEIGHT / 2, branch=branch)))
    return Leaning(
        width=width,
        height=int(TOP + (len(drawn) + 1) * (BOX_HEIGHT + GAP)),
        letter=sheet.box(letter, at=4.0, y=TOP),
        premises=tuple(drawn),
    )


def _lines(name: str, characters: int) -> tuple[str, ...]:
    """Two lines at most; what does not fit is in the list."""
    lines = wrap(name, max(8, characters))
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][: max(7, characters - 1)]}…"]
    return tuple(lines)
