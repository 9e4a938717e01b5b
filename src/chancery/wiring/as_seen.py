"""How our record, and those that are followed, look from outside: who has cosigned, who is missing.

What the public may see of it: names, moments and numbers of entries.  Why a witness did
not sign names its address, and is told to whoever runs the house alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.check.freshness import Doubt, Known
from chancery.errors import ChanceryError
from chancery.record.statement import Instant, Institution
from chancery.registry.observing import SeenBy, seen_by

if TYPE_CHECKING:
    from chancery.registry.ports import Index
    from chancery.registry.registry import Registry
    from chancery.wiring.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessSeen:
    """One witness of our log."""

    name: str
    size: int
    """The entries it had seen when it last signed."""
    signed: Instant | None
    """When that was, by its own clock; None: it never did."""
    missing_since: Instant | None
    """Since when it is asked in vain; None: it signs."""
    asked: bool
    """Whether it was asked at all yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSeen:
    """One record, ours or another's, as it is held here."""

    institution: Institution
    size: int
    seen: Instant | None
    """Up to when it is known here; None: it was not read yet."""
    doubt: Doubt | None
    observed: tuple[SeenBy, ...]
    """Who else has put it on their own record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsSeen:
    """All of it at one moment."""

    now: Instant
    origin: str
    signed: Instant | None
    """When our log last stood by its record."""
    own: RecordSeen
    witnesses: tuple[WitnessSeen, ...]
    asks: bool
    """Whether our own policy asks for witnesses of our own record."""
    others: tuple[RecordSeen, ...]


def as_seen(house: House, registry: Registry, index: Index) -> AsSeen:
    """How it all looks now."""
    known, held = registry.known(), {who: (reached, seen) for who, reached, seen in index.extent()}
    now, home = registry.now(), house.institution
    return AsSeen(
        now=now,
        origin=house.origin,
        signed=_signed(registry),
        own=_record(home, index, held, known, now),
        witnesses=tuple(_witnesses(house)),
        asks=home in known and known[home].size is not None,
        others=tuple(_record(who, index, held, known, now) for who in sorted(house.follow)),
    )


def _signed(registry: Registry) -> Instant | None:
    try:
        return registry.head().at
    except ChanceryError:
        return None


def _record(
    who: Institution,
    index: Index,
    held: Mapping[Institution, tuple[int, Instant | None]],
    known: Mapping[Institution, Known],
    now: Instant,
) -> RecordSeen:
    limit = known.get(who)
    reached, seen = held.get(who, (0, None))
    return RecordSeen(
        institution=who,
        size=reached,
        seen=seen if limit is None else min(now, limit.until),
        doubt=None if limit is None else limit.doubt_at(now),
        observed=seen_by(who, index),
    )


def _witnesses(house: House) -> list[WitnessSeen]:
    from chancery.wiring.cosigning import Presence, presences

    kept = presences(house)
    return [
        WitnessSeen(
            name=name,
            size=found.size,
            signed=None if found.signed is None else Instant(found.signed),
            missing_since=None if found.missing_since is None else Instant(found.missing_since),
            asked=name in kept,
        )
        for name in house.witnesses
        for found in (kept.get(name, Presence()),)
    ]


@cache
def _opened(home: str) -> tuple[House, Registry, Index]:
    from chancery.wiring.house import House
    from chancery.wiring.opened import counter_registry, open_index

    house = House.read(Path(home))
    index, _ = open_index(house, alias="record:as-seen")
    return house, counter_registry(), index


def counter_as_seen() -> AsSeen | None:
    """What the public process shows; None where no house is named, so nothing is known of witnesses."""
    home = os.environ.get("CHANCERY_HOME", "")
    return as_seen(*_opened(home)) if home else None
