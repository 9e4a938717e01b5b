"""An override passes the rules' objections by, and nothing else."""

from __future__ import annotations

import pytest

from chancery.errors import NotPermitted, OutOfOrder
from chancery.record.entry import Role
from chancery.record.statement import StatementId
from chancery.seal.approval import Approval
from tests.institution import Clock, Institution, department
from tests.letters import DECIDE, saying
from tests.people import CHAIR, GENERAL, SECRETARY, Officer

BEYOND = saying("We will leave the northern base.", DECIDE, "forces/posture")
"""What the command may not decide."""


@pytest.fixture
def us() -> Institution:
    return department(Clock())


@pytest.fixture
def overridden(us: Institution) -> StatementId:
    """A draft of the command's to which the rules object, with an override in it."""
    id = us.leave_on_desk(BEYOND, by=GENERAL)
    assert us.desk().objections(id)
    us.desk().override(id, "There was no time.", by=GENERAL.person)
    return id


def hand(us: Institution, id: StatementId, who: Officer, *, as_one_of_them: bool) -> Approval:
    office = None if as_one_of_them or who is GENERAL else who.office
    return us.hand(us.desk().papers(id).act, who, Role.RELEASER, office)


@pytest.mark.parametrize("who", [SECRETARY, CHAIR], ids=lambda who: who.person)
@pytest.mark.parametrize("as_one_of_them", [True, False])
def test_nobody_releases_for_an_office_that_is_not_theirs(
    us: Institution, overridden: StatementId, who: Officer, as_one_of_them: bool
) -> None:
    """However high they sit, and whether or not their hand says for whom it is given."""
    with pytest.raises(NotPermitted):
        us.desk().release(overridden, hand(us, overridden, who, as_one_of_them=as_one_of_them))
    assert us.registry.letter(overridden) is None


def test_its_own_holder_releases_it(us: Institution, overridden: StatementId) -> None:
    """In the open, before anybody was asked."""
    entry = us.desk().release(overridden, hand(us, overridden, GENERAL, as_one_of_them=True))
    assert entry.id == overridden


def test_what_was_let_go_stays_gone(us: Institution, overridden: StatementId) -> None:
    """A hand that was given before does not bring it back."""
    given = hand(us, overridden, GENERAL, as_one_of_them=True)
    us.desk().abandon(overridden)
    with pytest.raises(OutOfOrder):
        us.desk().release(overridden, given)
    assert us.registry.letter(overridden) is None
