"""What an office may do about a letter, and what it may not."""

from __future__ import annotations

import pytest

from chancery.record.preflight import Name
from chancery.record.statement import OfficeName, StatementId, Verb
from chancery.registry.remedies import Remedy, remedies, without_letter
from tests.institution import Clock, Institution, department
from tests.letters import OPERATIONS
from tests.people import CHAIR, DUTY, GENERAL, PRESS, SECRETARY, Officer


@pytest.fixture
def us() -> Institution:
    return department(Clock())


def may(us: Institution, id: StatementId, who: Officer) -> dict[Verb, Remedy]:
    return {each.verb: each for each in remedies(id, [who.office], us.registry, us.charter)}


def open_to(us: Institution, id: StatementId, who: Officer) -> dict[Verb, int]:
    """What that officer's office may do, and how many people it takes."""
    return {verb: each.people for verb, each in may(us, id, who).items() if each.open}


def test_each_office_may_do_what_the_charter_gives_it(us: Institution) -> None:
    """The superior disowns with two people, the issuing office takes back, the duty officer pauses alone."""
    order = us.release(OPERATIONS, by=GENERAL)
    assert open_to(us, order, SECRETARY) == {Verb.DISOWN: 2, Verb.WITHDRAW: 2}
    assert open_to(us, order, GENERAL) == {Verb.WITHDRAW: 1, Verb.CORRECT: 1}
    assert open_to(us, order, DUTY) == {Verb.SUSPEND: 1}
    assert open_to(us, order, PRESS) == {}


def test_what_an_office_may_not_do_has_its_reason(us: Institution) -> None:
    """Nobody disowns what they said themselves."""
    order = us.release(OPERATIONS, by=GENERAL)
    found = may(us, order, GENERAL)[Verb.DISOWN]
    assert [each.name for each in found.objections] == [Name.DISOWNS_ITSELF]


def test_of_a_notice_it_can_be_undone(us: Institution) -> None:
    """A hold can be lifted besides; a pause on a notice is not offered at all."""
    order = us.release(OPERATIONS, by=GENERAL)
    hold = us.hold(order, by=DUTY)
    disowning = us.disown(order, by=[SECRETARY, CHAIR])
    assert open_to(us, hold, SECRETARY) == {Verb.REINSTATE: 2, Verb.LIFT: 2}
    assert open_to(us, disowning, SECRETARY) == {Verb.REINSTATE: 2}


def test_what_was_done_is_known_to_be_done(us: Institution) -> None:
    """Until it is undone."""
    order = us.release(OPERATIONS, by=GENERAL)
    assert not may(us, order, SECRETARY)[Verb.DISOWN].done
    us.clock.turn("1m")
    disowning = us.disown(order, by=[SECRETARY, CHAIR])
    assert may(us, order, SECRETARY)[Verb.DISOWN].done
    us.clock.turn("1m")
    us.reinstate(disowning, by=[SECRETARY, CHAIR])
    assert not may(us, order, SECRETARY)[Verb.DISOWN].done


def test_what_is_about_no_letter_is_offered_by_itself(us: Institution) -> None:
    """The press office disclaims; the officer on duty reports a key, and two people confirm it."""
    offices = [OfficeName(who.office) for who in (PRESS, DUTY, SECRETARY)]
    found = without_letter(offices, us.registry, us.charter)
    assert {(each.verb, each.office, each.people) for each in found if each.open} == {
        (Verb.DISCLAIM, PRESS.office, 1),
        (Verb.REPORT_COMPROMISE, DUTY.office, 1),
        (Verb.CONFIRM_COMPROMISE, SECRETARY.office, 2),
    }


def test_nothing_can_be_done_about_what_is_not_there(us: Institution) -> None:
    """Nor about a charter, which is no letter."""
    for id in (StatementId("urn:uuid:" + "0" * 32), us.first_charter.id):
        assert remedies(id, [SECRETARY.office], us.registry, us.charter) == ()
