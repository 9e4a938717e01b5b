"""What stands beside the drafts, at rest: every sentence of the port, on every kind of storage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.record.statement import Instant, StatementId
from chancery.registry.margin import Note, Noted, PlannedRelease
from tests.contract.storage import Storage

LETTER, OTHER = StatementId("urn:uuid:1"), StatementId("urn:uuid:2")
WHY = Note(draft=LETTER, version=3, noted=Noted.GIVEN_BACK, at=Instant(9), by="ann", text="لماذا؟ Why?")
PLAN = PlannedRelease(
    draft=LETTER, not_before=Instant(100), hand=b"\0\xffhand", embargo=True, to=("Gazette", "وكالة")
)


@pytest.mark.parametrize("noted", Noted)
def test_a_note_comes_back_as_it_was_written(storage: Storage, noted: Noted) -> None:
    """Whatever it is about, in any script."""
    storage.margins().write(replace(WHY, noted=noted, whom="ben"))
    assert storage.margins().notes(LETTER) == (replace(WHY, noted=noted, whom="ben"),)


def test_notes_are_in_the_order_in_which_they_were_written(storage: Storage) -> None:
    """Not in that of their moments; and another draft's are its own."""
    first, second = WHY, replace(WHY, at=Instant(1), text="")
    for note in (first, replace(WHY, draft=OTHER), second, first):
        storage.margins().write(note)
    assert storage.margins().notes(LETTER) == (first, second, first)


def test_a_draft_has_one_plan(storage: Storage) -> None:
    """The last one, until it is let go."""
    assert storage.margins().planned(LETTER) is None
    storage.margins().plan(PLAN)
    later = replace(PLAN, not_before=Instant(200), embargo=False, to=())
    storage.margins().plan(later)
    assert storage.margins().planned(LETTER) == later
    storage.margins().unplan(LETTER)
    storage.margins().unplan(LETTER)
    assert storage.margins().planned(LETTER) is None


def test_due_is_what_the_hour_has_come_for(storage: Storage) -> None:
    """From the very second on; the earliest first."""
    storage.margins().plan(PLAN)
    storage.margins().plan(replace(PLAN, draft=OTHER, not_before=Instant(50)))
    due = [[each.draft for each in storage.margins().due(Instant(at))] for at in (49, 50, 99, 100)]
    assert due == [[], [OTHER], [OTHER], [OTHER, LETTER]]


def test_a_forgotten_draft_leaves_nothing_in_the_margin(storage: Storage) -> None:
    """Neither notes nor a plan; others stay."""
    for draft in (LETTER, OTHER):
        storage.margins().write(replace(WHY, draft=draft))
        storage.margins().plan(replace(PLAN, draft=draft))
    storage.margins().forget(LETTER)
    assert storage.margins().notes(LETTER) == ()
    assert storage.margins().planned(LETTER) is None
    assert len(storage.margins().notes(OTHER)) == 1
    assert storage.margins().planned(OTHER) is not None
