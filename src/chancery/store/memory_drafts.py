"""Unreleased drafts in memory, apart from the record as they are at rest."""

from __future__ import annotations

from chancery.record.statement import StatementId
from chancery.registry.ports import KeptDraft
from chancery.store.refusals import ENDED, refuse_gap, refuse_other_words


class MemoryDrafts:
    """Unreleased drafts (see `chancery.registry.ports.Drafts`)."""

    def __init__(self) -> None:
        self._versions: dict[StatementId, list[KeptDraft]] = {}

    def keep(self, draft: KeptDraft) -> None:
        """Keep a version; raises `Conflict` if it exists with other bytes or is not the next."""
        versions = self._versions.get(draft.id, [])
        known = next((kept for kept in versions if kept.version == draft.version), None)
        if known is None:
            refuse_gap(len(versions), draft)
        else:
            refuse_other_words(known.body, draft)
        self._versions[draft.id] = [*versions[: draft.version - 1], draft, *versions[draft.version :]]

    def draft(self, id: StatementId) -> KeptDraft | None:
        """The newest version; None if there is no such draft."""
        return self._versions[id][-1] if id in self._versions else None

    def versions(self, id: StatementId) -> tuple[KeptDraft, ...]:
        """Every version of a draft, oldest first; none if there is no such draft."""
        return tuple(self._versions.get(id, ()))

    def pending(self) -> tuple[StatementId, ...]:
        """The drafts that are neither released nor void, oldest first."""
        return tuple(id for id, versions in self._versions.items() if versions[-1].state not in ENDED)

    def waiting(self) -> tuple[KeptDraft, ...]:
        """The same drafts, each as it was kept last."""
        return tuple(self._versions[id][-1] for id in self.pending())

    def forget(self, id: StatementId) -> None:
        """Drop a draft with all its versions."""
        self._versions.pop(id, None)
