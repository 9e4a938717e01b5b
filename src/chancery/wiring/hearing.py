"""A reader with a memory: what a place where people check learns from the files they bring.

    heard         compares every head in a file with what is held of its log, and remembers it
    beforehand    what is known and asked for when the next file is weighed

A contradiction is kept as a proof at once, and from then on the register is not believed.
An older head than one that is remembered changes no memory, and is told as old.  Nothing
goes over the network here: whoever follows asks the register later (`compared_with_met`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.check.beforehand import Beforehand
from chancery.errors import Malformed, SplitView, Unavailable, Untrusted
from chancery.log.checkpoint import claimed_head, open_full_checkpoint
from chancery.log.vkey import VerifierKey
from chancery.net.meeting import lie_between
from chancery.record.statement import Institution
from chancery.registry.counting import newest_state
from chancery.wiring.met import MET, HeadsMet
from chancery.wiring.reading_policy import ReadingPolicies, read_policy
from chancery.wiring.remembered import keep_proof, last_seen, proof_against
from chancery.wiring.storage import files_of

if TYPE_CHECKING:
    from chancery.log.checkpoint import SignedCheckpoint
    from chancery.log.policy import Policy
    from chancery.log.tile import Read
    from chancery.registry.opening import Opening
    from chancery.registry.ports import Index
    from chancery.seal.evidence import CheckedEvidence, Shown
    from chancery.wiring.house import House

CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A reader without a house, who remembers nothing and asks for the witnesses of one policy, if any."""

    policy: Policy | None = None

    def heard(self, evidence: CheckedEvidence) -> frozenset[Institution]:
        """Nothing is compared, so nobody is caught."""
        return frozenset()

    def beforehand(self) -> Beforehand:
        """Only whose word is enough."""
        return Beforehand(policy=self.policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """The memory of a house, as whoever answers there uses it."""

    house: House
    index: Index
    opening: Opening
    policies: ReadingPolicies = field(default_factory=ReadingPolicies)

    @property
    def met(self) -> HeadsMet:
        """The heads that wait to be compared."""
        return HeadsMet(folder=self.house.folder / MET)

    def heard(self, evidence: CheckedEvidence) -> frozenset[Institution]:
        """
        Compare and remember the heads in a file; those are returned whose register it proves to lie.

        A place that may not write still compares and tells; it only remembers nothing.
        """
        return frozenset(who for who, shown in evidence.shown.items() if self._contradicts(who, shown))

    def _contradicts(self, who: Institution, shown: Shown) -> bool:
        keys = self._keys(who, shown)
        if keys is None:
            return False
        note = shown.checkpoint.note
        for held in self._held(who):
            proof = lie_between(note, held, self._tiles(who), keys)
            if proof is not None:
                if proof_against(self.house, who) is None:  # one is enough; else whoever lies fills our disk
                    with suppress(Unavailable):
                        keep_proof(self.house, who, proof)
                return True
        if shown.checkpoint.head.size > self._reach(who):
            with suppress(Unavailable):
                self.met.keep(who, note)
        return False

    def _keys(self, who: Institution, shown: Shown) -> tuple[VerifierKey, ...] | None:
        """The keys of the log that is known here under that name, if they signed; else it is another's."""
        if who != self.house.institution and who not in self.house.follow:
            return None
        reading = self.opening.reading(who)
        register = reading.register or reading.genesis
        if register is None or shown.first_charter != reading.first_charter:
            return None
        keys = tuple(VerifierKey.parse(line) for line in register.log)
        try:
            open_full_checkpoint(shown.checkpoint.note, register.origin, keys)
        except (Malformed, Untrusted):
            return None
        return keys

    def _held(self, who: Institution) -> Iterator[bytes]:
        """The newest head that is remembered, and those that were met and reach beyond it."""
        own = who == self.house.institution
        seen = self._tiles(who)(CHECKPOINT) if own else last_seen(self.house, who)
        yield from () if seen is None else (seen,)
        yield from reversed(list(self.met.of(who).values()))

    def _tiles(self, who: Institution) -> Read:
        return files_of(self.house, who)

    def _reach(self, who: Institution) -> int:
        return max((claimed_head(note).size for note in self._held(who)), default=0)

    def beforehand(self) -> Beforehand:
        """The policies of the house, the longest record and the newest state head of each, and the liars."""
        known = (self.house.institution, *self.house.follow)
        return Beforehand(
            policy=self.policies.general,
            policies=self.policies.each,
            met={who: self._reach(who) for who in known},
            relied_upon={who: state.expires for who in known if (state := newest_state(who, self.index))},
            liars=frozenset(who for who in known if proof_against(self.house, who) is not None),
        )


def compared_with_met(house: House, who: Institution, found: SignedCheckpoint, tiles: Read) -> None:
    """
    Compare the head that was just *found* good with those that were met and waited for it.

    One that it reaches beyond is forgotten.  Raises `SplitView` where two of them cannot both
    be true, the proof having been kept.
    """
    met = HeadsMet(folder=house.folder / MET)
    for name, note in met.of(who).items():
        _refuse_lie(house, who, note, found, tiles)
        if claimed_head(note).size <= found.head.size:
            met.forget(who, name)


def compared_with_witnesses(
    house: House, who: Institution, found: SignedCheckpoint, tiles: Read, policy: Policy
) -> None:
    """
    Compare the head that was just *found* good with what the reader's own witnesses say they saw.

    A longer one is kept, as if a file had brought it.  Raises as `compared_with_met` does.
    """
    from chancery.net.monitoring import heads_at_witnesses

    keys = [signed.key for signed in found.by_log]
    for seen in heads_at_witnesses(policy.witnesses, found.head.origin, keys):
        _refuse_lie(house, who, seen.note, found, tiles)
        if seen.head.size > found.head.size:
            with suppress(Unavailable):
                HeadsMet(folder=house.folder / MET).keep(who, seen.note)


def _refuse_lie(house: House, who: Institution, note: bytes, found: SignedCheckpoint, tiles: Read) -> None:
    proof = lie_between(note, found.note, tiles, [signed.key for signed in found.by_log])
    if proof is not None:
        place = keep_proof(house, who, proof)
        raise SplitView(f"{who} has shown two histories: somebody else was shown another. See {place}.")


@cache
def counter_hearing() -> Hearing | Silent:
    """The memory of the public process; CHANCERY_HOME names its house."""
    home = os.environ.get("CHANCERY_HOME", "")
    return hearing_of(Path(home)) if home else Silent()


def hearing_of(folder: Path) -> Hearing:
    """The memory of the house in *folder*; raises `Unavailable` or `Malformed` as its settings do."""
    from chancery.wiring.house import House

    return hearing(House.read(folder))


def hearing(house: House, *, alias: str = "record:hearing") -> Hearing:
    """The memory of a house, with its policies read."""
    from chancery.wiring.opened import open_index

    index, opening = open_index(house, alias=alias)
    return Hearing(house=house, index=index, opening=opening, policies=ReadingPolicies.of(house))


def reader_for(house: House | None, asked: Path | None) -> Hearing | Silent:
    """Whoever checks here: with the memory and the policies of a house, or with the policy *asked* for."""
    if house is not None:
        return hearing(house)
    return Silent(policy=None if asked is None else read_policy(asked))
