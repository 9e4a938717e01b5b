"""Unreleased drafts, in the Desk's own database.

The public process has no connection of that name: there is nothing it could be made
to tell, not even by how long it takes to say no (docs/explanation/threats.md, section 2, finding 4).
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Min, QuerySet

from chancery.record.statement import StatementId
from chancery.registry.ports import KeptDraft
from chancery.store.faults import faults
from chancery.store.models import DraftVersion
from chancery.store.refusals import ON_THEIR_WAY, refuse_gap, refuse_other_words
from chancery.store.sides import DESK


class DurableDrafts:
    """The drafts in the database *using* (see `chancery.registry.ports.Drafts`)."""

    def __init__(self, *, using: str = DESK) -> None:
        self._using = using

    def keep(self, draft: KeptDraft) -> None:
        """
        Keep a version; the same version with the same bytes only brings its state up to date.

        Raises `Conflict` if that version exists with other bytes or is not the next.
        """
        with faults(self._using), transaction.atomic(using=self._using):
            kept = self._versions(draft.id).filter(version=draft.version).first()
            if kept is None:
                self._keep_next(draft)
            else:
                refuse_other_words(bytes(kept.body), draft)
                kept.state = draft.state
                kept.save(using=self._using)

    def draft(self, id: StatementId) -> KeptDraft | None:
        """The newest version; None if there is no such draft."""
        with faults(self._using):
            newest = self._versions(id).last()
        return None if newest is None else _kept(newest)

    def versions(self, id: StatementId) -> tuple[KeptDraft, ...]:
        """Every version of a draft, oldest first; none if there is no such draft."""
        with faults(self._using):
            return tuple(_kept(row) for row in self._versions(id))

    def pending(self) -> tuple[StatementId, ...]:
        """The drafts that are neither released nor void, oldest first."""
        with faults(self._using):
            waiting = self._waiting().values_list("draft", flat=True)
            begun = self._all().filter(draft__in=list(waiting)).values("draft").annotate(begun=Min("number"))
            return tuple(StatementId(row["draft"]) for row in begun.order_by("begun"))

    def waiting(self) -> tuple[KeptDraft, ...]:
        """The same drafts, each as it was kept last."""
        order = {id: place for place, id in enumerate(self.pending())}
        with faults(self._using):
            kept = [_kept(row) for row in self._waiting()]
        return tuple(sorted(kept, key=lambda draft: order.get(draft.id, len(order))))

    def forget(self, id: StatementId) -> None:
        """Drop a draft with all its versions."""
        with faults(self._using):
            self._versions(id).delete()

    def _keep_next(self, draft: KeptDraft) -> None:
        newest = self._versions(draft.id).last()
        refuse_gap(newest.version if newest else 0, draft)
        self._versions(draft.id).filter(newest=True).update(newest=False)
        self._all().create(
            draft=draft.id, version=draft.version, body=draft.body, state=draft.state, newest=True
        )

    def _all(self) -> QuerySet[DraftVersion]:
        return DraftVersion.objects.using(self._using)

    def _waiting(self) -> QuerySet[DraftVersion]:
        return self._all().filter(newest=True).filter(state__in=sorted(ON_THEIR_WAY))

    def _versions(self, id: StatementId) -> QuerySet[DraftVersion]:
        return self._all().filter(draft=id).order_by("version")


def _kept(row: DraftVersion) -> KeptDraft:
    return KeptDraft(id=StatementId(row.draft), version=row.version, body=bytes(row.body), state=row.state)
