"""Lanes beside one another, so that what would lie on each other lies apart."""

from __future__ import annotations

Run = tuple[float, float]
"""From where to where something lies; what begins where another ends does not lie on it."""


def take_lane(lanes: list[list[Run]], run: Run) -> int:
    """Lay *run* in the first lane in which it lies on nothing, and say which that is."""
    for number, runs in enumerate(lanes):
        if all(run[1] <= begun or ended <= run[0] for begun, ended in runs):
            runs.append(run)
            return number
    lanes.append([run])
    return len(lanes) - 1
