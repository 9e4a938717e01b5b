"""`logged` gives a stretch of one log in its order, and only entries that own their id."""

from __future__ import annotations

from tests.contract.sayings import IQ, US, statement, tell, urn
from tests.contract.storage import Storage


def test_a_stretch_of_one_log(storage: Storage) -> None:
    """Of the log that was asked for, as far as it goes."""
    tell(storage, statement(4, institution=IQ))
    index = tell(storage, statement(1), statement(2), statement(3))
    assert [entry.id for entry in index.logged(US, 0, 2)] == [urn(1), urn(2)]
    assert [entry.id for entry in index.logged(US, 1, 99)] == [urn(2), urn(3)]
    assert index.logged(US, 3, 99) == ()


def test_whoever_took_anothers_id_is_not_among_them(storage: Storage) -> None:
    """It stands in its log, and is nobody's statement of that name."""
    tell(storage, statement(1))
    index = tell(storage, statement(1, institution=IQ), statement(2, institution=IQ))
    assert [entry.id for entry in index.logged(IQ, 0, 9)] == [urn(2)]
