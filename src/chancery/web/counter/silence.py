"""The silence clock as a picture: since when somebody waits, and when an answer was promised.

One line from the question to now, or to the answer.  What was waited beyond the promised
time is hatched.  Time runs with the reading direction; the same facts stand in words beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from chancery.record.statement import Instant

WIDTH, HEIGHT = 320, 44
MARGIN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The shapes of one clock, in its own units; the texts beside it are the template's."""

    asked: float
    """Where the question stands …"""
    end: float
    """… and where the waiting ends: now, or the answer."""
    due: float | None
    """The promised time, if one was promised."""
    ended: bool
    """Whether somebody has answered, or refused to."""
    left: float
    waited: float
    """The part of the line up to the promised time, as a rectangle …"""
    late_left: float
    late: float
    """… and the part beyond it; its width is nought while nothing is overdue."""

    width: int = WIDTH
    height: int = HEIGHT


def silence(
    asked: Instant | None, until: Instant, *, due: Instant | None, ended: bool, mirrored: bool
) -> Silence | None:
    """The clock of a question; None when nobody said when it was asked, so that nothing can be drawn."""
    if asked is None:
        return None
    last = max(until, asked + 1, due or 0)

    def place(at: int) -> float:
        along = MARGIN + (WIDTH - 2 * MARGIN) * max(0, at - asked) / (last - asked)
        return round(WIDTH - along if mirrored else along, 1)

    # An answer was promised before it was even asked for: then all of it is late.
    split = until if due is None else min(until, max(due, asked))
    begins, turns, ends = place(asked), place(split), place(max(until, asked))
    return Silence(
        asked=begins,
        end=ends,
        due=None if due is None else place(due),
        ended=ended,
        left=min(begins, turns),
        waited=round(abs(turns - begins), 1),
        late_left=min(turns, ends),
        late=round(abs(ends - turns), 1),
    )
