"""Matters and the texts of sources at rest, in the Desk's own database.

The public process has no connection of that name; what an office gathers is nobody
else's to ask for.
"""

from __future__ import annotations

import json

from django.db import transaction
from django.db.models import F

from chancery.record.matter import MatterId, Named, Step, Touch
from chancery.record.matter_form import read_deed, write_deed
from chancery.record.statement import Instant
from chancery.registry.dossier_ports import MatterHead
from chancery.store.dossier.models import MatterStep, OpenMatter, SourceText
from chancery.store.faults import faults
from chancery.store.refusals import outrun
from chancery.store.sides import DESK


class DurableMatters:
    """The matters in the database *using* (see `chancery.registry.dossier_ports.Matters`)."""

    def __init__(self, *, using: str = DESK) -> None:
        self._using = using

    def append(self, id: MatterId, step: Step) -> None:
        """Keep the next step; raises `Conflict` if its number is not the next."""
        with faults(self._using), transaction.atomic(using=self._using):
            self._raise_number(id, step)
            MatterStep.objects.using(self._using).create(
                matter=id,
                number=step.number,
                at=step.touch.at,
                by=step.touch.by,
                deed=write_deed(step.deed),
            )

    def _raise_number(self, id: MatterId, step: Step) -> None:
        heads = OpenMatter.objects.using(self._using)
        named = {"name": _name(step.deed)} if isinstance(step.deed, Named) else {}
        if step.number == 1:
            heads.create(id=id, steps=1, touched=step.touch.at, **named)
            return
        raised = heads.filter(id=id, steps=step.number - 1).update(
            steps=F("steps") + 1, touched=step.touch.at, **named
        )
        if not raised:
            raise outrun()

    def steps(self, id: MatterId) -> tuple[Step, ...]:
        """Every step in order; empty if there is no such matter."""
        with faults(self._using):
            rows = list(MatterStep.objects.using(self._using).filter(matter=id).order_by("number"))
        return tuple(
            Step(
                number=row.number,
                touch=Touch(by=row.by, at=Instant(row.at)),
                deed=read_deed(bytes(row.deed)),
            )
            for row in rows
        )

    def heads(self) -> tuple[MatterHead, ...]:
        """Every matter, the one that was touched last first."""
        with faults(self._using):
            rows = list(OpenMatter.objects.using(self._using).order_by("-touched", "id"))
        return tuple(
            MatterHead(
                id=MatterId(row.id),
                name=json.loads(bytes(row.name)),
                steps=row.steps,
                touched=Instant(row.touched),
            )
            for row in rows
        )


class DurableSourceTexts:
    """The texts in the database *using* (see `chancery.registry.dossier_ports.SourceTexts`)."""

    def __init__(self, *, using: str = DESK) -> None:
        self._using = using

    def keep(self, digest: bytes, text: str) -> None:
        """Keep the text; the same twice is once."""
        with faults(self._using):
            SourceText.objects.using(self._using).get_or_create(
                digest=digest, defaults={"octets": text.encode("utf-8", "surrogatepass")}
            )

    def text(self, digest: bytes) -> str | None:
        """The text of that digest; None if it is not here."""
        with faults(self._using):
            row = SourceText.objects.using(self._using).filter(digest=digest).first()
        return None if row is None else bytes(row.octets).decode("utf-8", "surrogatepass")

    def put_away(self, digest: bytes) -> None:
        """Keep it no longer."""
        with faults(self._using):
            SourceText.objects.using(self._using).filter(digest=digest).delete()


def _name(named: Named) -> bytes:
    return json.dumps(dict(named.name), ensure_ascii=False).encode()
