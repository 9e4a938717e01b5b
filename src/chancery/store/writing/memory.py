"""What stands beside the drafts, in memory: for tests, and for whoever needs no more."""

from __future__ import annotations

from chancery.record.statement import Instant, StatementId
from chancery.registry.margin import Note, PlannedRelease


class MemoryMargins:
    """What stands beside the drafts (see `chancery.registry.margin.Margins`)."""

    def __init__(self) -> None:
        self._notes: list[Note] = []
        self._plans: dict[StatementId, PlannedRelease] = {}

    def write(self, note: Note) -> None:
        """Add a note."""
        self._notes.append(note)

    def notes(self, draft: StatementId) -> tuple[Note, ...]:
        """The notes beside a draft, oldest first."""
        return tuple(note for note in self._notes if note.draft == draft)

    def plan(self, planned: PlannedRelease) -> None:
        """Keep a plan, in place of the draft's last one."""
        self._plans[planned.draft] = planned

    def planned(self, draft: StatementId) -> PlannedRelease | None:
        """The draft's plan; None if there is none."""
        return self._plans.get(draft)

    def due(self, at: Instant) -> tuple[PlannedRelease, ...]:
        """The plans whose hour has come at that moment, the earliest first."""
        due = (planned for planned in self._plans.values() if planned.not_before <= at)
        return tuple(sorted(due, key=lambda planned: (planned.not_before, planned.draft)))

    def unplan(self, draft: StatementId) -> None:
        """Let the draft's plan go, if it has one."""
        self._plans.pop(draft, None)

    def forget(self, draft: StatementId) -> None:
        """Drop all that stands beside a draft."""
        self._plans.pop(draft, None)
        self._notes = [note for note in self._notes if note.draft != draft]
