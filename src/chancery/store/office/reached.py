"""Where an officer is reached."""

from __future__ import annotations

from chancery.store.faults import faults
from chancery.store.office.models import Officer
from chancery.store.sides import ACCOUNTS


def reached_at(person: str) -> tuple[str, str] | None:
    """An officer's mail address and language; None for somebody without an account or an address."""
    with faults(ACCOUNTS):
        row = Officer.objects.select_related("account").filter(person=person, left=False).first()
    return None if row is None or not row.account.email else (row.account.email, row.language)
