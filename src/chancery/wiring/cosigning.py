"""Collecting the cosignatures of a house's witnesses, and remembering who is missing since when.

A log shows what it has: no witness can silence it by refusing.  Whose signatures are
enough is for each reader's policy to say; here the absent are only named.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from chancery.errors import ChanceryError, Conflict, Malformed, Unavailable
from chancery.record.statement import Instant
from chancery.wiring.at_once import all_within
from chancery.wiring.chance import system_clock
from chancery.wiring.drift import note_drift
from chancery.wiring.house import House
from chancery.wiring.reading_policy import remember_own

if TYPE_CHECKING:
    from chancery.net.witnesses import Cosigned, Submission, Witness
    from chancery.registry.ports import Head
    from chancery.registry.registry import Registry

PRESENCES = "witnesses.json"
DEADLINE = 15
"""Seconds after which what was signed is shown, whoever has not answered yet."""
ATTEMPTS = 3
"""How often all are asked because the log grew while they were signing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """How a witness stands to a log, as the log remembers it."""

    size: int = 0
    """The entries it had seen when it last signed; 0 before it ever did."""
    signed: int | None = None
    """When it last signed, by its own clock, in Unix seconds; None if it never did."""
    missing_since: int | None = None
    """When it was first asked in vain after that; None while it signs."""
    trouble: str = ""
    """Why it did not sign, in a sentence."""

    def after(self, outcome: Cosigned | ChanceryError, size: int, now: int) -> Presence:
        """The same, after it was asked once more."""
        if not isinstance(outcome, ChanceryError):
            return Presence(size=size, signed=outcome.at)
        since = now if self.missing_since is None else self.missing_since
        return replace(self, missing_since=since, trouble=str(outcome))


def cosign(
    house: House, registry: Registry, *, clock: Callable[[], int] = system_clock
) -> Mapping[str, Presence]:
    """
    Ask every witness of *house* to cosign the newest checkpoint, and show it with what they signed.

    What one of them refuses or fails to do is told in its `Presence` and stops nothing.
    Raises `Conflict` if the log grew each time while they were signing.
    """
    for _ in range(ATTEMPTS):
        try:
            return _cosigned_once(house, registry, clock())
        except Conflict:
            continue
    raise Conflict("The log grew each time while its witnesses were signing; try once more later.")


def _cosigned_once(house: House, registry: Registry, now: int) -> Mapping[str, Presence]:
    head, before = registry.head(), presences(house)
    outcomes = _asked(house, head, before, now)
    after = {
        name: before.get(name, Presence()).after(outcome, head.size, now)
        for name, outcome in outcomes.items()
    }
    _remember(house, after)
    note_drift(house, _times(outcomes.values()), now)
    lines = [line for each in outcomes.values() if not isinstance(each, ChanceryError) for line in each.lines]
    if lines:
        remember_own(house, registry.cosigned(lines, of=head).checkpoint, now=Instant(now))
    return after


def _times(outcomes: Iterable[Cosigned | ChanceryError]) -> Iterator[int]:
    """What time it is, as those say who answered; a line that counts for nothing still tells the time."""
    from chancery.net.witnesses import AheadOfUs

    for each in outcomes:
        if not isinstance(each, ChanceryError) or isinstance(each, AheadOfUs):
            yield each.at


def presences(house: House) -> Mapping[str, Presence]:
    """How its witnesses stood when they were last asked; where that was lost, they tell the size again."""
    try:
        kept = json.loads((house.folder / PRESENCES).read_bytes())
        return {name: Presence(**each) for name, each in kept.items() if name in house.witnesses}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _asked(
    house: House, head: Head, before: Mapping[str, Presence], now: int
) -> Mapping[str, Cosigned | ChanceryError]:
    """All at once, until the deadline: one that is slow or hangs keeps no other waiting, nor the log."""
    submission = _submission(house, head)

    def outcome(name: str) -> Cosigned | ChanceryError:
        from chancery.net.witnesses import ask

        try:
            last = before.get(name, Presence()).size
            return ask(_witness(house, name), submission, last=last, now=now)
        except ChanceryError as trouble:
            return trouble

    answers = all_within(DEADLINE, {name: partial(outcome, name) for name in house.witnesses})
    late = Unavailable(f"It had not answered after {DEADLINE} seconds; the others were not kept waiting.")
    return {name: answers.get(name, late) for name in house.witnesses}


def _submission(house: House, head: Head) -> Submission:
    from chancery.log.head import TreeHead
    from chancery.log.tile import HashesFromTiles
    from chancery.net.witnesses import Submission
    from chancery.wiring.storage import files_of

    # From the files that everybody is shown: what a witness compares is what readers will compare.
    perfect = HashesFromTiles(files_of(house, house.institution), head.size)
    tree = TreeHead(origin=house.origin, size=head.size, root=head.root)
    return Submission(note=head.checkpoint, head=tree, perfect=perfect)


def _witness(house: House, name: str) -> Witness:
    """Raises `Malformed` for a key that is none, or that signs without a time."""
    from chancery.log.vkey import VerifierKey
    from chancery.net.witnesses import Witness

    written = house.witnesses[name]
    keys = tuple(VerifierKey.parse(line) for line in written.vkeys)
    if not all(key.kind.is_timed for key in keys):
        raise Malformed(f"The settings give {name} a key that signs without a time; no witness does.")
    return Witness(name=name, url=written.url, keys=keys)


def _remember(house: House, after: Mapping[str, Presence]) -> None:
    """Replaced whole; if it is lost, nothing is but the moments since when somebody is missing."""
    place = house.folder / PRESENCES
    unfinished = place.with_name(f"{PRESENCES}.{os.getpid()}.unfinished")
    kept: dict[str, Any] = {name: asdict(each) for name, each in after.items()}
    unfinished.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    os.replace(unfinished, place)
