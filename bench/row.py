"""One measured figure, the bar it must clear and the peer it is set beside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypedDict


class Better(Enum):
    """Which way a figure improves: a cost falls, a rate rises."""

    LOWER = "lower"
    HIGHER = "higher"


class Of(Enum):
    """What a bar is laid on: the figure itself, or how many times better than the peer it is."""

    VALUE = "value"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A promise about a figure, made before it was measured."""

    limit: float
    sense: Better
    of: Of = Of.VALUE

    def __str__(self) -> str:
        sign = "≤" if self.sense is Better.LOWER else "≥"
        times = "× the peer" if self.of is Of.RATIO else ""
        return f"{sign} {self.limit:,g}{times}"

    def cleared_by(self, figure: float) -> bool:
        if self.sense is Better.LOWER:
            return figure <= self.limit
        return figure >= self.limit


def at_most(limit: float) -> Bar:
    """The figure must not exceed *limit*."""
    return Bar(limit=limit, sense=Better.LOWER)


def at_least(limit: float) -> Bar:
    """The figure must reach *limit*."""
    return Bar(limit=limit, sense=Better.HIGHER)


def times_the_peer(limit: float) -> Bar:
    """The figure must be *limit* times better than the peer's."""
    return Bar(limit=limit, sense=Better.HIGHER, of=Of.RATIO)


class Written(TypedDict):
    """A row as it stands in bench/out/GROUP.json."""

    name: str
    value: float
    unit: str
    bar: str | None
    holds: bool | None
    peer: str | None
    peer_value: float | None
    ratio: float | None
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """
    A figure, in *unit*, and *how* it was come by: runs, spread, and what was counted.

    *peer_value* is `None` when there is no peer, or when it could not be installed; *how* says which.
    """

    name: str
    value: float
    unit: str
    how: str
    better: Better = Better.LOWER
    bar: Bar | None = None
    peer: str | None = None
    peer_value: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer this is; `None` when nothing was there to compare."""
        if self.peer_value is None:
            return None
        if self.better is Better.LOWER:
            return self.peer_value / self.value
        return self.value / self.peer_value

    @property
    def holds(self) -> bool | None:
        """Whether the bar is cleared; `None` without a bar, and without the peer it compares with."""
        if self.bar is None:
            return None
        figure = self.value if self.bar.of is Of.VALUE else self.ratio
        return None if figure is None else self.bar.cleared_by(figure)

    def written(self) -> Written:
        return Written(
            name=self.name,
            value=self.value,
            unit=self.unit,
            bar=None if self.bar is None else str(self.bar),
            holds=self.holds,
            peer=self.peer,
            peer_value=self.peer_value,
            ratio=self.ratio,
            how=self.how,
        )
