"""Whose word is enough for this house: policies that it owns as a reader, and what they find vouched for.

    policy = "policy.txt"                 in chancery.toml: for every register that is followed
    [follow."mod.example"]
    policy = "of-mod.txt"                 for that one instead

A policy is a file of C2SP tlog-policy (`chancery.log.policy`), read when a process begins.
One for the whole house speaks of our own record too if it names our own log.  What a
policy once found vouched for is remembered beside the mirror, as the note that says so:

    mirror/<domain>/witnessed             the newest head for which a quorum vouched
    witnessed                             the same of our own log
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.check.freshness import AsOf, Doubt, Known, as_of
from chancery.errors import Malformed
from chancery.log.policy import NONE, Policy
from chancery.record.statement import Instant, Institution
from chancery.wiring.put_back import put_back
from chancery.wiring.remembered import keep_in, proof_against
from chancery.wiring.settings import octets_of

if TYPE_CHECKING:
    from chancery.registry.how_far import Newest
    from chancery.registry.ports import Index
    from chancery.wiring.house import House

WITNESSED = "witnessed"
MOST_OCTETS = 1 << 20
"""The largest policy that is read: room for thousands of witnesses."""
MOST_CHECKED = 1_000
"""Notes of which it is remembered what they are worth; a note has some thousands of octets."""


def read_policy(place: Path) -> Policy:
    """
    The policy in a file.

    Raises `Unavailable` where it cannot be read, `Malformed` for what is no policy, or for one
    that names no log, which nothing could ever meet.
    """
    octets = octets_of(place)
    if len(octets) > MOST_OCTETS:
        raise Malformed(f"{place} is no policy: it is larger than {MOST_OCTETS} octets.")
    try:
        policy = Policy.parse(octets)
    except Malformed as fault:
        raise Malformed(f"{place} is no policy. {fault}") from fault
    if not policy.logs:
        raise Malformed(f"{place} names no log, so nothing could ever meet it.")
    return policy


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPolicies:
    """The policies of a house, parsed."""

    general: Policy | None = None
    each: Mapping[Institution, Policy] = field(default_factory=dict)
    own: Policy | None = None
    """For our own record: the general one, where it names our log."""

    @classmethod
    def of(cls, house: House) -> ReadingPolicies:
        """As the settings name them; raises as `read_policy` does."""
        general = None if house.policy is None else read_policy(house.policy)
        own = general if general is not None and general.keys_of_log(house.origin) else None
        each = {who: read_policy(one.policy) for who, one in house.follow.items() if one.policy is not None}
        return cls(general=general, each=each, own=own)

    def policy_for(self, who: Institution) -> Policy | None:
        """For a register that is followed; None: its own word is enough."""
        return self.each.get(who, self.general)


def witnessed(house: House, who: Institution) -> bytes | None:
    """The remembered head of that register for which a quorum vouched; None if there never was one."""
    try:
        return (_folder(house, who) / WITNESSED).read_bytes()
    except FileNotFoundError:
        return None


def remember_witnessed(house: House, who: Institution, note: bytes, policy: Policy, *, now: Instant) -> None:
    """Remember a head for which a quorum vouches, unless one is remembered that speaks for later."""
    before, found = witnessed(house, who), as_of(note, policy, now=now)
    if found is None or before == note:
        return
    known = None if before is None else as_of(before, policy, now=now)
    if known is None or _later(found, known):
        keep_in(_folder(house, who), WITNESSED, note, house=house)


def remember_own(house: House, note: bytes, *, now: Instant) -> None:
    """Remember the head of our own log that witnesses have just signed, where the house asks for them."""
    policy = ReadingPolicies.of(house).own
    if policy is not None:
        remember_witnessed(house, house.institution, note, policy, now=now)


def _later(one: AsOf, other: AsOf) -> bool:
    return (one.at or 0, one.size) > (other.at or 0, other.size)


def _folder(house: House, who: Institution) -> Path:
    return house.folder if who == house.institution else house.mirror(who)


# ── what is vouched for ──────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """
    What a house's policies find vouched for, and what is proven against anybody: at any moment.

    Signatures under a note are checked once, and again when another note lies there.
    """

    house: House
    policies: ReadingPolicies
    _checked: dict[tuple[Institution, bytes], AsOf] = field(default_factory=dict)

    def __call__(self, now: Instant, index: Index, newest: Newest) -> Mapping[Institution, Known]:
        """By institution, of those of which a policy or a proof says something."""
        home = self.house.institution
        head = None if self.policies.own is None else newest()
        shown = None if head is None else head.checkpoint
        found = {
            who: self._known(who, self.policies.policy_for(who), index, (witnessed(self.house, who),), now)
            for who in self.house.follow
        }
        # Of another's log only that counts under which it was taken in; of ours what is shown, too.
        own = self._known(home, self.policies.own, index, (shown, witnessed(self.house, home)), now)
        found[home] = _narrower(own, put_back(self.house, newest))
        return {who: known for who, known in found.items() if known is not None}

    def _known(
        self,
        who: Institution,
        policy: Policy | None,
        index: Index,
        notes: Iterable[bytes | None],
        now: Instant,
    ) -> Known | None:
        doubt = Doubt.TWO_HISTORIES if proof_against(self.house, who) is not None else None
        read = now if who == self.house.institution else index.seen(who) or _beginning(index, who)
        if policy is None:
            return None if doubt is None else Known(seen=read, doubt=doubt)
        found = [each for note in notes if note and (each := self._as_of(note, who, policy, now))]
        if not found:
            return Known(seen=_beginning(index, who), size=0, doubt=doubt or Doubt.NO_QUORUM)
        if policy.quorum == NONE:
            return Known(seen=read, doubt=doubt)
        newest = Instant(max(each.at or 0 for each in found))
        return Known(seen=newest, size=max(each.size for each in found), doubt=doubt)

    def _as_of(self, note: bytes, who: Institution, policy: Policy, now: Instant) -> AsOf | None:
        kept = self._checked.get((who, note))
        if kept is not None and (kept.at or 0) <= now:
            return kept
        found = as_of(note, policy, now=now)
        if found is not None:
            if len(self._checked) > MOST_CHECKED:
                self._checked.clear()
            self._checked[who, note] = found
        return found


def _narrower(own: Known | None, restored: Known | None) -> Known | None:
    """What a policy finds of our own record, and no more than a copy that was put back may say."""
    if own is None or restored is None:
        return own or restored
    return replace(own, seen=min(own.seen, restored.seen), doubt=own.doubt or restored.doubt)


def _beginning(index: Index, who: Institution) -> Instant:
    """The log time of its first charter: the earliest of which a record can be known to speak."""
    return min((entry.at for entry in index.charters(who)), default=Instant(0))


def vouched_for(house: House) -> Vouched:
    """What is vouched for in this house; raises as `read_policy` does."""
    return Vouched(house=house, policies=ReadingPolicies.of(house))
