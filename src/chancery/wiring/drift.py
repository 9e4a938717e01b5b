"""Whether the clock here can be right: the witnesses' times, beside ours.

Nobody signs with a clock that is known to be wrong: what is dated in the future would hold
up everything that follows it, and what is dated in the past would be answered as too old.
One witness alone proves nothing, for its own clock may be wrong; more than half of those
that answered do.

    clock-off.json      how far the witnesses say that our clock is off, while they say so
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from statistics import median_low
from typing import TYPE_CHECKING

from chancery.check.freshness import TOLERANCE
from chancery.errors import OutOfOrder
from chancery.wiring.remembered import keep_in

if TYPE_CHECKING:
    from chancery.registry.pen import Pen
    from chancery.wiring.house import House

CLOCK_OFF = "clock-off.json"


def off_by(times: Iterable[int], now: int) -> int:
    """
    By how many seconds our clock, which shows *now*, is ahead of those that state these *times*.

    Less than nothing: behind them.  0: not so far that it matters, or not by more than half of them.
    """
    ahead = sorted(now - at for at in times)
    if not ahead:
        return 0
    for side in ([each for each in ahead if each > TOLERANCE], [each for each in ahead if each < -TOLERANCE]):
        if len(side) * 2 > len(ahead):
            return median_low(side)
    return 0


def note_drift(house: House, times: Iterable[int], now: int) -> int:
    """Note what the witnesses' times say of our clock; returns by how much it is off."""
    stated = list(times)
    off = off_by(stated, now)
    if off:
        keep_in(house.folder, CLOCK_OFF, json.dumps({"seconds": off}).encode(), house=house)
    elif stated:  # only those who answered can say that it is right again
        (house.folder / CLOCK_OFF).unlink(missing_ok=True)
    return off


def refuse_drift(house: House) -> None:
    """Raises `OutOfOrder` while the witnesses say that our clock is off."""
    try:
        off = int(json.loads((house.folder / CLOCK_OFF).read_bytes())["seconds"])
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError):
        off = 0
    if off:
        side = "ahead of" if off > 0 else "behind"
        raise OutOfOrder(
            f"The clock of this machine stands {abs(off)} seconds {side} the witnesses'; nothing is signed "
            "until it is right and `chancery cosign` has asked them again."
        )


def unless_off(house: House) -> Callable[[], Pen]:
    """The pen of a house, given out for each act while the clock is not known to be wrong."""
    pen = house.pen()

    def given() -> Pen:
        refuse_drift(house)
        return pen

    return given
