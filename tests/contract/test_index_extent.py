"""What pages are made of: an office's newest statements, and whether anything has come since."""

from __future__ import annotations

from chancery.record.statement import Instant, OfficeName, Verb
from tests.contract.sayings import GENERAL, IQ, MINISTER, US, charter, notice, statement, tell, urn
from tests.contract.storage import Storage


def test_an_offices_statements_come_newest_first(storage: Storage) -> None:
    """Of that office of that institution alone, no more than asked for."""
    tell(storage, statement(1), statement(2, office=MINISTER), charter(3), notice(4, Verb.WITHDRAW, urn(1)))
    index = tell(storage, statement(5, institution=IQ))
    assert index.of_office(US, GENERAL, 10) == (urn(4), urn(1))
    assert index.of_office(US, GENERAL, 1) == (urn(4),)
    assert index.of_office(US, MINISTER, 10) == (urn(2),)
    assert index.of_office(US, OfficeName("nobody"), 10) == ()


def test_the_extent_changes_with_every_entry_and_every_look(storage: Storage) -> None:
    """And with nothing else: whoever keeps an answer can tell in one question whether it still holds."""
    index = tell(storage, statement(1))
    first = index.extent()
    assert index.extent() == first
    assert [(institution, reached) for institution, reached, _ in first] == [(US, index.reached(US))]
    tell(storage, statement(2, institution=IQ))
    second = index.extent()
    assert second != first
    index.saw(US, Instant(10**9))
    assert index.extent() != second
