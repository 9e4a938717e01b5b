"""What a list asks: where many letters stand, and which charter is in charge, without asking once a line."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from chancery.record.preflight import charter_in_charge
from chancery.record.statement import StatementId, Verb
from chancery.record.world import World
from chancery.registry import in_charge
from tests.institution import Clock, Institution, department
from tests.letters import saying
from tests.people import DUTY, GENERAL


@pytest.fixture
def us() -> Institution:
    """A department with a clock that can be turned."""
    return department(Clock())


def letters(us: Institution, many: int) -> list[StatementId]:
    """So many letters, of which every third is paused."""
    found = []
    for number in range(many):
        us.clock.turn("+1m")
        found.append(
            us.release(saying(f"We inform you, {number}.", Verb.INFORM, "forces/movement"), by=GENERAL)
        )
        if number % 3 == 0:
            us.hold(found[-1], by=DUTY)
    return found


@pytest.fixture
def worlds() -> Iterator[list[int]]:
    """The sizes of the worlds that were made since."""
    made: list[int] = []
    begin = World.__init__

    def noted(self: World, entries: object, *given: object, **named: object) -> None:
        held = list(entries)  # type: ignore[call-overload]
        made.append(len(held))
        begin(self, held, *given, **named)  # type: ignore[arg-type]

    with patch.object(World, "__init__", noted):
        yield made


def test_many_stand_where_each_of_them_stands(us: Institution) -> None:
    """Asked together or alone, with the same notices and reasons; of an unknown one, nothing is known."""
    asked = [*letters(us, 7), StatementId("urn:uuid:" + "9" * 32)]
    together = us.registry.standings(asked)
    assert together == {id: us.registry.standing(id) for id in asked}
    assert {standing.status for standing in together.values()} == {"suspended", "current", None}


def test_one_world_says_where_all_of_them_stand(us: Institution, worlds: list[int]) -> None:
    """A longer list makes no more worlds; the one that it makes holds the charter once."""
    found = letters(us, 9)
    worlds.clear()
    us.registry.standings(found[:2])
    us.registry.standings(found)
    assert len(worlds) == 2
    assert worlds[1] == 9 + 3 + len(us.registry.charters(us.registry.institution))


def test_a_letter_is_answered_in_as_many_worlds_as_it_had_moments(us: Institution, worlds: list[int]) -> None:
    """One for its answers and its premises, and one for every moment of its life."""
    letter = letters(us, 2)[1]
    worlds.clear()
    assert us.letter(letter).life
    assert len(worlds) == 2


def test_the_charter_in_charge_is_that_of_this_moment(us: Institution) -> None:
    """Asked again in the same second it is not worked out again; a second later it is."""
    registry = us.registry
    with patch.object(in_charge, "charter_in_charge", wraps=charter_in_charge) as worked_out:
        first = registry.in_charge()
        assert first is not None
        assert registry.in_charge() is first
        assert worked_out.call_count == 1
        us.clock.turn("+1s")
        assert registry.in_charge() == first
        assert worked_out.call_count == 2


def test_what_was_found_for_other_charters_is_not_given_again(us: Institution) -> None:
    """One charter more, in the very same second, and it is asked again who is in charge."""
    charters, now = us.registry.charters(us.registry.institution), us.registry.now()
    known = in_charge.InCharge(us.registry.institution)
    assert known.among((), now) is None
    assert known.among(charters, now) == charter_in_charge(us.registry.institution, charters, now)
    assert known.among((), now) is None
