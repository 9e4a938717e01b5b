"""From characters to lines in the order in which a person reads them.

The order inside a PDF is its maker's choice and shows nowhere: "we do not agree" can be drawn
from a file that lists "we do agree not".  So words are put in order by where they stand.
What the letters of one word are is `spelling`'s business.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from chancery.paper.pdf.characters import LINE_END_HYPHENS, Character
from chancery.paper.pdf.place import Rectangle
from chancery.paper.pdf.spelling import is_leftwards, spelt

_TOUCHING = 0.07
"""Nobody sees a space narrower than this part of the line's height."""
_APART = 0.6
"""Characters farther from each other than this part of their height belong to two words."""
_ARABIC_APART = 0.15
"""The same where the file gives no spaces; Arabic letters stand close even where they do not join."""
_NEW_PARAGRAPH = 1.3
"""A line stands so many times the usual distance below the last one."""
_GUTTER = 10.0
"""Points between two columns, at least."""
_DEEPEST = 12


@dataclass(slots=True)
class Piece:
    """Characters that stand together: a word, or what remains of one at a line's end."""

    characters: list[Character]
    cell: Rectangle
    turned: bool
    leftwards: bool
    """Holds a letter that is written from right to left."""

    @property
    def letters(self) -> str:
        if self.turned:
            return "".join(character.letter for character in self.characters)
        return spelt(self.characters, leftwards=self.leftwards)

    @property
    def height(self) -> float:
        return self.cell[3] - self.cell[1]

    @property
    def rightwards(self) -> bool:
        return any(unicodedata.bidirectional(one.letter) in ("L", "EN", "AN") for one in self.characters)


Line = list[Piece]
Paragraph = list[Line]


def paragraphs_of(characters: Iterable[Character]) -> list[Paragraph]:
    """The page's words as lines and paragraphs, top to bottom, column after column."""
    pieces = list(_pieces(characters))
    upright = [piece for piece in pieces if not piece.turned]
    return _blocks(upright, _DEEPEST) + [[[piece]] for piece in pieces if piece.turned]


def _pieces(characters: Iterable[Character]) -> Iterable[Piece]:
    """Runs of characters with nothing between them."""
    run: list[Character] = []
    for character in characters:
        if character.is_space or (run and not _stand_together(run[-1], character)):
            yield from _piece(run)
            run = []
        if not character.is_space:
            run.append(character)
    yield from _piece(run)


def _piece(run: list[Character]) -> Iterable[Piece]:
    if run:
        turned = sum(character.turned for character in run) * 2 > len(run)
        yield _piece_of(run, turned)


def _piece_of(characters: list[Character], turned: bool) -> Piece:
    cell = around(character.cell for character in characters)
    return Piece(characters, cell, turned, any(is_leftwards(one.letter) for one in characters))


