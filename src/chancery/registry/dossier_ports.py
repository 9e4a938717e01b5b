"""What dossiers need from outside: where steps and texts lie, and who knows of asks and sightings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from chancery.check.copy import Letter
from chancery.check.sighting import Sighting
from chancery.record.asks import Ask
from chancery.record.matter import MatterId, Step
from chancery.record.statement import Instant, StatementId


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterHead:
    """A matter in a list: what it is called, how many steps it has, and when the last one was."""

    id: MatterId
    name: Mapping[str, str]
    steps: int
    touched: Instant


class Matters(Protocol):
    """
    Matters at rest, step by step, in the Desk's own database.

    A step is kept for ever once `append` returns.  Of several writers of the same number
    one wins, across processes; the others get `Conflict` and have changed nothing.
    """

    def append(self, id: MatterId, step: Step) -> None:
        """Keep the next step; raises `Conflict` if its number is not the next."""
        ...

    def steps(self, id: MatterId) -> tuple[Step, ...]:
        """Every step in order; empty if there is no such matter."""
        ...

    def heads(self) -> tuple[MatterHead, ...]:
        """Every matter, the one that was touched last first."""
        ...


class SourceTexts(Protocol):
    """The texts of sources, by their digest: brought by somebody, kept until they are put away."""

    def keep(self, digest: bytes, text: str) -> None:
        """Keep the text; the same twice is once."""
        ...

    def text(self, digest: bytes) -> str | None:
        """The text of that digest; None if it is not here."""
        ...

    def put_away(self, digest: bytes) -> None:
        """Keep it no longer.  Places in it stay exact; their words show again when it is brought again."""
        ...


class AskShelf(Protocol):
    """The questions that were put to this office."""

    def ask(self, id: StatementId) -> Ask | None:
        """The question of that id; None if there is none."""
        ...


class Sightings(Protocol):
    """What people checked and agreed to have kept."""

    def all(self) -> Iterable[Sighting]:
        """Every sighting, the oldest first."""
        ...


class ReadRecord(Protocol):
    """The record as dossiers read it; `chancery.registry.registry.Registry` is one."""

    def letter(
        self, id: StatementId, *, at: Instant | None = None, as_known_at: Instant | None = None
    ) -> Letter | None:
        """A letter with its answers at a moment, as known at another; None if it was not on the record."""
        ...


class NoAsks:
    """A shelf without questions, where the Desk keeps none."""

    def ask(self, id: StatementId) -> Ask | None:
        """None: there is nothing here."""
        return None


class NoSightings:
    """Nothing was seen."""

    def all(self) -> Iterable[Sighting]:
        """None at all."""
        return ()
