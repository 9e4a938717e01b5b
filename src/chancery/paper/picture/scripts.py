"""One reading out of two scripts: every line by the language that read it surely.

A page is read in the first language; only where that was unsure, in the next.  An
English recogniser makes poor English of Arabic lines and says so by its confidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chancery.paper.picture.sheet import Rectangle, Sheet
from chancery.paper.picture.tesseract import Seen, recognise

_SURE = 0.6
"""Mean confidence of a line below which another language is asked."""
_HOPELESS = 0.25
"""Mean confidence below which a line is taken for dirt."""
_HALF = 0.45
"""Confidence that speaks neither for nor against a language: two sure letters do not outweigh a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words side by side, read in one language."""

    words: tuple[Seen, ...]

    @property
    def strength(self) -> float:
        """The mean confidence of its letters."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters

    @property
    def weight(self) -> float:
        """How much of it was read with more confidence than not."""
        return sum((word.confidence - _HALF) * len(word.text) for word in self.words)

    @property
    def box(self) -> Rectangle:
        """The rectangle round its words."""
        return around(word.box for word in self.words)


def around(boxes: Iterable[Rectangle]) -> Rectangle:
    """The smallest rectangle round *boxes*, of which there is at least one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def lines_of(words: Iterable[Seen]) -> tuple[Line, ...]:
    """The words as lines, in their order."""
    rows: dict[tuple[int, int, int], list[Seen]] = defaultdict(list)
    for word in words:
        rows[word.line].append(word)
    return tuple(Line(words=tuple(row)) for row in rows.values())


def read_lines(sheet: Sheet, languages: Sequence[str]) -> tuple[Line, ...]:
    """The lines of *sheet* in reading order, each in the language that suits it best."""
    lines: tuple[Line, ...] = ()
    for language in languages:
        if not lines:
            lines = lines_of(recognise(sheet.pixels, language))
        elif any(line.strength < _SURE for line in lines):
            lines = _joined(lines, lines_of(recognise(_doubtful(sheet, lines).pixels, language)))
    return tuple(line for line in lines if line.strength >= _HOPELESS)


def _doubtful(sheet: Sheet, lines: Sequence[Line]) -> Sheet:
    """The sheet with everything white that was read surely: nothing is read twice for nothing."""
    sure = [line for line in lines if line.strength >= _SURE]
    if len(sure) < len(lines) / 4:
        return sheet
    pixels = sheet.pixels.copy()
    for line in sure:
        left, top, right, bottom = (int(edge) for edge in line.box)
        pixels[max(0, top - 2) : bottom + 3, max(0, left - 4) : right + 5] = 255
    return sheet.shown_as(pixels)


def _joined(first: Sequence[Line], second: Sequence[Line]) -> tuple[Line, ...]:
    """Both readings in one, and where they claim the same ink, the one that is surer of it."""
    kept: list[Line] = []
    for line in sorted([*first, *second], key=lambda line: line.weight, reverse=True):
        if not any(_same_ink(line, other) for other in kept):
            kept.append(line)
    chosen = {id(line) for line in kept}
    ours, theirs = ([line for line in lines if id(line) in chosen] for lines in (first, second))
    return tuple(_in_columns(ours, theirs) or _one_below_another(ours, theirs))


def _same_ink(line: Line, other: Line) -> bool:
    """Whether two languages claim the same ink; lines of one reading only ever seem to, where they slope."""
    if line.words[0].language == other.words[0].language:
        return False
    one, two = line.box, other.box
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    return width > 0 and height > 0.4 * min(one[3] - one[1], two[3] - two[1])


def _in_columns(ours: list[Line], theirs: list[Line]) -> list[Line]:
    """Two columns, a language each: one is read to its end before the other; empty where they are mixed."""
    if not ours or not theirs:
        return ours or theirs
    left, right = around(line.box for line in ours), around(line.box for line in theirs)
    overlap = min(left[2], right[2]) - max(left[0], right[0])
    return ours + theirs if overlap < 0.1 * min(left[2] - left[0], right[2] - right[0]) else []


def _one_below_another(ours: list[Line], theirs: list[Line]) -> list[Line]:
    """The second language's lines put where they stand between the first's."""
    mixed, waiting = [], list(theirs)
    for line in ours:
        while waiting and _middle(waiting[0]) < _middle(line):
            mixed.append(waiting.pop(0))
        mixed.append(line)
    return mixed + waiting


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2
