"""Charters on their way, in the Desk's own database."""

from __future__ import annotations

from django.db import transaction

from chancery.record.statement import Instant
from chancery.registry.chartering import Stage, Step
from chancery.store.faults import faults
from chancery.store.founding.models import CharterStep
from chancery.store.sides import DESK


class DurableSteps:
    """The steps in the database *using* (see `chancery.registry.chartering.Steps`)."""

    def __init__(self, *, using: str = DESK) -> None:
        self._using = using

    def newest(self) -> Step | None:
        """The last step of the newest charter; None before there is any."""
        with faults(self._using):
            row = CharterStep.objects.using(self._using).order_by("draft", "number").last()
        return None if row is None else _step(row)

    def keep(self, step: Step) -> None:
        """Keep a step; raises `Conflict` if one of that number is kept already."""
        with faults(self._using), transaction.atomic(using=self._using):
            CharterStep.objects.using(self._using).create(
                draft=step.draft,
                number=step.number,
                stage=step.stage.value,
                written=step.written,
                act=step.act,
                by=step.by,
                at=step.at,
            )

    def steps(self, draft: int) -> tuple[Step, ...]:
        """How that charter came about, the first step first."""
        with faults(self._using):
            rows = CharterStep.objects.using(self._using).filter(draft=draft).order_by("number")
            return tuple(map(_step, rows))


def _step(row: CharterStep) -> Step:
    return Step(
        draft=row.draft,
        number=row.number,
        stage=Stage(row.stage),
        written=row.written,
        act=None if row.act is None else bytes(row.act),
        by=row.by,
        at=Instant(row.at),
    )
