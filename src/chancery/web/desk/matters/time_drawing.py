"""The affair on one line of time: moments as dots, days that are not known more closely as bars below.

Distances follow time only as far as there is room; dots that would lie on each other are
moved apart.  Everything carries the numbers of the list beside it; what falls together
shares a dot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chancery.registry.dossier import Moment
from chancery.web.desk.matters.lanes import Run, take_lane

MARGIN = 18
APART = 30
LINE_AT = 44
ROW = 24
LOW, HIGH = 32, 16
MOST_POINTS = 18
"""Moments and ends of bars that can be told apart on one line; what comes later is listed only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """Something that happened at a moment, under its numbers."""

    x: float
    label: str
    label_y: float
    """The base line of its numbers; neighbours stand at two heights, so that both can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Something that happened on some day of these, under its numbers."""

    x: float
    width: float
    y: float
    label: str
    doubtful: bool

    @property
    def middle(self) -> float:
        """Where its numbers stand."""
        return self.x + self.width / 2

    @property
    def label_y(self) -> float:
        """The base line of its numbers."""
        return self.y + 13.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The whole line."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    bars: tuple[Bar, ...]
    begins: float
    ends: float


def drawn(moments: Sequence[Moment], *, width: int, mirrored: bool) -> Drawn | None:
    """The line of time; None where nothing has a time."""
    numbered = _that_fit(moments)
    if not numbered:
        return None
    points = sorted({at for _, moment in numbered for at in _ends(moment)})
    places = dict(zip(points, _places(points, width), strict=True))

    def x(at: int) -> float:
        return round(width - places[at] if mirrored else places[at], 1)

    exact: dict[int, list[int]] = {}
    spans: dict[tuple[int, int, bool], list[int]] = {}
    for number, moment in numbered:
        if moment.after is None:
            exact.setdefault(moment.first, []).append(number)
        else:
            spans.setdefault((moment.first, moment.after, moment.doubtful), []).append(number)
    bars = _bars(spans, x)
    return Drawn(
        width=width,
        height=round(max([LINE_AT + 24, *(bar.y + ROW for bar in bars)])),
        dots=tuple(
            Dot(x=x(at), label=_runs(numbers), label_y=HIGH if place % 2 else LOW)
            for place, (at, numbers) in enumerate(exact.items())
        ),
        bars=bars,
        begins=MARGIN / 2,
        ends=width - MARGIN / 2,
    )


def _that_fit(moments: Sequence[Moment]) -> list[tuple[int, Moment]]:
    """The moments with their numbers, as many as bring no more points than can be told apart."""
    points: set[int] = set()
    fit = []
    for number, moment in enumerate(moments, 1):
        if len(points | set(_ends(moment))) <= MOST_POINTS:
            points |= set(_ends(moment))
            fit.append((number, moment))
    return fit


def _ends(moment: Moment) -> tuple[int, ...]:
    return (moment.first,) if moment.after is None else (moment.first, moment.after)


def _places(points: Sequence[int], width: int) -> list[float]:
    """Where each point lies, in order: evenly apart as far as needed, the rest shared out by time."""
    room, steps = width - 2 * MARGIN, len(points) - 1
    if not steps:
        return [width / 2]
    least = min(APART, room / steps)
    free = room - least * steps
    span = max(1, points[-1] - points[0])
    places = [float(MARGIN)]
    for earlier, later in pairwise(points):
        places.append(places[-1] + least + free * (later - earlier) / span)
    return [round(place, 1) for place in places]


def _bars(spans: dict[tuple[int, int, bool], list[int]], x: Callable[[int], float]) -> tuple[Bar, ...]:
    """The bars, each in the first row where it lies on no other."""
    rows: list[list[Run]] = []
    bars = []
    for (first, after, doubtful), numbers in sorted(spans.items()):
        left, right = sorted((x(first), x(after)))
        row = take_lane(rows, (left, right))
        bars.append(
            Bar(
                x=left,
                width=round(max(6.0, right - left), 1),
                y=LINE_AT + 22 + row * ROW,
                label=_runs(numbers),
                doubtful=doubtful,
            )
        )
    return tuple(bars)


def _runs(numbers: Sequence[int]) -> str:
    """1, 2, 3, 7 as `1–3 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return " ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
