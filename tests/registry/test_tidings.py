"""Whose standing or force changed, from what to what, by which act: worked out from the record alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.record.entry import Entry
from chancery.record.force import Effect
from chancery.record.statement import (
    ActInForce,
    ClauseId,
    Link,
    Premise,
    Relation,
    Reliance,
    StatementId,
    Verb,
)
from chancery.registry.tidings import Glance, Tiding, What, appointments, lapsed, tidings
from tests.institution import Clock, Institution, at, department
from tests.letters import INFORM, LETTER, OPERATIONS, ORDER, UNDERTAKE, clause, letter, notice, saying
from tests.people import CHAIR, DUTY, GENERAL, SECRETARY


@pytest.fixture
def us() -> Institution:
    return department(Clock())


def entry(institution: Institution, id: StatementId) -> Entry:
    found = institution.index.entry(id)
    assert found is not None
    return found


def told(institution: Institution, *ids: StatementId, **more: object) -> list[Tiding]:
    """The tidings of these entries, seen at the moment it is."""
    glance = Glance(index=institution.index, at=institution.clock())
    return list(tidings([entry(institution, id) for id in ids], glance, **more))  # type: ignore[arg-type]


def moves(found: list[Tiding]) -> list[tuple[StatementId, str | None, str | None]]:
    """Who moved, from where to where."""
    return [
        (each.about, each.before and each.before.standing, each.after and each.after.standing)
        for each in found
    ]


def test_a_new_letter_is_told_with_its_standing(us: Institution) -> None:
    """Nothing was there before it."""
    letter = us.release_anyway(LETTER, by=GENERAL)
    (only,) = told(us, letter)
    assert (only.what, only.about, only.by, only.before) == (What.RELEASED, letter, letter, None)
    assert only.after is not None
    assert only.after.standing == "current"


def test_a_disowned_letter_is_told_by_the_notice_that_disowned_it(us: Institution) -> None:
    """From current to disowned; the notice itself is new."""
    letter = us.release_anyway(LETTER, by=GENERAL)
    disowning = us.disown(letter, by=[SECRETARY, CHAIR])
    found = told(us, disowning)
    assert moves(found) == [(disowning, None, "current"), (letter, "current", "disowned")]
    assert {each.by for each in found} == {disowning}


def test_a_notice_without_effect_moves_nothing(us: Institution) -> None:
    """One person cannot disown where two must; the record shows the attempt, and nobody is alarmed."""
    letter = us.release_anyway(LETTER, by=GENERAL)
    attempt = us.release_anyway(notice(Verb.DISOWN, letter), by=SECRETARY)
    assert moves(told(us, attempt)) == [(attempt, None, "current")]


def test_what_falls_with_a_letter_is_told_too(us: Institution) -> None:
    """Through premises, however many steps away, each with what it leans on."""
    first = us.release(OPERATIONS, by=GENERAL)
    premise = Premise(statement=first, clause=ClauseId("c1"), reliance=Reliance.NECESSARY)
    second = us.release(saying("As above.", ORDER, "forces/operations", premises=(premise,)), by=GENERAL)
    premise = replace(premise, statement=second)
    third = us.release(saying("And so on.", ORDER, "forces/operations", premises=(premise,)), by=GENERAL)
    withdrawal = us.withdraw(first, by=GENERAL)
    found = {each.about: each for each in told(us, withdrawal)}
    assert set(found) == {withdrawal, first, second, third}
    assert (found[second].through, found[third].through) == (first, second)
    fallen = found[third]
    assert fallen.before is not None
    assert fallen.after is not None
    assert (fallen.before.standing, fallen.after.standing) == ("current", "current")
    assert (fallen.before.effect, fallen.after.effect) == (Effect.IN_FORCE, Effect.NOT_IN_FORCE)


def test_a_withdrawal_undone_lets_the_letter_stand_again(us: Institution) -> None:
    """The reinstatement is aimed at the withdrawal, and the letter moves by it."""
    letter = us.release(OPERATIONS, by=GENERAL)
    withdrawal = us.withdraw(letter, by=GENERAL)
    undone = us.reinstate(withdrawal, by=GENERAL)
    assert (letter, "withdrawn", "current") in moves(told(us, undone))


def test_an_order_that_was_waited_for_brings_a_letter_into_force(us: Institution) -> None:
    """Conditions look forward: the order moves a statement older than itself."""
    awaited = ActInForce(id="order", verb=ORDER, office=GENERAL.office)
    waiting = us.release(
        saying("Once ordered, we stay in.", UNDERTAKE, "forces/posture", conditions=(awaited,)),
        by=[SECRETARY, CHAIR],
    )
    order = us.release(OPERATIONS, by=GENERAL)
    moved = {each.about: each for each in told(us, order)}[waiting]
    assert moved.through == order
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before.effect, moved.after.effect) == (Effect.NOT_IN_FORCE, Effect.IN_FORCE)


def test_a_stolen_key_moves_what_it_signed(us: Institution) -> None:
    """Two officers confirm it from a moment on; what was signed after it has no authority any more."""
    before = us.release(OPERATIONS, by=GENERAL)
    us.clock.turn("2h")
    after = us.release(saying("Halt.", ORDER, "forces/operations"), by=GENERAL)
    confirmed = us.confirm_stolen(GENERAL, since="T0+1h", by=[SECRETARY, CHAIR])
    moved = {each.about for each in told(us, confirmed)}
    assert moved == {confirmed, after}
    assert before not in moved


def test_each_entry_is_told_as_it_came(us: Institution) -> None:
    """Of two notices on one letter the first is told without the second."""
    letter = us.release(OPERATIONS, by=GENERAL)
    hold = us.hold(letter, by=DUTY)
    withdrawal = us.withdraw(letter, by=GENERAL)
    assert moves(told(us, letter, hold, withdrawal)) == [
        (letter, None, "current"),
        (hold, None, "current"),
        (letter, "current", "suspended"),
        (withdrawal, None, "current"),
        (letter, "suspended", "withdrawn"),
    ]


def test_what_came_later_is_not_told_before_its_turn(us: Institution) -> None:
    """An index that holds more than is to be told tells no more than that."""
    letter = us.release(OPERATIONS, by=GENERAL)
    withdrawal = us.withdraw(letter, by=GENERAL)
    assert moves(told(us, letter, unheard=[entry(us, withdrawal)])) == [(letter, None, "current")]


def test_answers_and_acknowledgements_are_told(us: Institution) -> None:
    """By what they say of themselves; a refusal says that it is one."""
    asked, letter_of_theirs = StatementId("urn:uuid:" + "1" * 32), StatementId("urn:uuid:" + "2" * 32)
    answer = us.release(
        letter(
            ("It is so.", clause("c1", INFORM, "forces/operations")),
            links=(
                Link(relation=Relation.REFUSES_ANSWER, to=asked),
                Link(relation=Relation.ACKNOWLEDGES, to=letter_of_theirs),
                Link(relation=Relation.QUOTES, to=letter_of_theirs),
            ),
        ),
        by=GENERAL,
    )
    found = [(each.what, each.about, each.refuses) for each in told(us, answer)]
    assert found[1:] == [(What.REPLIED, asked, True), (What.ACKNOWLEDGED, letter_of_theirs, False)]


class TestTime:
    """Holds that end and letters that expire are told when their moment comes."""

    def test_a_lone_hold_lapses_after_three_days(self, us: Institution) -> None:
        """To the second, and back to where the letter stood."""
        letter = us.release(OPERATIONS, by=GENERAL)
        hold = us.hold(letter, by=DUTY)
        (lapse,) = appointments(entry(us, hold), us.index)
        assert lapse == at("T0+72h")
        glance = Glance(index=us.index, at=lapse)
        (ended,) = [each for each in lapsed(entry(us, hold), lapse, glance) if each.about == letter]
        assert ended.by is None
        assert moves([ended]) == [(letter, "suspended", "current")]

    def test_a_hold_ends_at_its_own_time(self, us: Institution) -> None:
        """Its appointments are its end and its lapse; at the lapse nothing happens any more."""
        letter = us.release(OPERATIONS, by=GENERAL)
        hold = entry(us, us.hold(letter, by=DUTY, until="T0+1h"))
        assert appointments(hold, us.index) == (at("T0+1h"), at("T0+72h"))
        glance = Glance(index=us.index, at=at("T0+1h"))
        assert (letter, "suspended", "current") in moves(list(lapsed(hold, at("T0+1h"), glance)))
        assert (letter, "suspended", "current") not in moves(list(lapsed(hold, at("T0+72h"), glance)))

    def test_an_expiry_is_an_appointment(self, us: Institution) -> None:
        """The letter moves itself, and whatever leans on it."""
        expiring = us.release(
            letter(
                ("All operations are suspended.", clause("c1", ORDER, "forces/operations")),
                expires=at("T0+2h"),
            ),
            by=GENERAL,
        )
        leaning = us.release(
            saying(
                "As above.",
                ORDER,
                "forces/operations",
                premises=(Premise(statement=expiring, clause=ClauseId("c1"), reliance=Reliance.NECESSARY),),
            ),
            by=GENERAL,
        )
        (when,) = appointments(entry(us, expiring), us.index)
        found = list(lapsed(entry(us, expiring), when, Glance(index=us.index, at=when)))
        assert moves(found)[0] == (expiring, "current", "expired")
        assert [each.through for each in found] == [None, expiring]
        assert found[1].about == leaning

    def test_what_has_no_end_has_no_appointment(self, us: Institution) -> None:
        """And a moment that is past when the letter is logged is none."""
        assert appointments(entry(us, us.release(OPERATIONS, by=GENERAL)), us.index) == ()


def test_the_same_tiding_has_the_same_name(us: Institution) -> None:
    """Worked out twice, it is told once."""
    letter = us.release(OPERATIONS, by=GENERAL)
    withdrawal = us.withdraw(letter, by=GENERAL)
    first, again = (told(us, withdrawal), told(us, withdrawal))
    assert [each.key for each in first] == [each.key for each in again]
    assert len({each.key for each in first}) == len(first)