def around(rectangles: Iterable[Rectangle]) -> Rectangle:
    """The smallest rectangle round all of them."""
    lefts, tops, rights, bottoms = zip(*rectangles, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _stand_together(one: Character, other: Character) -> bool:
    if not other.width or one.turned != other.turned:
        return one.turned == other.turned
    arabic = is_leftwards(one.letter) and is_leftwards(other.letter)
    far = (_ARABIC_APART if arabic else _APART) * max(one.height, other.height, 1.0)
    if one.turned:
        return _distance(one.cell, other.cell, 0) < far and _distance(one.cell, other.cell, 1) < far
    return _distance(one.cell, other.cell, 0) < far and _same_line(one.cell, other.cell)


def _distance(one: Rectangle, other: Rectangle, axis: int) -> float:
    """Points between two rectangles along an axis (0 across, 1 down); negative where they overlap."""
    return max(one[axis], other[axis]) - min(one[axis + 2], other[axis + 2])


def _same_line(one: Rectangle, other: Rectangle) -> bool:
    smaller = min(one[3] - one[1], other[3] - other[1])
    return -_distance(one, other, 1) >= 0.5 * smaller


# ── blocks: white bands and columns ──────────────────────────────────────────


def _blocks(pieces: list[Piece], depth: int) -> list[Paragraph]:
    """Cut at white bands, then between columns, until only lines remain."""
    if not pieces:
        return []
    parts = _cut_at_bands(pieces) if depth else [pieces]
    if len(parts) == 1 and depth:
        parts = _cut_between_columns(pieces)
    if len(parts) == 1:
        return [_lines(pieces)]
    return [paragraph for part in parts for paragraph in _blocks(part, depth - 1)]


def _cut_at_bands(pieces: list[Piece]) -> list[list[Piece]]:
    """Where a white band runs across all of them that is higher than the space between lines."""
    gap = 0.9 * median(piece.height for piece in pieces)
    parts: list[list[Piece]] = []
    bottom = float("-inf")
    for piece in sorted(pieces, key=lambda piece: piece.cell[1]):
        if piece.cell[1] - bottom > gap:
            parts.append([])
        parts[-1].append(piece)
        bottom = max(bottom, piece.cell[3])
    return parts


def _cut_between_columns(pieces: list[Piece]) -> list[list[Piece]]:
    """Two columns with a clear gutter, each of several lines that fill it; else one part."""
    right = float("-inf")
    ordered = sorted(pieces, key=lambda piece: piece.cell[0])
    for number, piece in enumerate(ordered):
        sides = ordered[:number], ordered[number:]
        if number and piece.cell[0] - right >= _GUTTER and all(_is_a_column(side) for side in sides):
            return list(sides)[:: -1 if _mostly_leftwards(pieces) else 1]
        right = max(right, piece.cell[2])
    return [pieces]


def _is_a_column(pieces: list[Piece]) -> bool:
    lines = _rows(pieces)
    whole = around(piece.cell for piece in pieces)
    widths = [around(piece.cell for piece in line) for line in lines]
    filled = median(box[2] - box[0] for box in widths) > 0.6 * (whole[2] - whole[0])
    return len(lines) >= 3 and whole[2] - whole[0] >= 72 and filled


# ── lines ────────────────────────────────────────────────────────────────────


def _lines(pieces: list[Piece]) -> Paragraph:
    return [_in_order(row) for row in _rows(pieces)]


def _rows(pieces: list[Piece]) -> list[Line]:
    """Pieces at one height, from the top."""
    rows: list[Line] = []
    for piece in sorted(pieces, key=lambda piece: (piece.cell[1] + piece.cell[3], piece.cell[0])):
        row = next((row for row in rows[-3:] if _belongs(piece, row)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return rows


def _belongs(piece: Piece, row: Line) -> bool:
    """By its overlap with the word that gives the row its height."""
    return _same_line(piece.cell, max(row, key=lambda one: one.height).cell)


def _in_order(row: Line) -> Line:
    """From the side where reading begins; words of the other direction keep theirs."""
    across = _joined(sorted(row, key=lambda piece: piece.cell[0]))
    if not any(piece.leftwards for piece in across):
        return across
    if not _mostly_leftwards(across):
        return _turned_runs(across, leftwards=True)
    return _turned_runs(across[::-1], leftwards=False)


def _mostly_leftwards(pieces: Iterable[Piece]) -> bool:
    return sum((1 if piece.leftwards else -1) for piece in pieces if piece.leftwards or piece.rightwards) > 0


def _turned_runs(line: Line, *, leftwards: bool) -> Line:
    """Turn round every run of words whose direction is the one named (UAX 9, rule L2, for words)."""
    turned: Line = []
    run: Line = []
    for piece in line:
        if piece.leftwards if leftwards else piece.rightwards and not piece.leftwards:
            run.append(piece)
            continue
        turned += [*run[::-1], piece]
        run = []
    return turned + run[::-1]


def _joined(line: Line) -> Line:
    """Pieces between which nobody sees a space are one word, whatever the file says."""
    joined = line[:1]
    for last, piece in pairwise(line):
        if _distance(last.cell, piece.cell, 0) < _TOUCHING * min(last.height, piece.height):
            joined[-1] = _piece_of(joined[-1].characters + piece.characters, piece.turned)
        else:
            joined.append(piece)
    return joined


# ── paragraphs ───────────────────────────────────────────────────────────────


def split_paragraphs(lines: Paragraph) -> list[Paragraph]:
    """Where a line stands clearly farther below the last than lines usually do, a paragraph begins."""
    tops = [max(piece.cell[3] for piece in line) for line in lines]
    steps = [below - above for above, below in pairwise(tops)]
    usual = median(steps) if steps else 0.0
    parts = [lines[:1]]
    for step, line in zip(steps, lines[1:], strict=True):
        if step > _NEW_PARAGRAPH * usual:
            parts.append([])
        parts[-1].append(line)
    return parts


def goes_on(piece: Piece) -> bool:
    """Whether the word is continued in the next line."""
    return piece.letters.endswith((*LINE_END_HYPHENS, "\u00ad"))
