"""What stands beside the drafts, in the Desk's own database."""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import QuerySet

from chancery.record.statement import Instant, StatementId
from chancery.registry.margin import Note, Noted, PlannedRelease
from chancery.store.faults import faults
from chancery.store.sides import DESK
from chancery.store.writing.models import MarginNote, ScheduledRelease


class DurableMargins:
    """The margins in the database *using* (see `chancery.registry.margin.Margins`)."""

    def __init__(self, *, using: str = DESK) -> None:
        self._using = using

    def write(self, note: Note) -> None:
        """Add a note."""
        with faults(self._using):
            self._notes().create(**{**asdict(note), "noted": note.noted.value})

    def notes(self, draft: StatementId) -> tuple[Note, ...]:
        """The notes beside a draft, oldest first."""
        with faults(self._using):
            return tuple(_note(row) for row in self._notes().filter(draft=draft).order_by("number"))

    def plan(self, planned: PlannedRelease) -> None:
        """Keep a plan, in place of the draft's last one."""
        kept = asdict(planned)
        with faults(self._using):
            self._plans().update_or_create(draft=kept.pop("draft"), defaults={**kept, "to": list(planned.to)})

    def planned(self, draft: StatementId) -> PlannedRelease | None:
        """The draft's plan; None if there is none."""
        with faults(self._using):
            row = self._plans().filter(draft=draft).first()
        return None if row is None else _plan(row)

    def due(self, at: Instant) -> tuple[PlannedRelease, ...]:
        """The plans whose hour has come at that moment, the earliest first."""
        with faults(self._using):
            rows = self._plans().filter(not_before__lte=at).order_by("not_before", "draft")
            return tuple(_plan(row) for row in rows)

    def unplan(self, draft: StatementId) -> None:
        """Let the draft's plan go, if it has one."""
        with faults(self._using):
            self._plans().filter(draft=draft).delete()

    def forget(self, draft: StatementId) -> None:
        """Drop all that stands beside a draft."""
        with faults(self._using):
            self._plans().filter(draft=draft).delete()
            self._notes().filter(draft=draft).delete()

    def _notes(self) -> QuerySet[MarginNote]:
        return MarginNote.objects.using(self._using)

    def _plans(self) -> QuerySet[ScheduledRelease]:
        return ScheduledRelease.objects.using(self._using)


def _note(row: MarginNote) -> Note:
    return Note(
        draft=StatementId(row.draft),
        version=row.version,
        noted=Noted(row.noted),
        at=Instant(row.at),
        by=row.by,
        whom=row.whom,
        text=row.text,
    )


def _plan(row: ScheduledRelease) -> PlannedRelease:
    return PlannedRelease(
        draft=StatementId(row.draft),
        not_before=Instant(row.not_before),
        hand=bytes(row.hand),
        embargo=row.embargo,
        to=tuple(row.to),
    )
