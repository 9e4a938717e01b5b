"""Which table stands in which database.

    record    what the logs say: everybody may read it; and what was accepted and comes next
    desk      what is not yet released, and all that an office keeps to itself
    inbox     what the public leaves at the Counter, for the Desk to fetch
    default   who works at the Desk: accounts and sessions, in a database of their own, so
              that signing in never waits for a draft nor a draft for a session

An alias names its side before a colon, if it has one: `record`, `desk`, `record:iq`.
The public process configures no `desk` and no accounts at all; asking it for a draft
fails before anything is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RECORD = "record"
DESK = "desk"
INBOX = "inbox"
ACCOUNTS = "default"

_OURS: Mapping[str, str] = {
    "store": RECORD,
    "arriving": RECORD,
    **dict.fromkeys(("writing", "dossier", "post", "founding"), DESK),
    "inbox": INBOX,
}
"""The side of each application that keeps to one; the store's drafts stand elsewhere than the rest of it."""
_DRAFTS = ("store", "draftversion")


def side(alias: str) -> str:
    """The side of the house on which a database stands."""
    return alias.partition(":")[0]


def applications(side: str) -> tuple[str, ...]:
    """The applications that have tables on that side."""
    own = tuple(name for name, stands in _OURS.items() if stands == side)
    return (_DRAFTS[0], *own) if side == DESK else own


class Sides:
    """A Django database router: the house's tables to their side, and no stranger's among them."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """Where one of our models is, unless the query says it; None for other people's models."""
        return _side_of(model._meta.app_label, model._meta.model_name)

    db_for_write = db_for_read

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool | None:
        """
        Whether a table may be made there.

        The record holds what the logs say and nothing else, the Desk and the inbox what is
        theirs; accounts, sessions and whatever else Django brings have a database of their own.
        """
        wanted = _side_of(app_label, model_name)
        if wanted is None:
            return False if side(db) in (RECORD, DESK, INBOX) else None
        return side(db) == wanted


def _side_of(app_label: str, model_name: str | None) -> str | None:
    if model_name is None:
        return None
    return DESK if (app_label, model_name) == _DRAFTS else _OURS.get(app_label)
