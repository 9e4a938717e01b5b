"""What one preparation of a picture gave: its words, where each stands in the picture as it was brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chancery.paper.picture.numerals import renumbered
from chancery.paper.picture.scripts import Line, read_lines
from chancery.paper.picture.sheet import Sheet, carried
from chancery.paper.picture.tesseract import Seen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """The lines that were read from one sheet; boxes in pixels of the sheet."""

    sheet: Sheet
    lines: tuple[Line, ...]

    @property
    def words(self) -> tuple[Seen, ...]:
        """Every word in reading order."""
        return tuple(word for line in self.lines for word in line.words)

    @property
    def placed(self) -> tuple[Seen, ...]:
        """Every word, boxed in pixels of the picture as it was brought."""
        return tuple(replace(word, box=carried(word.box, self.sheet.back)) for word in self.words)

    @property
    def weight(self) -> float:
        """How many letters were read with more confidence than not: more sense, less noise."""
        return sum(len(word.text) * (word.confidence - 0.5) for word in self.words)

    @property
    def strength(self) -> float:
        """The mean confidence of its letters; 0 where there are none."""
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) * word.confidence for word in self.words) / letters if letters else 0.0


def reading_of(sheet: Sheet, languages: Sequence[str]) -> Reading:
    """Read *sheet* in those of *languages* that it is written in."""
    return Reading(sheet=sheet, lines=renumbered(sheet.pixels, read_lines(sheet, languages)))
