"""Moments in a scenario: `T0`, `T0+5m`, `T0-30d`, or plain minutes after T0."""

from __future__ import annotations

import re
from datetime import datetime

from chancery.errors import Malformed
from chancery.record.statement import Instant

_MOMENT = re.compile(r"T0(?:([+-]\d+(?:\.\d+)?)([smhd]))?", re.ASCII)
_SPAN = re.compile(r"(\d+(?:\.\d+)?)([smhd])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_MINUTE = 60


def moment(written: object, t0: Instant) -> Instant:
    """The moment that *written* names, when T0 is *t0*; raises `Malformed`."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        return Instant(t0 + _seconds(written, "m"))
    found = _MOMENT.fullmatch(str(written))
    if found is None:
        raise Malformed(f"{written!r} is no moment of a scenario; write T0, T0+5m, T0-30d.")
    number, unit = found.groups()
    return t0 if number is None else Instant(t0 + _seconds(number, unit))


def span(written: object) -> int:
    """A length of time in seconds: `2m`, `72h`, or plain minutes; raises `Malformed`."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        return _seconds(written, "m")
    found = _SPAN.fullmatch(str(written))
    if found is None:
        raise Malformed(f"{written!r} is no length of time; write 2m, 72h, 30d.")
    return _seconds(found[1], found[2])


def _seconds(number: str | float, unit: str) -> int:
    try:
        return round(float(number) * _SECONDS[unit])
    except (OverflowError, ValueError):
        raise Malformed(f"{number!s:.20} is too large a number for a length of time, or is none.") from None


def relative(at: Instant, t0: Instant) -> str:
    """The moment as scenarios write it, in minutes: `T0`, `T0+1m`."""
    minutes = (at - t0) / _MINUTE
    return "T0" if minutes == 0 else f"T0{minutes:+g}m"


def epoch(written: object) -> Instant:
    """T0 itself, given as a date and time with its zone; raises `Malformed`."""
    try:
        when = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    except ValueError:
        raise Malformed(f"{written!r} is no date and time.") from None
    if when.tzinfo is None:
        raise Malformed(f"{written!r} does not say in which time zone it is.")
    return Instant(round(when.timestamp()))
