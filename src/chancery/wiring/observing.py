"""Putting on our record what we see of the registers that we follow, and reading what they say they see.

Once a day, for each register that is followed: the newest head that was found good here.
What others have put on record of our own log, or of one that we follow, is compared with
the files that lie here.  A contradiction is kept with everything it takes to look into it:

    equivocation/<domain>-seen-by-<domain>-<entries>.contradiction
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.check.freshness import stated_by_log
from chancery.errors import ChanceryError, Malformed, SplitView, Unavailable, Untrusted
from chancery.log.checkpoint import claimed_head, open_full_checkpoint
from chancery.log.lines import to_base64
from chancery.log.path import consistency_path
from chancery.log.tile import HashesFromTiles
from chancery.log.vkey import VerifierKey
from chancery.record.observed import Observed
from chancery.record.statement import Instant, Institution
from chancery.registry.act import Act
from chancery.registry.observing import DAY, Contradiction, contradictions, is_due
from chancery.seal.register_form import write_observed
from chancery.wiring.chance import fresh_id
from chancery.wiring.remembered import keep_in, last_seen, proof_against
from chancery.wiring.storage import files_of

if TYPE_CHECKING:
    from chancery.registry.opening import Opening
    from chancery.registry.ports import Index
    from chancery.registry.registry import Registry
    from chancery.wiring.house import House

HEADER = "chancery-contradiction/1"
SUFFIX = ".contradiction"
LOOK = 60
"""Seconds between two looks at whether a day has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observing:
    """A house that looks at others: *registry* with its pen, and what it holds of them."""

    house: House
    registry: Registry
    index: Index
    opening: Opening
    _next: list[Instant] = field(default_factory=lambda: [Instant(0)])

    def round(self) -> None:
        """What a courier does every second, nearly always nothing; raises `SplitView` for what must alarm."""
        now = self.registry.now()
        if now < self._next[0]:
            return
        self._next[0] = Instant(now + LOOK)
        alarms = self.alarms() if self.observe() else ()
        if alarms:
            raise SplitView(" ".join(alarms))

    def observe(self) -> tuple[Institution, ...]:
        """
        Put on record what was not put there for a day; returns of whom.

        A register that was proven to lie is not observed: the proof says more.
        """
        now = self.registry.now()
        done = []
        for who in self.house.follow:
            last = self.index.last_observed(who, self.house.institution)
            seen = self._seen(who, now) if is_due(last, now) else None
            if seen is not None:
                key = f"observed/{who}/{now // DAY}/{seen.size}"
                self.registry.perform(Act(octets=write_observed(seen), approvals=(), key=key))
                done.append(who)
        return tuple(done)

    def _seen(self, who: Institution, now: Instant) -> Observed | None:
        note, reading = last_seen(self.house, who), self.opening.reading(who)
        register = reading.register or reading.genesis
        if note is None or register is None or proof_against(self.house, who) is not None:
            return None
        keys = [VerifierKey.parse(line) for line in register.log]
        try:
            checkpoint = open_full_checkpoint(note, register.origin, keys)
        except (Malformed, Untrusted):
            return None  # by keys of a charter that is not taken in yet; the others are not kept waiting
        return Observed(
            id=fresh_id(self.house.institution),
            institution=self.house.institution,
            of=who,
            origin=register.origin,
            size=checkpoint.head.size,
            root=checkpoint.head.root,
            signed_at=stated_by_log(checkpoint, now=now) or self.index.seen(who) or now,
            first_charter=reading.first_charter,
        )

    # What others say they saw

    def alarms(self) -> tuple[str, ...]:
        """For each contradiction a sentence, with where the material lies."""
        return tuple(
            f"The record of {found.by} says that the first {found.size} entries of {found.of} are others "
            f"than those held here: one of the two was shown another history. See {self._kept(found)}."
            for found in self._contradictions()
        )

    def _contradictions(self) -> Iterator[Contradiction]:
        for who in (self.house.institution, *self.house.follow):
            note = self._head(who)
            if note is None:
                continue
            head = claimed_head(note)
            hashes = HashesFromTiles(files_of(self.house, who), head.size)
            with suppress(Unavailable, Malformed):  # files that are not here contradict nobody
                yield from contradictions(who, self.index, head, hashes)

    def _head(self, who: Institution) -> bytes | None:
        if who == self.house.institution:
            with suppress(ChanceryError):
                return self.registry.head().checkpoint
            return None
        return last_seen(self.house, who)

    def _kept(self, found: Contradiction) -> Path:
        name = f"{found.of}-seen-by-{found.by}-{found.size}{SUFFIX}"
        place = self.house.equivocation / name
        if not place.exists():
            keep_in(self.house.equivocation, name, self._material(found), house=self.house)
        return place

    def _material(self, found: Contradiction) -> bytes:
        """
        The entry that says the one thing, and the head with the path that says the other.

        The entry is signed by whoever observed, the head by the log that was observed: whoever
        reads both needs nobody's word.
        """
        note = self._head(found.of) or b""
        size = claimed_head(note).size
        hashes = HashesFromTiles(files_of(self.house, found.of), size)
        position = self.index.position(found.entry.id)
        octets = b"" if position is None else self._entry(found.by, position[1])
        lines = [
            HEADER,
            f"of {found.of}",
            f"by {found.by}",
            f"index {-1 if position is None else position[1]}",
            f"size {found.size}",
            f"said {to_base64(found.said)}",
            f"begins {to_base64(found.held)}",
            *map(to_base64, consistency_path(found.size, size, hashes) if found.size < size else ()),
            f"entry {to_base64(octets)}",
        ]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + note

    def _entry(self, by: Institution, place: int) -> bytes:
        from chancery.log.tile import FULL, stored_entries

        note = last_seen(self.house, by)
        size = place + 1 if note is None else claimed_head(note).size
        return stored_entries(place // FULL, size, files_of(self.house, by))[place % FULL]


def observing(house: House, registry: Registry, *, alias: str = "record:observing") -> Observing:
    """Whoever looks at others for a house; *registry* is opened with its pen."""
    from chancery.wiring.opened import open_index

    index, opening = open_index(house, alias=alias)
    return Observing(house=house, registry=registry, index=index, opening=opening)
