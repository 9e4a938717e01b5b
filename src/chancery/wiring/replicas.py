"""Read replicas: asked only where they stand as far as the world has been shown.

    replicas = ["postgresql:///record?host=/run/replica"]      in chancery.toml, beside `record`

A replica follows its primary some way behind, and an answer from behind says that a letter stands
which was taken back a moment ago.  So before each question a replica is held to what is published:
the sizes in our own checkpoint and in the kept checkpoint of every register that is followed, which
are files and no database.  A replica whose index has not reached all of them is not asked, nor one
that does not answer; then the primary is.  A replica only ever goes on, so what it had reached before
the question it has reached in the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from chancery.errors import Malformed, Unavailable
from chancery.record.statement import Institution
from chancery.wiring.storage import files_of

if TYPE_CHECKING:
    from chancery.registry.registry import Registry
    from chancery.wiring.house import House

AGAIN = 5.0
"""Seconds for which a replica that failed is left alone."""

_NUMBERS = count(1)

Published = Callable[[], Mapping[Institution, int]]
"""How many entries of each institution's log the world has been shown, or we have kept."""


def replicas_of(value: object, record: Path | str, place: Path) -> tuple[str, ...]:
    """The replicas in the settings; raises `Malformed` for anything but addresses beside an address."""
    if not isinstance(value, list) or not all(isinstance(each, str) and "://" in each for each in value):
        raise Malformed(f"In {place}, the replicas are a list of postgresql:// addresses.")
    if value and isinstance(record, Path):
        raise Malformed(f"In {place}, replicas follow a record in PostgreSQL; this one is in a folder.")
    return tuple(value)


def published_of(house: House) -> Published:
    """What the files of a house say; raises `Unavailable` where they cannot be read."""
    reads = {who: files_of(house, who) for who in (house.institution, *house.follow)}

    def sizes() -> Mapping[Institution, int]:
        shown = {who: read("checkpoint") for who, read in reads.items()}
        return {who: int(note.split(b"\n", 2)[1]) for who, note in shown.items() if note is not None}

    return sizes


@dataclass(slots=True, kw_only=True)
class Replica:
    """One replica's registry, opened when it is first wanted, and left alone for a while when it fails."""

    open: Callable[[], Registry]
    opened: Registry | None = None
    failed: float = -AGAIN

    def registry(self, published: Mapping[Institution, int]) -> Registry | None:
        """The registry over it; None where it does not answer or has not come so far."""
        if monotonic() - self.failed < AGAIN:
            return None
        try:
            self.opened = self.opened or self.open()
            reached = {who: size for who, size, _ in self.opened.extent()}
        except Unavailable:
            self.fail()
            return None
        behind = any(reached.get(who, 0) < size for who, size in published.items())
        return None if behind else self.opened

    def fail(self) -> None:
        """It did not answer."""
        self.failed = monotonic()


class Replicated:
    """
    A registry that answers from a replica where one has come far enough, else from the primary.

    Whatever a registry can be asked, this can be: each question is put to one of them, whole.
    """

    def __init__(self, primary: Registry, replicas: Sequence[Replica], published: Published) -> None:
        self._primary = primary
        self._replicas = replicas
        self._published = published
        self._turn = count()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._primary, name)
        if not callable(found):
            return found
        return lambda *asked, **more: self._answer(name, asked, more)

    def _answer(self, name: str, asked: tuple[Any, ...], more: Mapping[str, Any]) -> Any:
        published, first = self._published(), next(self._turn)
        for n in range(len(self._replicas)):
            replica = self._replicas[(first + n) % len(self._replicas)]
            registry = replica.registry(published)
            if registry is None:
                continue
            try:
                return getattr(registry, name)(*asked, **more)
            except Unavailable:  # it may be the replica, or the question; the primary says which
                replica.fail()
        return getattr(self._primary, name)(*asked, **more)


def replicated(house: House, primary: Registry, open_over: Callable[[House, str], Registry]) -> Registry:
    """The registry of a house with its replicas; the primary's own where it has none."""
    if not house.replicas:
        return primary

    def opening(place: str) -> Callable[[], Registry]:
        alias = f"record:replica-{next(_NUMBERS)}"
        return lambda: open_over(replace(house, record=place, replicas=()), alias)

    replicas = [Replica(open=opening(place)) for place in house.replicas]
    both: Any = Replicated(primary, replicas, published_of(house))
    asked: Registry = both
    return asked
