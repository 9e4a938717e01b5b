"""What leans on what, as a picture: boxes below one another, the oldest on top, and lines beside them.

Lines run in a margin at the side where writing begins, each in a lane of its own, from
the box that leans to the box it leans on.  They are numbered like the list beside the
picture.  Whole lines are stated, dashed ones hedged, dotted ones inferred; a line to
something that is not in force is cut, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chancery.registry.reliance import Edge, Node, Web
from chancery.web.desk.matters.lanes import Run, take_lane

BOX, APART, MARGIN = 52, 14, 8
NARROW_GUTTER, WIDE_GUTTER = 112, 260
LETTER_WIDTH = 7.0
"""Of the picture's own writing, about; longer names are cut, the list has them whole."""
CORNER = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box with two lines of writing."""

    x: float
    y: float
    width: float
    title: str
    below: str
    text_at: float
    gathered: bool

    @property
    def title_at(self) -> float:
        """The base line of the first line."""
        return self.y + 22

    @property
    def below_at(self) -> float:
        """The base line of the second."""
        return self.y + 41


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
    web: Web, titles: Mapping[str, tuple[str, str]], *, width: int, wide: bool, mirrored: bool
) -> Drawn | None:
    """The picture; *titles* has two lines for each box.  None where no line could be drawn."""
    if not web.lines:
        return None
    gutter = WIDE_GUTTER if wide else NARROW_GUTTER
    sheet = _Sheet(width=width, gutter=gutter, mirrored=mirrored)
    rows = {node.name: row for row, node in enumerate(web.drawn)}
    lanes = _lanes(web.lines, rows)
    ports = _ports(web.lines, rows)
    step = min(34.0, (gutter - 30) / max(1, max(lanes.values()) + 1))
    return Drawn(
        width=width,
        height=MARGIN * 2 + len(rows) * (BOX + APART) - APART,
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

    def x(self, x: float) -> float:
        return round(self.width - x if self.mirrored else x, 1)

    def box(self, node: Node, row: int, told: tuple[str, str]) -> Box:
        room = self.width - self.gutter - MARGIN
        left = MARGIN if self.mirrored else self.gutter
        fits = int((room - 20) / LETTER_WIDTH)
        title, below = (_shortened(words, fits) for words in told)
        return Box(
            x=left,
            y=_top(row),
            width=room,
            title=title,
            below=below,
            text_at=self.x(self.gutter + 10),
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
            words_x=self.x(lane + 14),
            words_y=across + 11,
        )


def _top(row: int) -> float:
    return float(MARGIN + row * (BOX + APART))


def _lanes(edges: Sequence[Edge], rows: Mapping[str, int]) -> dict[int, int]:
    """For each line the lane nearest to the boxes in which no other runs beside it; short lines first."""
    taken: list[list[Run]] = []
    lanes: dict[int, int] = {}
    for edge in sorted(edges, key=lambda edge: (abs(rows[edge.origin] - rows[edge.to]), edge.number)):
        first, last = sorted((rows[edge.origin], rows[edge.to]))
        lanes[edge.number] = take_lane(taken, (first, last))
    return lanes


def _ports(edges: Sequence[Edge], rows: Mapping[str, int]) -> dict[int, tuple[float, float]]:
    """Where each line leaves its box and where it arrives: as many places at a box as lines meet there."""
    meeting: dict[str, list[tuple[int, int, str]]] = {}
    for edge in edges:
        meeting.setdefault(edge.origin, []).append((rows[edge.to], edge.number, "leaves"))
        meeting.setdefault(edge.to, []).append((rows[edge.origin], edge.number, "arrives"))
    places: dict[tuple[int, str], float] = {}
    for name, ends in meeting.items():
        for place, (_, number, which) in enumerate(sorted(ends), 1):
            places[number, which] = round(_top(rows[name]) + BOX * place / (len(ends) + 1), 1)
    return {edge.number: (places[edge.number, "leaves"], places[edge.number, "arrives"]) for edge in edges}


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
