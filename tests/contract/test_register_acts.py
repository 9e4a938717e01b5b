"""Acts of the register itself on every kind of storage: found again, and in no list of letters."""

from __future__ import annotations

from chancery.record.entry import Entry
from chancery.record.observed import Observed
from chancery.record.state_head import StateHead
from chancery.record.statement import Instant, Institution
from tests.contract.sayings import IQ, US, arrived, statement, tell, urn
from tests.contract.storage import Storage


def state_head(number: int, *, institution: Institution = US) -> Entry:
    act = StateHead(
        id=urn(number), institution=institution, size=number, root=bytes(32), expires=Instant(number + 60)
    )
    return Entry(id=act.id, institution=institution, at=Instant(number), order=0, act=act)


def seen(number: int, of: Institution, *, by: Institution) -> Entry:
    act = Observed(
        id=urn(number),
        institution=by,
        of=of,
        origin=f"{of}/register",
        size=number,
        root=bytes(32),
        signed_at=Instant(number),
    )
    return Entry(id=act.id, institution=by, at=Instant(number), order=0, act=act)


def test_the_newest_state_head_of_each_institution_is_found(storage: Storage) -> None:
    """The one that was logged last, and none of another's."""
    assert storage.index().newest_state(US) is None
    tell(storage, statement(1), state_head(2), state_head(3), statement(4))
    index = tell(storage, state_head(5, institution=IQ))
    assert index.newest_state(US) == arrived(state_head(3), 3)
    assert index.newest_state(IQ) == arrived(state_head(5, institution=IQ), 5)
    assert index.newest_state(Institution("no.demo")) is None


def test_what_others_saw_of_a_register_is_found_by_whose_it_is(storage: Storage) -> None:
    """Oldest first, whoever saw it; and the first and the last by each."""
    third = Institution("fr.demo")
    tell(storage, seen(1, IQ, by=US), seen(2, third, by=US), seen(3, IQ, by=US))
    index = tell(storage, seen(4, IQ, by=third))
    assert [entry.id for entry in index.observed(IQ)] == [urn(1), urn(3), urn(4)]
    assert [entry.id for entry in index.observed(IQ, 1)] == [urn(1)]
    assert index.observed(US) == ()
    assert index.last_observed(IQ, US) == arrived(seen(3, IQ, by=US), 3)
    assert index.last_observed(IQ, third) == arrived(seen(4, IQ, by=third), 4)
    assert index.last_observed(US, third) is None
    assert index.first_observed(IQ, US) == arrived(seen(1, IQ, by=US), 1)
    assert index.first_observed(IQ, third) == arrived(seen(4, IQ, by=third), 4)
    assert index.first_observed(US, third) is None


def test_they_are_entries_and_no_letters(storage: Storage) -> None:
    """Each stands in its log under its id; neither is anybody's statement, nor leads to one."""
    index = tell(storage, statement(1), state_head(2), seen(3, IQ, by=US))
    assert [entry.id for entry in index.logged(US, 0, 9)] == [urn(1), urn(2), urn(3)]
    assert index.recent(US, 9) == (urn(1),)
    assert index.coded("") == () == index.relying_on(urn(2)) == index.renditions_of(urn(3))
