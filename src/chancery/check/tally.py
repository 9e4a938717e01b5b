"""Sightings added up: what was seen of each letter, hour by hour, and when it was first seen.

They are hints.  Only those who agreed are counted, anybody may send as many as they like,
and a copy that nobody checked was never seen at all.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from chancery.check.sighting import Seen, Sighting
from chancery.record.statement import Instant, StatementId

HOUR = 3_600
NEWEST = 200
"""Single sightings that are kept to be shown; the rest is counted only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """When a letter, or a copy of none, was first seen at all, and first seen with other words."""

    at_all: Instant
    altered: Instant | None = None

    def with_one_more(self, sighting: Sighting) -> First:
        """The same, one sighting later; they need not come in order."""
        altered = self.altered
        if sighting.seen is Seen.ALTERED:
            altered = sighting.at if altered is None else min(altered, sighting.at)
        return First(at_all=min(self.at_all, sighting.at), altered=altered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """How often one letter, or none, was seen in one manner in one hour."""

    begins: Instant
    letter: StatementId | None
    seen: Seen
    count: int


@dataclass(slots=True)
class Tally:
    """Sightings as they come in, added up."""

    newest: deque[Sighting] = field(default_factory=lambda: deque(maxlen=NEWEST))
    _hours: Counter[tuple[Instant, StatementId | None, Seen]] = field(default_factory=Counter)
    _letters: dict[StatementId, First] = field(default_factory=dict)
    _copies: dict[bytes, First] = field(default_factory=dict)

    def add(self, sightings: Iterable[Sighting]) -> None:
        """Count them in."""
        for each in sightings:
            self._hours[Instant(each.at - each.at % HOUR), each.letter, each.seen] += 1
            if each.letter is not None:
                self._letters[each.letter] = _first(self._letters.get(each.letter), each)
            self._copies[each.digest] = _first(self._copies.get(each.digest), each)
            if each.seen is not Seen.AS_REGISTERED:
                self.newest.append(each)

    def hours(self, *, since: Instant) -> Iterator[Hour]:
        """Hour by hour from that moment on, the newest hour first; hours without a sighting are left out."""
        rows = [row for row in self._hours.items() if row[0][0] + HOUR > since]
        rows.sort(key=lambda row: (-row[0][0], row[0][1] or "", row[0][2]))
        for (begins, letter, seen), count in rows:
            yield Hour(begins=begins, letter=letter, seen=seen, count=count)

    def first_of(self, letter: StatementId) -> First | None:
        """When a letter was first seen; None if nobody told of it."""
        return self._letters.get(letter)

    def first_of_copies(self, digests: Iterable[bytes]) -> First | None:
        """When any of these very copies was first seen."""
        found = [first for digest in digests if (first := self._copies.get(digest)) is not None]
        return min(found, key=lambda first: first.at_all) if found else None

    def by_seen(self) -> Mapping[Seen, int]:
        """How many there are in each manner."""
        total: Counter[Seen] = Counter()
        for (_, _, seen), count in self._hours.items():
            total[seen] += count
        return total


def _first(known: First | None, sighting: Sighting) -> First:
    return (known or First(at_all=sighting.at)).with_one_more(sighting)
