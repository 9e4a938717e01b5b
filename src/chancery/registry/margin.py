"""What stands beside a draft and is no part of it: why it came back, who was reminded, when it goes out.

Nobody signs what stands here, and none of it ever reaches the record.  The one signature
among it is the releaser's, given beforehand over the exact words; the moment these are
edited it is over other words than the draft's, and the Desk's release refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Protocol

from chancery.record.statement import Instant, StatementId

MOST_CHARACTERS = 4_000
"""The longest note; whoever has more to say writes a letter."""


@unique
class Noted(StrEnum):
    """What a note in the margin is about."""

    GIVEN_BACK = "given back"
    REMINDED = "reminded"
    HANDED_OVER = "handed over"
    """The words were handed to somebody before the hour, under embargo."""
    KEPT_BACK = "kept back"
    """The hour came and the rules refused; *text* names what they objected to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note beside a version of a draft."""

    draft: StatementId
    version: int
    """The version of the words that it was written beside (`Draft.version`)."""
    noted: Noted
    at: Instant
    by: str = ""
    """The person who wrote it; empty when the hour itself did."""
    whom: str = ""
    """Who was reminded, or whom the words were handed to."""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRelease:
    """A release that its releaser has signed beforehand, to be done when the hour comes."""

    draft: StatementId
    not_before: Instant
    hand: bytes
    """The releaser's approval, encoded; opaque to whoever keeps it."""
    embargo: bool = False
    """Whether the words may be handed to those named in *to* before the hour."""
    to: tuple[str, ...] = ()


class Margins(Protocol):
    """
    The notes and plans beside the drafts, on the Desk's side of the house.

    Durable once a method returns.  One draft has at most one plan.
    """

    def write(self, note: Note) -> None:
        """Add a note; none is ever changed or taken away but with its draft."""
        ...

    def notes(self, draft: StatementId) -> tuple[Note, ...]:
        """The notes beside a draft, oldest first."""
        ...

    def plan(self, planned: PlannedRelease) -> None:
        """Keep a plan, in place of the draft's last one."""
        ...

    def planned(self, draft: StatementId) -> PlannedRelease | None:
        """The draft's plan; None if there is none."""
        ...

    def due(self, at: Instant) -> tuple[PlannedRelease, ...]:
        """The plans whose hour has come at that moment, the earliest first."""
        ...

    def unplan(self, draft: StatementId) -> None:
        """Let the draft's plan go, if it has one."""
        ...

    def forget(self, draft: StatementId) -> None:
        """Drop all that stands beside a draft."""
        ...
