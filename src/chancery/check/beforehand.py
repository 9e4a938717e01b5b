"""What a reader knows before a file is opened, and what they ask for: no file can say that of itself.

The fingerprint of an institution's first charter; whose witnesses are enough; how long
its record was the last time somebody showed it, and for how long it was to be relied upon;
whether it has shown two histories.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chancery.check.freshness import Doubt, Known, as_of, is_ahead, latest
from chancery.log.policy import Policy
from chancery.record.entry import Entry
from chancery.record.state_head import StateHead
from chancery.record.statement import Instant, Institution
from chancery.seal.evidence import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Beforehand:
    """One reader's knowledge and demands."""

    policy: Policy | None = None
    """Whose word is enough, for every institution that has no policy of its own."""
    policies: Mapping[Institution, Policy] = field(default_factory=dict)
    met: Mapping[Institution, int] = field(default_factory=dict)
    """The length of the longest record of each that was ever shown here, with its log's signatures."""
    relied_upon: Mapping[Institution, Instant] = field(default_factory=dict)
    """Until when the newest state head of each may be relied upon, of those that are held here."""
    liars: frozenset[Institution] = frozenset()
    """Those that have been proven to show two histories."""

    def known(
        self, who: Institution, shown: Shown, entries: Iterable[Entry], *, at: Instant, now: Instant
    ) -> Known:
        """
        How far the record of *who* is known from what a file has *shown* of it.

        Asked about *at*, by a clock that shows *now*.  Without a quorum it is known up to where
        it begins: the file may speak of the past, and nobody vouches for any moment.
        """
        held = [entry for entry in entries if entry.institution == who]
        times = [entry.at for entry in held]
        stated = [*times, *(signed.at for signed in shown.checkpoint.by_log if signed.at is not None)]
        beginning = min((Instant(at) for at in times), default=Instant(0))
        # About a moment in the past the clock is not asked.
        ahead = at >= now and any(is_ahead(each, now) for each in stated)
        policy = self.policies.get(who, self.policy)
        found = None if policy is None else as_of(shown.checkpoint.note, policy, now=now)
        vouched = latest(stated, now=now) if policy is None or found is not None else None
        if found is not None and found.at is not None:
            vouched = found.at
        doubt = self._doubt(who, shown, ahead=ahead) or (Doubt.NO_QUORUM if vouched is None else None)
        # Whoever takes the state head out of a file gains no time where one was seen before.
        expires = _expiry(held) or self.relied_upon.get(who)
        return Known(seen=beginning if vouched is None else vouched, expires=expires, doubt=doubt)

    def _doubt(self, who: Institution, shown: Shown, *, ahead: bool) -> Doubt | None:
        if who in self.liars:
            return Doubt.TWO_HISTORIES
        if ahead:
            return Doubt.CLOCK
        return Doubt.NEWER_HEAD if self.met.get(who, 0) > shown.checkpoint.head.size else None


def _expiry(held: Iterable[Entry]) -> Instant | None:
    """Until when the newest state head among them speaks; None: there is none."""
    heads = [(entry.order, entry.act.expires) for entry in held if isinstance(entry.act, StateHead)]
    return max(heads)[1] if heads else None


NOTHING = Beforehand()
"""Of whoever has seen nothing before and asks for no witness."""
