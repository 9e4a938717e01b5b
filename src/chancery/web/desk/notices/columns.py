"""Sightings hour by hour as columns, drawn by the server; the table beside them says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 120
GROUND = 96
HIGHEST = 72
HOUR = 3_600
MOST_HOURS = 48
LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One hour's column."""

    x: float
    y: float
    width: float
    height: float
    count: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The whole drawing: its columns from the oldest hour to the newest, and the two ends of time."""

    width: int
    height: int
    ground: int
    columns: tuple[Column, ...]
    first: int
    last: int
    most: int
    start_x: float
    end_x: float


def columns(by_hour: Mapping[int, int], *, mirrored: bool) -> Columns | None:
    """The drawing of some hours; None where there is nothing to draw, or only one hour."""
    if len(by_hour) < LEAST:
        return None
    last = max(by_hour)
    first = max(min(by_hour), last - (MOST_HOURS - 1) * HOUR)
    hours = range(first, last + HOUR, HOUR)
    most = max(by_hour.values())
    step = WIDTH / len(hours)
    drawn = []
    for place, at in enumerate(hours):
        count = by_hour.get(at, 0)
        if count:
            height = max(4.0, HIGHEST * count / most)
            x = WIDTH - (place + 1) * step if mirrored else place * step
            drawn.append(
                Column(
                    x=round(x + step * 0.1, 1),
                    y=round(GROUND - height, 1),
                    width=round(step * 0.8, 1),
                    height=round(height, 1),
                    count=count,
                    at=at,
                )
            )
    return Columns(
        width=WIDTH,
        height=HEIGHT,
        ground=GROUND,
        columns=tuple(drawn),
        first=first,
        last=last,
        most=most,
        start_x=WIDTH if mirrored else 0,
        end_x=0 if mirrored else WIDTH,
    )
