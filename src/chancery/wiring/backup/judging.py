"""What it means for a copy that somebody has seen so much of its log.

Pure: heads that others saw and the copy's own hashes in, a finding out.  A head that the
copy holds is recomputed from the copy's own tiles; nothing is believed of a size alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, unique

from chancery.log.tree import Frontier, Perfect


@unique
class Verdict(Enum):
    """How a copy stands to what was signed."""

    NEWEST = "newest"
    """Everybody was asked, and nobody has seen anything that is not in it."""
    BEHIND = "behind"
    """Somebody has seen entries that are not in it."""
    FORKED = "forked"
    """Somebody has seen another history."""
    UNKNOWN = "unknown"
    """Nobody has seen more, but not everybody could be asked, or there is nobody to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody who may have seen this log, and what they said."""

    who: str
    size: int | None = None
    """How many entries they have seen, 0 for none; None: they did not say."""
    root: bytes = b""
    at: int | None = None
    """When they last signed what they saw, in Unix seconds; None where nothing says so."""
    trouble: str = ""
    """Why they did not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdict, and the head on which it rests."""

    verdict: Verdict
    by: Asked | None = None
    """Who has seen more, or another history."""
    missing: int = 0
    """Entries that they have seen and that are not in the copy."""


def judged(asked: Sequence[Asked], size: int, perfect: Perfect) -> Judged:
    """What a copy of *size* entries is worth, given what everybody who was *asked* has seen."""
    told = [each for each in asked if each.size is not None]
    for each in told:
        if each.size and each.size <= size and Frontier.at(each.size, perfect).root() != each.root:
            return Judged(verdict=Verdict.FORKED, by=each)
    newest = max(told, key=lambda each: each.size or 0, default=None)
    if newest is not None and (newest.size or 0) > size:
        return Judged(verdict=Verdict.BEHIND, by=newest, missing=(newest.size or 0) - size)
    if not asked or len(told) < len(asked):
        return Judged(verdict=Verdict.UNKNOWN)
    return Judged(verdict=Verdict.NEWEST)
