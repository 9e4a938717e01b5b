"""The stage: real registries with real keys and logs, and an onlooker who follows them all.

Everything is in memory unless registries are brought along; the onlooker reads tiles
and checkpoints like any follower, so what it answers is what a counterpart would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from chancery.net.follow import Follower, Pin
from chancery.play.keyring import id_of, pen_of
from chancery.record.statement import Instant, Institution
from chancery.registry.opening import Opening
from chancery.registry.pen import Pen
from chancery.registry.ports import Index
from chancery.registry.registry import Registry
from chancery.store.memory import MemoryArchive, MemoryIndex, MemoryRenditions, MemoryWords

EPOCH = Instant(0)


@dataclass(slots=True)
class Dial:
    """A clock that shows what it is set to."""

    at: Instant = EPOCH

    def __call__(self) -> Instant:
        """What the dial shows."""
        return self.at


Build = Callable[[Institution, Dial], tuple[Registry, Pen]]
"""Makes an institution's registry, empty, and tells with which pen it writes."""


@dataclass(slots=True)
class Stage:
    """The institutions of one run, and the onlooker's index of all that they have logged."""

    dial: Dial
    build: Build
    registries: dict[Institution, Registry] = field(default_factory=dict)
    onlooker: Index = field(default_factory=MemoryIndex)
    _pens: dict[Institution, Pen] = field(default_factory=dict)
    _followers: list[Follower] = field(default_factory=list)

    def registry(self, institution: Institution) -> Registry:
        """The institution's registry; it begins when it is first asked for."""
        if institution not in self.registries:
            registry, self._pens[institution] = self.build(institution, self.dial)
            registry.begin(id_of(institution, institution, "genesis"))
            self.registries[institution] = registry
            self._followers.append(
                Follower(Pin(institution=institution), registry.file, self.onlooker, MemoryWords())
            )
        return self.registries[institution]

    def pen(self, institution: Institution) -> Pen:
        """The pen with which the institution writes."""
        self.registry(institution)
        return self._pens[institution]

    def look_on(self) -> None:
        """Let the onlooker take in whatever is new."""
        for follower in self._followers:
            follower.catch_up()


def in_memory(institution: Institution, dial: Dial) -> tuple[Registry, Pen]:
    """A registry that lives as long as the run, with a pen made of the institution's name."""
    pen, index = pen_of(institution), MemoryIndex()
    opening = Opening(lambda _: None)
    opening.sources = index
    registry = Registry(
        institution=institution,
        archive=MemoryArchive(),
        index=index,
        words=MemoryWords(),
        renditions=MemoryRenditions(),
        opening=opening,
        clock=dial,
        pen=pen,
    )
    return registry, pen
