"""Watching a record grow: which letters were moved, as hints for whoever is looking at one.

One look asks how far the logs reach; only where one has grown is anything worked out.
A hint proves nothing and may be missed: whoever gets one reads the letter again.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chancery.check.weigh import name_of
from chancery.errors import Unavailable
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution, StatementId
from chancery.registry.tidings import Glance, Tiding, appointments, lapsed, tidings

if TYPE_CHECKING:
    from chancery.registry.ports import Clock, Index
    from chancery.wiring.house import House

BACK = 500
"""Entries of each log that are worked out when the watch begins, for those who come back."""
STRETCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """One letter that was moved: its printed code, where it stands now, and by which entry."""

    code: str
    institution: Institution
    standing: str
    index: int | None
    """The entry's place in our own log; None for another's entry, and for what time alone did."""

    @property
    def octets(self) -> bytes:
        """As an event of a stream (HTML, "Server-sent events", section 9.2.6)."""
        told = {
            "code": self.code,
            "institution": self.institution,
            "standing": self.standing,
            "index": self.index,
        }
        place = "" if self.index is None else f"id: {self.index}\n"
        return f"{place}event: standing\ndata: {json.dumps(told, separators=(',', ':'))}\n\n".encode()


@dataclass(slots=True, kw_only=True)
class Watch:
    """Somebody who looks at the record again and again; not by two threads at once."""

    home: Institution
    index: Index
    clock: Clock
    _reached: dict[Institution, int] = field(default_factory=dict)
    _meetings: list[tuple[Instant, StatementId]] = field(default_factory=list)

    def begin(self) -> Sequence[Glimpse]:
        """What happened lately; from now on `look` tells what is new."""
        for institution in self.index.institutions():
            self._reached[institution] = max(0, self.index.reached(institution) - BACK)
        return self.look()

    @property
    def last(self) -> int:
        """The index of the newest entry of our own log that was looked at."""
        return self._reached.get(self.home, 0) - 1

    def look(self) -> Sequence[Glimpse]:
        """What is new since the last look."""
        found = [*self._by_time()]
        for institution in self.index.institutions():
            found += self._in(institution)
        return found

    def _in(self, institution: Institution) -> Iterator[Glimpse]:
        reached = self.index.reached(institution)
        start = self._reached.setdefault(institution, reached)
        if reached <= start:
            return
        stop = min(reached, start + STRETCH)
        entries = self.index.logged(institution, start, stop)
        later = self.index.logged(institution, stop, reached)
        found = self._hints(entries, later)
        self._appoint(entries)
        self._reached[institution] = stop
        yield from found

    def _hints(self, entries: Sequence[Entry], later: Sequence[Entry]) -> Sequence[Glimpse]:
        """What a stretch moved; nothing where that cannot be worked out, for the pages say it themselves."""
        try:
            return list(self._glimpses(tidings(entries, self._glance(), unheard=later)))
        except Unavailable:
            raise
        except Exception:  # it would be met at every look, and nothing after it would be seen
            return []

    def _by_time(self) -> Iterator[Glimpse]:
        now = self.clock()
        while self._meetings and self._meetings[0][0] <= now:
            at, id = heapq.heappop(self._meetings)
            entry = self.index.entry(id)
            if entry is not None:
                yield from self._glimpses(lapsed(entry, at, self._glance()))

    def _appoint(self, entries: Iterable[Entry]) -> None:
        now = self.clock()
        for entry in entries:
            for at in appointments(entry, self.index):
                if at > now:
                    heapq.heappush(self._meetings, (at, entry.id))

    def _glance(self) -> Glance:
        return Glance(index=self.index, at=self.clock())

    def _glimpses(self, found: Iterable[Tiding]) -> Iterator[Glimpse]:
        for tiding in found:
            entry = self.index.entry(tiding.about)
            if entry is None or tiding.after is None:
                continue
            place = None if tiding.by is None else self.index.position(tiding.by)
            own = place is not None and place[0] == self.home
            yield Glimpse(
                code=name_of(entry).code,
                institution=entry.institution,
                standing=tiding.after.standing,
                index=place[1] if own and place is not None else None,
            )


def open_watch(house: House, clock: Clock) -> Watch:
    """A watch over the record of a house, of which it is told nothing but that."""
    from chancery.wiring.opened import open_index

    index, _ = open_index(house)
    return Watch(home=house.institution, index=index, clock=clock)
