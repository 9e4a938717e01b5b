"""Drafts that were kept before their last version was marked are found as they were."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.db import connections

from chancery.store.database import attach, migrate, stand_alone

ALIAS = "desk:before"


def test_drafts_of_an_older_house_still_wait(tmp_path: Path) -> None:
    """Brought up to this version, each has its last version; what was released waits for nobody."""
    stand_alone()
    (tmp_path / "desk").mkdir()
    attach(ALIAS, tmp_path / "desk")
    call_command("migrate", "store", "0002", database=ALIAS, verbosity=0)
    rows = [("a", 1, "draft"), ("a", 2, "in review"), ("b", 1, "draft"), ("b", 2, "released")]
    with connections[ALIAS].cursor() as cursor:
        for id, version, state in rows:
            cursor.execute(
                "INSERT INTO store_draftversion (draft, version, body, state) VALUES (%s, %s, %s, %s)",
                [id, version, b"words", state],
            )
    migrate(ALIAS)
    from chancery.store.drafts import DurableDrafts

    kept = DurableDrafts(using=ALIAS)
    assert kept.pending() == ("a",)
    assert [(each.id, each.version) for each in kept.waiting()] == [("a", 2)]
    connections[ALIAS].close()
