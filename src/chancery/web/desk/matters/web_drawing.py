"""What leans on what, as a picture: boxes below one another, the oldest on top, and lines beside them.

Lines run in a margin at the side where writing begins, each in a lane of its own, from
the box that leans to the box it leans on.  They are numbered like the list beside the
picture.  Whole lines are stated, dashed ones hedged, dotted ones inferred; a line to
something that is not in force is cut, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chancery.phrases import apart
from chancery.registry.reliance import Edge, Node, Web
from chancery.web.desk.matters.lanes import Run, take_lane

APART, MARGIN = 14, 8
LINE, ABOVE, BELOW = 19, 22, 11
"""Of the writing in a box: from line to line, and the air above the first and below the last."""
NARROWEST, WIDEST = 112, 260
"""The margin in which the lines run."""
LANE = 31
ROOM_FOR_WORDS = 84
LETTER_WIDTH = 7.0
"""Of the picture's own writing, about; longer names are cut, the list has them whole."""
CORNER = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box with its lines of writing, each with its base line."""

    x: float
    y: float
    width: float
    height: float
    text_at: float
    lines: tuple[tuple[float, str], ...]
    gathered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line in its lane: its path, its arrow, its number, and its cut."""

    number: int
    strength: str
    path: str
    arrow: str
    at_x: float
    at_y: float
    cut: str
    """The two strokes across it; empty for a line that is whole."""
    words_x: float
    words_y: float
    words_anchor: str

    @property
    def at_y_text(self) -> float:
        """The base line of its number."""
        return self.at_y + 4.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A whole picture."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def drawn(
    web: Web, titles: Mapping[str, tuple[str, ...]], *, width: int, wide: bool, mirrored: bool
) -> Drawn | None:
    """
    The picture; *titles* has for each box what it is called and what is said of it.

    None where no line could be drawn.
    """
    if not web.lines:
        return None
    rows = {node.name: row for row, node in enumerate(web.drawn)}
    lanes = _lanes(web.lines, rows)
    needed = 40 + LANE * (1 + max(lanes.values())) + ROOM_FOR_WORDS
    gutter = max(NARROWEST, min(WIDEST, needed)) if wide else NARROWEST
    sheet = _Sheet(width=width, gutter=gutter, mirrored=mirrored, lines=2 if wide else 3)
    ports = _ports(web.lines, rows, sheet)
    step = min(LANE, (gutter - 30) / (1 + max(lanes.values())))
    return Drawn(
        width=width,
        height=round(sheet.top(len(rows)) - APART + MARGIN),
        boxes=tuple(sheet.box(node, rows[node.name], titles[node.name]) for node in web.drawn),
        lines=tuple(
            sheet.line(edge, ports[edge.number], gutter - 24 - step * lanes[edge.number])
            for edge in web.lines
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """Places on the paper; from right to left everything is mirrored, the writing included."""

    width: int
    gutter: int
    mirrored: bool
    lines: int
    """How many lines of writing a box has room for."""

    @property
    def box_height(self) -> int:
        return ABOVE + LINE * (self.lines - 1) + BELOW

    def top(self, row: int) -> float:
        return float(MARGIN + row * (self.box_height + APART))

    def x(self, x: float) -> float:
        return round(self.width - x if self.mirrored else x, 1)

    def box(self, node: Node, row: int, told: tuple[str, ...]) -> Box:
        room = self.width - self.gutter - MARGIN
        y = self.top(row)
        written = _written(told, int((room - 20) / LETTER_WIDTH), self.lines)
        return Box(
            x=MARGIN if self.mirrored else self.gutter,
            y=y,
            width=room,
            height=self.box_height,
            text_at=self.x(self.gutter + 10),
            lines=tuple((y + ABOVE + LINE * number, apart(words)) for number, words in enumerate(written)),
            gathered=node.gathered,
        )

    def line(self, edge: Edge, ports: tuple[float, float], lane: float) -> Line:
        start, end = ports
        side, turn = self.gutter - 1, lane + CORNER
        down = 1 if end > start else -1
        near, far = f"{self.x(side)}", f"{self.x(lane)}"
        path = (
            f"M{near} {start}H{self.x(turn)}Q{far} {start} {far} {start + down * CORNER}"
            f"V{end - down * CORNER}Q{far} {end} {self.x(turn)} {end}H{near}"
        )
        arrow = f"M{self.x(side)} {end}L{self.x(side - 9)} {end - 5}L{self.x(side - 9)} {end + 5}Z"
        at_y = round((start + end) / 2, 1)
        across = at_y + 17
        cut = (
            f"M{self.x(lane - 8)} {across + 4}L{self.x(lane + 8)} {across - 4}"
            f"M{self.x(lane - 8)} {across + 10}L{self.x(lane + 8)} {across + 2}"
        )
        return Line(
            number=edge.number,
            strength=edge.strength.value,
            path=path,
            arrow=arrow,
            at_x=self.x(lane),
            at_y=at_y,
            cut=cut if edge.cut else "",
            words_x=self.x(lane - 14 if lane >= ROOM_FOR_WORDS else lane + 14),
            words_y=across + 8,
            words_anchor="end" if lane >= ROOM_FOR_WORDS else "start",
        )


def _lanes(edges: Sequence[Edge], rows: Mapping[str, int]) -> dict[int, int]:
    """For each line the lane nearest to the boxes in which no other runs beside it; short lines first."""
    taken: list[list[Run]] = []
    lanes: dict[int, int] = {}
    for edge in sorted(edges, key=lambda edge: (abs(rows[edge.origin] - rows[edge.to]), edge.number)):
        first, last = sorted((rows[edge.origin], rows[edge.to]))
        lanes[edge.number] = take_lane(taken, (first, last))
    return lanes


def _ports(edges: Sequence[Edge], rows: Mapping[str, int], sheet: _Sheet) -> dict[int, tuple[float, float]]:
    """Where each line leaves its box and where it arrives: as many places at a box as lines meet there."""
    meeting: dict[str, list[tuple[int, int, str]]] = {}
    for edge in edges:
        meeting.setdefault(edge.origin, []).append((rows[edge.to], edge.number, "leaves"))
        meeting.setdefault(edge.to, []).append((rows[edge.origin], edge.number, "arrives"))
    places: dict[tuple[int, str], float] = {}
    for name, ends in meeting.items():
        for place, (_, number, which) in enumerate(sorted(ends), 1):
            places[number, which] = round(
                sheet.top(rows[name]) + sheet.box_height * place / (len(ends) + 1), 1
            )
    return {edge.number: (places[edge.number, "leaves"], places[edge.number, "arrives"]) for edge in edges}


def _written(told: tuple[str, ...], most: int, lines: int) -> list[str]:
    """What is said of a box in so many lines: what is too long goes on, what is too much shares a line."""
    name, *rest = told
    if len(told) > lines:
        rest = [" · ".join(rest)]
    first = _folded(name, most, lines - len(rest))
    return [_shortened(words, most) for words in (*first, *rest)]


def _folded(words: str, most: int, lines: int) -> list[str]:
    """The words on at most so many lines; the last may still be too long."""
    if lines <= 1 or len(words) <= most:
        return [words]
    cut = words.rfind(" ", 0, most + 1)
    if cut <= 0:
        return [words]
    return [words[:cut], *_folded(words[cut + 1 :], most, lines - 1)]


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
