"""How far each record that is held here is known, worked out anew for every question.

Four things have a say: up to when it was followed; what the reader's policy finds vouched
for, or some proof against it (`Vouching`, from outside); the expiry of its newest state
head; and the clock here, which may be wrong.  Our own record is always seen up to now,
unless our own policy asks for witnesses of it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from chancery.check.freshness import Doubt, Known, is_ahead
from chancery.record.state_head import StateHead
from chancery.record.statement import Instant, Institution
from chancery.registry.ports import Head, Index

Newest = Callable[[], Head | None]
"""Gives the head that our own log last signed."""

Vouching = Callable[[Instant, Index, Newest], Mapping[Institution, Known]]
"""
What is vouched for at that moment, of the institutions whose own word is not enough for somebody here.

The index is what is held of all.
"""


def nobody(*_: object) -> Mapping[Institution, Known]:
    """No policy, and nothing proven against anybody."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class HowFar:
    """How far the records in one index are known; *newest* is the head that our own log last signed."""

    home: Institution
    index: Index
    vouching: Vouching = nobody
    newest: Newest = lambda: None
    _expiries: dict[Institution, tuple[int, Instant | None]] = field(default_factory=dict)
    """Until when each newest state head speaks, by how much of the log was held when it was looked up."""
    _signed: dict[int, Instant] = field(default_factory=dict)
    """When our own log had last signed, by how long it was: it need not be asked for every question."""

    def known(self, now: Instant) -> Mapping[Institution, Known]:
        """
        Every record that is followed, and our own where something limits it.

        On a machine whose clock stands before what it holds, none is fit to speak of the present:
        what has ended or was disowned since lies in a future that the clock has not reached.
        """
        vouched, extent = self.vouching(now, self.index, self.newest), self.index.extent()
        found = {
            who: self._followed(who, reached, seen, vouched.get(who))
            for who, reached, seen in extent
            if seen is not None and who != self.home
        }
        if self.home in vouched:
            found[self.home] = vouched[self.home]
        own = next((reached for who, reached, _ in extent if who == self.home), 0)
        if not any(is_ahead(at, now) for at in (self._own(own), *(each.seen for each in found.values()))):
            return found
        behind = {**found, self.home: found.get(self.home, Known(seen=now))}
        return {who: replace(each, doubt=each.doubt or Doubt.CLOCK) for who, each in behind.items()}

    def _followed(self, who: Institution, reached: int, seen: Instant, vouched: Known | None) -> Known:
        expires = self._expiry(who, reached)
        return Known(seen=seen, expires=expires) if vouched is None else replace(vouched, expires=expires)

    def _own(self, reached: int) -> Instant:
        if reached not in self._signed:
            head = self.newest()
            self._signed.clear()
            self._signed[reached] = Instant(0) if head is None else head.at
        return self._signed[reached]

    def _expiry(self, who: Institution, reached: int) -> Instant | None:
        kept = self._expiries.get(who)
        if kept is None or kept[0] != reached:
            newest = self.index.newest_state(who)
            head = None if newest is None else newest.act
            kept = reached, head.expires if isinstance(head, StateHead) else None
            self._expiries[who] = kept
        return kept[1]
