"""Foresight at the one door: what an officer is told beforehand about a letter of the day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.record.draft import ApprovalsLacking, ReleaserLacking
from chancery.record.entry import Hand, Role
from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.preflight import Name
from chancery.record.standing import Status
from chancery.record.statement import (
    ClauseId,
    KeyName,
    Notice,
    Premise,
    Reliance,
    Statement,
    StatementId,
    Target,
    Verb,
)
from chancery.registry.foresight import MOST_LOOKED_AT, Foresight, may_be_done_alone, still_needed
from chancery.registry.reach import MOST, touched
from tests.institution import Clock, Institution, department
from tests.letters import LETTER, OPERATIONS, clause, letter, saying
from tests.people import CHAIR, DUTY, GENERAL, SECRETARY, Officer, urn

HOLD_LASTS = 72 * 3600


@pytest.fixture
def us() -> Institution:
    return department(Clock())


def notice_by(us: Institution, who: Officer, verb: Verb, *on: StatementId, **more: object) -> Statement:
    said = Notice(verb=verb, targets=tuple(Target(statement=id) for id in on), **more)  # type: ignore[arg-type]
    return Statement(
        id=urn(us.domain, "foreseen"), institution=us.domain, office=who.office, form="notice", notice=said
    )


def own_hand(us: Institution, who: Officer) -> tuple[Hand, ...]:
    public = us.charter.keys[who.key]
    return (Hand(person=who.person, key=who.key, role=Role.RELEASER, public=public),)


def standing_of(foresight: Foresight, id: StatementId) -> tuple[Status | None, Status | None]:
    shift = foresight.shift(id)
    assert shift is not None
    return shift.before.standing.status, shift.after.standing.status


def test_disowning_is_foreseen_with_what_leans_on_the_letter(us: Institution) -> None:
    """The order falls, and with it what needs it; what only mentions it gets a flag and keeps its force."""
    order = us.release(OPERATIONS, by=GENERAL)
    needs, mentions = (
        us.release(
            saying(
                "Accordingly.",
                Verb.ORDER,
                "forces/operations",
                premises=(Premise(statement=order, clause=ClauseId("c1"), reliance=reliance),),
            ),
            by=GENERAL,
        )
        for reliance in Reliance
    )
    foresight = us.registry.foresee(notice_by(us, SECRETARY, Verb.DISOWN, order))
    assert (foresight.counts, foresight.objections, foresight.whole) == (YES, (), True)
    assert [shift.entry.id for shift in foresight.shifts] == [order, needs, mentions]
    assert [shift.falls for shift in foresight.shifts] == [{"c1"}, {"c1"}, frozenset()]
    assert [shift.through for shift in foresight.shifts] == [None, order, order]
    flagged = foresight.shift(mentions)
    assert flagged is not None
    assert flagged.after.missing == {("c1", order)}
    assert flagged.after.binding == {"c1"}
    assert standing_of(foresight, order) == (Status.CURRENT, Status.DISOWNED)
    assert foresight.ends is None


def test_what_was_foreseen_is_what_readers_are_told(us: Institution) -> None:
    """The five answers afterwards, at the one door, are the five foreseen; looking wrote nothing."""
    sent = us.release_anyway(LETTER, by=GENERAL)
    said = notice_by(us, SECRETARY, Verb.DISOWN, sent)
    size = us.archive.applied()
    shift = us.registry.foresee(said).shift(sent)
    assert shift is not None
    assert us.archive.applied() == size
    us.disown(sent, by=[SECRETARY, CHAIR])
    told = us.registry.letter(sent)
    assert told is not None
    assert [each.state for each in told.answers] == [each.state for each in shift.after.answers]
    assert [each.state for each in shift.before.answers] != [each.state for each in shift.after.answers]


def test_disowning_a_successor_is_foreseen_to_free_what_it_replaced(us: Institution) -> None:
    """And withdrawing it is foreseen not to."""
    first = us.release(OPERATIONS, by=GENERAL)
    again = letter(("Go on.", clause("c1", Verb.ORDER, "forces/operations")), supersedes=(first,))
    second = us.release(again, by=GENERAL)
    disowned = us.registry.foresee(notice_by(us, SECRETARY, Verb.DISOWN, second))
    assert standing_of(disowned, first) == (Status.SUPERSEDED, Status.CURRENT)
    freed = disowned.shift(first)
    assert freed is not None
    assert (freed.revives, freed.through) == ({"c1"}, second)
    withdrawn = us.registry.foresee(notice_by(us, GENERAL, Verb.WITHDRAW, second))
    assert [shift.entry.id for shift in withdrawn.shifts] == [second]


def test_a_lone_hold_is_foreseen_with_its_end(us: Institution) -> None:
    """After three days, or at the time it names when that is sooner."""
    order = us.release(OPERATIONS, by=GENERAL)
    hold = notice_by(us, DUTY, Verb.SUSPEND, order)
    hands = own_hand(us, DUTY)
    foresight = us.registry.foresee(hold, hands)
    assert standing_of(foresight, order) == (Status.CURRENT, Status.SUSPENDED)
    assert foresight.ends == us.clock() + HOLD_LASTS
    assert hold.notice is not None
    sooner = replace(hold, notice=replace(hold.notice, until=us.clock() + 3600))
    assert us.registry.foresee(sooner, hands).ends == us.clock() + 3600


def test_a_stolen_key_is_foreseen_with_every_letter_it_signed(us: Institution) -> None:
    """A report casts doubt and lapses; a confirmation takes the hand away, and what it disowned revives."""
    order = us.release(OPERATIONS, by=GENERAL)
    us.clock.turn("1m")
    disowning = us.disown(order, by=[SECRETARY, CHAIR])
    about = {"key": KeyName(CHAIR.key), "since": us.clock()}
    report = us.registry.foresee(notice_by(us, DUTY, Verb.REPORT_COMPROMISE, **about), own_hand(us, DUTY))
    shift = report.shift(disowning)
    assert shift is not None
    assert (shift.before.counts, shift.after.counts) == (YES, UNDETERMINED)
    assert report.ends == us.clock() + HOLD_LASTS
    us.report_stolen(CHAIR, since="T0+1m", by=DUTY)
    confirmed = us.registry.foresee(notice_by(us, SECRETARY, Verb.CONFIRM_COMPROMISE, **about))
    shift = confirmed.shift(disowning)
    assert shift is not None
    assert (shift.before.counts, shift.after.counts) == (UNDETERMINED, NO)
    assert confirmed.ends is None
    freed = confirmed.shift(order)
    assert freed is not None
    assert (freed.after.standing.status, freed.revives) == (Status.CURRENT, {"c1"})


def test_what_the_rules_object_to_is_told_and_changes_nothing(us: Institution) -> None:
    """A general cannot disown their own letter."""
    order = us.release(OPERATIONS, by=GENERAL)
    foresight = us.registry.foresee(notice_by(us, GENERAL, Verb.DISOWN, order))
    assert [each.name for each in foresight.objections] == [Name.DISOWNS_ITSELF]
    assert (foresight.counts, foresight.shifts) == (NO, ())
    assert [entry.id for entry in foresight.untouched] == [order]


def test_circles_are_looked_at_once(us: Institution) -> None:
    """Two statements that lean on one another: the first names the second before it is there."""
    ahead = urn(us.domain, "ahead")
    leaning = [
        Premise(statement=id, clause=ClauseId("c1"), reliance=Reliance.NECESSARY)
        for id in (ahead, us.release(OPERATIONS, by=GENERAL))
    ]
    first = us.release_anyway(
        saying("One.", Verb.ORDER, "forces/operations", premises=tuple(leaning)), by=GENERAL
    )
    back = Premise(statement=first, clause=ClauseId("c1"), reliance=Reliance.NECESSARY)
    second = us.act(
        saying("Two.", Verb.ORDER, "forces/operations", premises=(back,)),
        by=GENERAL,
        id=ahead,
        over=("premise_undetermined",),
    )
    us.registry.perform(second)
    foresight = us.registry.foresee(notice_by(us, SECRETARY, Verb.DISOWN, leaning[1].statement))
    assert {shift.entry.id for shift in foresight.shifts} >= {leaning[1].statement, first}
    assert foresight.whole


def test_who_must_still_approve_is_worked_out_from_the_charter(us: Institution) -> None:
    """Disowning asks for two people; a hold for none but the officer on duty."""
    order = us.release(OPERATIONS, by=GENERAL)
    disowning = notice_by(us, SECRETARY, Verb.DISOWN, order)
    lacks = still_needed(disowning, us.charter, us.clock(), by=SECRETARY.person)
    assert {type(lack) for lack in lacks} == {ApprovalsLacking, ReleaserLacking}
    assert next(lack.people for lack in lacks if isinstance(lack, ApprovalsLacking)) == 1
    assert not may_be_done_alone(disowning, us.charter, us.clock(), by=SECRETARY.person)
    hold = notice_by(us, DUTY, Verb.SUSPEND, order)
    assert may_be_done_alone(hold, us.charter, us.clock(), by=DUTY.person)


def test_more_than_can_be_looked_at_is_said(us: Institution) -> None:
    """Nothing is left out in silence: the foresight says that it is not whole."""
    order = us.release(OPERATIONS, by=GENERAL)
    premise = Premise(statement=order, clause=ClauseId("c1"), reliance=Reliance.NECESSARY)
    leaning = saying("So.", Verb.INFORM, "forces/operations", premises=(premise,))
    us.registry.perform_all([us.act(leaning, by=GENERAL) for _ in range(MOST_LOOKED_AT + 5)])
    foresight = us.registry.foresee(notice_by(us, SECRETARY, Verb.DISOWN, order))
    assert not foresight.whole
    assert len(foresight.shifts) + len(foresight.untouched) == MOST_LOOKED_AT
    assert MOST > MOST_LOOKED_AT


def test_foreseeing_is_bounded_however_much_leans_on_a_letter(us: Institution) -> None:
    """No more is looked up at one step than could be told."""
    order = us.release(OPERATIONS, by=GENERAL)
    premise = Premise(statement=order, clause=ClauseId("c1"))
    leaning = saying("So.", Verb.INFORM, "forces/operations", premises=(premise,))
    us.registry.perform_all([us.act(leaning, by=GENERAL) for _ in range(MOST + 5)])
    entry = us.index.entry(order)
    assert entry is not None
    assert len(touched(entry, us.index)) == MOST
