"""Moments and stretches of time in words, with UTC always said aloud."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from chancery.phrases.catalogue import fill

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def moment(at: int, language: str) -> str:
    """A moment: “12:04 UTC on 6 January 2020”.  Seconds are said when there are any."""
    when = calendar(at)
    if when is None:
        return fill("moment.beyond", language, {})
    time = f"{when:%H:%M:%S}" if when.second else f"{when:%H:%M}"
    return fill("moment.full", language, {"time": time, "day": _day(when, language)})


def day(at: int, language: str) -> str:
    """The day of a moment, in UTC: “6 January 2020”."""
    when = calendar(at)
    return fill("moment.beyond", language, {}) if when is None else _day(when, language)


def iso(at: int) -> str:
    """A moment for machines and for the address bar (RFC 3339): `2020-01-06T12:04:00Z`."""
    when = calendar(at)
    return str(at) if when is None else when.strftime("%Y-%m-%dT%H:%M:%SZ")


def stretch(seconds: int, language: str) -> str:
    """How long something lasted, in its largest unit and the next: “1 hour 5 minutes”."""
    parts: list[str] = []
    left = abs(seconds)
    for unit, length in _UNITS:
        count, left = divmod(left, length)
        if count:
            parts.append(fill(f"stretch.{unit}", language, {"count": f"{count:,}"}, count))
        elif parts:
            break  # a gap between units (1 day … 5 seconds) is precision nobody reads
    if not parts:
        return fill("stretch.none", language, {})
    return fill("stretch.joint", language, {}).join(parts[:2])


def calendar(at: int) -> datetime | None:
    """The date and time of a moment; None beyond the years a calendar has."""
    try:
        return _EPOCH + timedelta(seconds=at)
    except OverflowError:
        return None


def _day(when: datetime, language: str) -> str:
    month = fill(f"month.{when.month}", language, {})
    return fill("moment.day", language, {"day": str(when.day), "month": month, "year": str(when.year)})
