"""The charter in charge, which every step at the Desk asks for and which seldom changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chancery.record.charter import Charter
from chancery.record.entry import Entry
from chancery.record.preflight import charter_in_charge
from chancery.record.statement import Instant, Institution


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was found last, and all that it was worked out from."""

    charters: tuple[Entry, ...]
    now: Instant
    charter: Charter | None


class InCharge:
    """
    Which charter of an institution is in charge, worked out once for the same charters and moment.

    Both are brought each time: what was found for others, or a second ago, is never given again.
    """

    def __init__(self, institution: Institution) -> None:
        self._institution = institution
        self._last: _Found | None = None

    def among(self, charters: Sequence[Entry], now: Instant) -> Charter | None:
        """The newest of these that surely counts now; None if none does."""
        found = self._last  # looked at once: another thread may put its own there meanwhile
        if found is None or found.now != now or not _the_same(found.charters, charters):
            charter = charter_in_charge(self._institution, charters, now)
            self._last = found = _Found(charters=tuple(charters), now=now, charter=charter)
        return found.charter


def _the_same(some: Sequence[Entry], others: Sequence[Entry]) -> bool:
    """By being the same entries, not like them: it takes no time, and errs only by working it out again."""
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))
