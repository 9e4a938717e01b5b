"""The life of a letter: what happened to it, when, and how it stood from then on."""

from __future__ import annotations

import pytest

from chancery.check.copy import Happening
from chancery.record.statement import Verb
from tests.institution import Clock, Institution, department
from tests.letters import saying
from tests.people import DUTY, GENERAL


@pytest.fixture
def us() -> Institution:
    """A department with a clock that can be turned."""
    return department(Clock())


def ends(us: Institution, id: object, moment: str) -> list[tuple[int, str]]:
    """When holds ended by themselves, and the standing from then on."""
    letter = us.letter(id, moment)  # type: ignore[arg-type]
    return [(each.at, each.standing) for each in letter.life if each.happening is Happening.HOLD_ENDED]


def test_a_hold_without_an_end_of_its_own_ends_after_three_days(us: Institution) -> None:
    """One officer alone can pause for 72 hours; the letter's life says when that was over."""
    letter = us.release(saying("We inform you.", Verb.INFORM, "forces/movement"), by=GENERAL)
    us.clock.turn("+1m")
    held_at = us.clock()
    us.hold(letter, by=DUTY)
    assert ends(us, letter, "T0+2h") == []
    assert ends(us, letter, "T0+30d") == [(held_at + 72 * 3600, "current")]


def test_a_hold_ends_at_its_own_time_when_that_comes_first(us: Institution) -> None:
    """A two-minute hold is over after two minutes, and is told once."""
    letter = us.release(saying("We inform you.", Verb.INFORM, "forces/movement"), by=GENERAL)
    us.clock.turn("+1m")
    us.hold(letter, by=DUTY, until="T0+3m")
    assert [standing for _, standing in ends(us, letter, "T0+30d")] == ["current"]
