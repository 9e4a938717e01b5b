"""Times as reports give them: a day perhaps, a month, a stretch, or nothing that can be resolved.

The part of EDTF (ISO 8601-2:2019, levels 0 and 1) that reports need: `2020-01-06?`,
`2019-11?`, `2020-01-04?/2020-01-05?`, `../..`.  A mark of doubt (`?` uncertain, `~`
approximate, `%` both) never changes the days that are meant; it says how much to
believe them.
"""

from __future__ import annotations

import re
from calendar import monthrange, timegm
from dataclasses import dataclass

from chancery.errors import Malformed
from chancery.record.statement import Instant

UNRESOLVED = "../.."
"""Some time, and the text does not say when."""
_NO_YEAR = "X" * 4
"""The same, as a year of which no figure is known."""

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)", re.ASCII)
_DAY = 86_400
_FIRST_YEAR = 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The days something may have happened on: from the first moment of one to the first after another."""

    first: Instant
    after: Instant
    doubtful: bool
    """Whether the reading carries a mark of doubt; the days themselves are its whole precision."""


def reach_of(written: str) -> Reach | None:
    """
    The days that *written* means; None for a time that cannot be resolved.

    Raises `Malformed` for what is not in the form, or lies before 1970, where entries
    have no time.
    """
    if written in (UNRESOLVED, _NO_YEAR):
        return None
    ends = [_one(part, written) for part in written.split("/")]
    if len(ends) > 2 or ends[0].first > ends[-1].first:
        raise Malformed(f'"{written}" is no stretch of time: it begins after it ends.')
    return Reach(first=ends[0].first, after=ends[-1].after, doubtful=any(end.doubtful for end in ends))


def _one(part: str, written: str) -> Reach:
    found = _DATE.fullmatch(part)
    if found is None:
        raise Malformed(f'"{written}" is no date of the form 2020-01-06?, 2020-01?, 2020? or {UNRESOLVED}.')
    year, month, day = (None if each is None else int(each) for each in found.groups()[:3])
    assert year is not None
    if year < _FIRST_YEAR or month == 0 or (month or 1) > 12:
        raise Malformed(f'"{written}" is no date that can stand in a record.')
    last = monthrange(year, month or 12)[1]
    if day == 0 or (day or 1) > last:
        raise Malformed(f'"{written}" is no day of the calendar.')
    first = timegm((year, month or 1, day or 1, 0, 0, 0))
    after = timegm((year, month or 12, day or last, 0, 0, 0)) + _DAY
    return Reach(first=Instant(first), after=Instant(after), doubtful=bool(found[4]))
