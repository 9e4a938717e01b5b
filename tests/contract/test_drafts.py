"""Unreleased drafts at rest: every sentence of the port, on every kind of storage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.db.utils import ConnectionDoesNotExist

from chancery.errors import Conflict
from chancery.record.statement import StatementId
from chancery.registry.ports import KeptDraft
from tests.contract.storage import Durable, Storage

LETTER = StatementId("urn:uuid:1")


def draft(version: int = 1, body: bytes = b"words", state: str = "draft", id: str = LETTER) -> KeptDraft:
    return KeptDraft(id=StatementId(id), version=version, body=body, state=state)


def test_the_newest_version_is_the_draft(storage: Storage) -> None:
    """Byte for byte; None if there is none."""
    assert storage.drafts().draft(LETTER) is None
    storage.drafts().keep(draft(1, b"\0one"))
    storage.drafts().keep(draft(2, b"\xfftwo", state="in review"))
    assert storage.drafts().draft(LETTER) == draft(2, b"\xfftwo", state="in review")


@pytest.mark.parametrize("version", [0, 2, 3])
def test_the_first_version_is_one(storage: Storage, version: int) -> None:
    """A draft begins at its beginning."""
    with pytest.raises(Conflict, match="does not follow"):
        storage.drafts().keep(draft(version))
    assert storage.drafts().draft(LETTER) is None


def test_a_version_that_is_not_the_next_is_refused(storage: Storage) -> None:
    """Somebody's work in between would be lost."""
    storage.drafts().keep(draft(1))
    with pytest.raises(Conflict, match="does not follow"):
        storage.drafts().keep(draft(3))
    assert storage.drafts().draft(LETTER) == draft(1)


def test_other_bytes_under_a_version_that_exists_are_refused(storage: Storage) -> None:
    """Somebody may have approved the first."""
    storage.drafts().keep(draft(1, b"one"))
    storage.drafts().keep(draft(2, b"two"))
    for version in (1, 2):
        with pytest.raises(Conflict, match="other words"):
            storage.drafts().keep(draft(version, b"other"))
    assert storage.drafts().draft(LETTER) == draft(2, b"two")


def test_the_same_version_brings_its_state_up_to_date(storage: Storage) -> None:
    """The words stay; what became of them changes."""
    storage.drafts().keep(draft(1))
    storage.drafts().keep(draft(1, state="approved"))
    assert storage.drafts().draft(LETTER) == draft(1, state="approved")


def test_every_version_stays(storage: Storage) -> None:
    """Oldest first, as they were kept; none for a draft that nobody wrote."""
    assert storage.drafts().versions(LETTER) == ()
    storage.drafts().keep(draft(id="other"))
    for version in (1, 2, 3):
        storage.drafts().keep(draft(version, f"words {version}".encode()))
    assert storage.drafts().versions(LETTER) == tuple(
        draft(version, f"words {version}".encode()) for version in (1, 2, 3)
    )


def test_pending_are_those_that_still_wait_oldest_first(storage: Storage) -> None:
    """Neither the released nor the void; a new version does not make a draft younger."""
    for id in ("c", "a", "b", "d", "e"):
        storage.drafts().keep(draft(id=id))
    storage.drafts().keep(draft(2, b"more", id="c"))
    storage.drafts().keep(draft(state="released", id="a"))
    storage.drafts().keep(draft(state="void", id="d"))
    assert storage.drafts().pending() == ("c", "b", "e")
    assert storage.drafts().waiting() == (draft(2, b"more", id="c"), draft(id="b"), draft(id="e"))


def test_a_forgotten_draft_leaves_nothing(storage: Storage) -> None:
    """No version, and it may begin again; others stay."""
    storage.drafts().keep(draft(1))
    storage.drafts().keep(draft(2, b"two"))
    storage.drafts().keep(draft(id="other"))
    storage.drafts().forget(LETTER)
    storage.drafts().forget(StatementId("never there"))
    assert storage.drafts().draft(LETTER) is None
    assert storage.drafts().pending() == ("other",)
    storage.drafts().keep(draft(1, b"again"))


def test_of_many_who_write_the_next_version_one_wins(lasting: Durable) -> None:
    """The others are told to read it again."""
    lasting.drafts().keep(draft(1))

    def write(number: int) -> bool:
        try:
            lasting.drafts().keep(draft(2, f"by {number}".encode()))
        except Conflict:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as writers:
        assert sum(writers.map(write, range(8))) == 1


def test_the_public_database_has_no_table_for_drafts(lasting: Durable) -> None:
    """And the Desk's has no other."""
    tables = {
        alias: {name for name in connections[alias].introspection.table_names() if name.startswith("store_")}
        for alias in (lasting.record, lasting.desk)
    }
    assert tables[lasting.desk] == {"store_draftversion"}
    assert "store_draftversion" not in tables[lasting.record]
    assert "store_committedhead" in tables[lasting.record]


def test_a_process_without_a_desk_cannot_open_one() -> None:
    """Not refused by a rule: there is nothing of that name to open."""
    from chancery.store.drafts import DurableDrafts

    with pytest.raises(ConnectionDoesNotExist):
        DurableDrafts(using="desk:of nobody").draft(LETTER)
