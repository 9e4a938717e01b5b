"""Which table stands in which database: drafts on the Desk's side, all else on the public side.

An alias names its side before a colon, if it has one: `record`, `desk`, `record:iq`.
The public process configures no `desk` at all; asking it for a draft fails before
anything is opened.
"""

from __future__ import annotations

from typing import Any

RECORD = "record"
DESK = "desk"
_DRAFTS = "draftversion"


def side(alias: str) -> str:
    """The side of the house on which a database stands."""
    return alias.partition(":")[0]


class Sides:
    """A Django database router: the store's tables to their side, and no stranger's into the record."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """Where a model of the store is, unless the query says it; None for other people's models."""
        return self._side_of(model._meta.app_label, model._meta.model_name)

    db_for_write = db_for_read

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool | None:
        """
        Whether a table may be made there.

        The record holds what the logs say and nothing else: neither sessions nor
        accounts.  Other applications may use the Desk's side or a database of their own.
        """
        wanted = self._side_of(app_label, model_name)
        if wanted is None:
            return False if side(db) == RECORD else None
        return side(db) == wanted

    def _side_of(self, app_label: str, model_name: str | None) -> str | None:
        if app_label != "store" or model_name is None:
            return None
        return DESK if model_name == _DRAFTS else RECORD
