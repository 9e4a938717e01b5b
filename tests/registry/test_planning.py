"""Beside the drafts: reasons, reminders, and releases planned for an hour, if the rules still allow them."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.errors import BadSignature, Malformed, NotPermitted, NotReady, OutOfOrder, Unavailable
from chancery.record.draft import State
from chancery.record.entry import Role
from chancery.record.statement import Instant, StatementId, Verb
from chancery.registry.margin import Noted
from chancery.seal.approval import Approval
from tests.institution import Clock, Institution, department
from tests.letters import DECIDE, INFORM, LETTER, OPERATIONS, Saying, saying
from tests.people import ARCHIVIST, CHAIR, CLERK, GENERAL, SECRETARY, UNDERSECRETARY, Officer, secret

DECISION = saying("We will leave the northern base.", DECIDE, "forces/posture")
OTHER = saying("We will leave the southern base.", DECIDE, "forces/posture")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def us(clock: Clock) -> Institution:
    return department(clock)


def hand(us: Institution, id: StatementId, who: Officer, role: Role = Role.RELEASER) -> Approval:
    papers = us.desk().papers(id)
    office = None if who.office == papers.draft.statement.office else who.office
    return us.hand(papers.act, who, role, office)


def submitted(us: Institution, said: Saying = OPERATIONS, by: Officer = GENERAL) -> StatementId:
    id = us.leave_on_desk(said, by=by)
    us.desk().submit(id)
    return id


def rewritten(us: Institution, id: StatementId, said: Saying, by: Officer) -> None:
    _, statement = us.statement(replace(said, words=None), office=by.office, id=id)
    us.desk().edit(
        statement, said.words, salt=secret("salt", id, str(len(us.desk().versions(id)))), by=by.person
    )


class TestPlans:
    def test_the_hour_comes_and_the_letter_goes_out(self, us: Institution, clock: Clock) -> None:
        """By the hand that was given beforehand; nobody has to be there."""
        id = submitted(us)
        us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60))
        assert us.desk().release_due() == ()
        assert us.registry.letter(id) is None
        clock.turn("1m")
        (outcome,) = us.desk().release_due()
        assert outcome.entry is not None
        assert outcome.entry.id == id
        assert us.desk().papers(id).draft.state is State.RELEASED
        assert us.desk().release_due() == ()

    def test_an_edit_makes_the_plan_worthless(self, us: Institution, clock: Clock) -> None:
        """The hand was put to other words; the hour passes and nothing is said."""
        id = submitted(us)
        us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60))
        rewritten(us, id, saying("All operations go on.", Verb.ORDER, "forces/operations"), GENERAL)
        assert us.desk().planned(id) is None
        clock.turn("5m")
        assert us.desk().release_due() == ()
        assert us.registry.letter(id) is None

    def test_a_plan_left_behind_by_a_crash_releases_no_edited_words(
        self, us: Institution, clock: Clock
    ) -> None:
        """Even a plan that outlived the edit finds a draft that waits for no hour, and goes."""
        id = submitted(us)
        planned = us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60))
        rewritten(us, id, saying("All operations go on.", Verb.ORDER, "forces/operations"), GENERAL)
        us.margins.plan(planned)
        clock.turn("5m")
        (outcome,) = us.desk().release_due()
        assert outcome.entry is None
        assert us.registry.letter(id) is None
        assert us.margins.due(clock.now) == ()

    def test_a_hand_over_earlier_words_releases_nothing_when_planned_again(
        self, us: Institution, clock: Clock
    ) -> None:
        """Whoever slips the old hand under the new words is told that it is not theirs."""
        id = submitted(us)
        old = hand(us, id, GENERAL)
        planned = us.desk().plan(id, old, Instant(clock.now + 60))
        rewritten(us, id, saying("All operations go on.", Verb.ORDER, "forces/operations"), GENERAL)
        us.desk().submit(id)
        with pytest.raises(BadSignature):
            us.desk().plan(id, old, Instant(clock.now + 60))
        us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60))
        us.margins.plan(planned)
        clock.turn("2m")
        (outcome,) = us.desk().release_due()
        assert outcome.entry is None
        assert us.registry.letter(id) is None
        assert us.desk().papers(id).draft.state is State.DRAFT

    def test_what_the_charter_no_longer_allows_is_kept_back(self, us: Institution, clock: Clock) -> None:
        """The mandate went between the plan and the hour; the draft goes back, with the reason beside it."""
        id = submitted(us)
        us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60))
        fewer = tuple(each for each in us.charter.mandates if each.id != "US-2")
        us.adopt(replace(us.charter, version=2, mandates=fewer), by=(CLERK, ARCHIVIST))
        clock.turn("2m")
        (outcome,) = us.desk().release_due()
        assert outcome.entry is None
        assert us.registry.letter(id) is None
        assert us.desk().papers(id).draft.state is State.DRAFT
        (kept,) = us.desk().notes(id)
        assert (kept.noted, kept.text) == (Noted.KEPT_BACK, "clause_unauthorised")

    def test_the_releaser_who_left_the_office_releases_nothing(self, us: Institution, clock: Clock) -> None:
        """The hand was good when it was given; what counts is who holds the office at the hour."""
        id = submitted(us)
        us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60))
        command = us.charter.offices[GENERAL.office]
        gone = replace(command, holders=tuple(replace(h, until=clock.now + 30) for h in command.holders))
        us.adopt(
            replace(us.charter, version=2, offices={**us.charter.offices, GENERAL.office: gone}),
            by=(CLERK, ARCHIVIST),
        )
        clock.turn("2m")
        (outcome,) = us.desk().release_due()
        assert isinstance(outcome.refusal, NotReady)
        assert us.desk().notes(id)[0].text == "not_ready"

    def test_nobody_plans_what_is_not_agreed_to(self, us: Institution, clock: Clock) -> None:
        """A decision of two is not scheduled by one of them."""
        id = submitted(us, DECISION, SECRETARY)
        with pytest.raises((NotReady, OutOfOrder)):
            us.desk().plan(id, hand(us, id, UNDERSECRETARY), Instant(clock.now + 60))
        us.desk().approve(id, hand(us, id, CHAIR, Role.APPROVER))
        us.desk().plan(id, hand(us, id, UNDERSECRETARY), Instant(clock.now + 60))
        clock.turn("1m")
        assert us.desk().release_due()[0].entry is not None

    def test_a_hand_that_cannot_be_read_holds_up_no_other_letter(self, us: Institution, clock: Clock) -> None:
        """Its draft goes back to its people, and what else was due goes out."""
        first, second = submitted(us), submitted(us, saying("We are here.", INFORM, "forces/operations"))
        planned = us.desk().plan(first, hand(us, first, GENERAL), Instant(clock.now + 60))
        us.desk().plan(second, hand(us, second, GENERAL), Instant(clock.now + 61))
        us.margins.plan(replace(planned, hand=b"no hand"))
        clock.turn("2m")
        refused, released = us.desk().release_due()
        assert isinstance(refused.refusal, Malformed)
        assert released.entry is not None
        assert us.desk().papers(first).draft.state is State.DRAFT

    def test_without_storage_it_is_tried_again(self, us: Institution, clock: Clock) -> None:
        """Nobody has to plan anew what the disk refused at its hour."""
        id = submitted(us)
        us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60))
        clock.turn("1m")
        with patch.object(us.registry, "perform", side_effect=Unavailable("The disk is full.")):
            (outcome,) = us.desk().release_due()
        assert isinstance(outcome.refusal, Unavailable)
        (outcome,) = us.desk().release_due()
        assert outcome.entry is not None

    def test_an_hour_that_has_passed_is_none(self, us: Institution, clock: Clock) -> None:
        """Then it can be released at once, by whoever means it."""
        id = submitted(us)
        with pytest.raises(OutOfOrder, match="passed"):
            us.desk().plan(id, hand(us, id, GENERAL), clock.now)

    def test_the_hand_of_an_approver_plans_nothing(self, us: Institution, clock: Clock) -> None:
        """Agreeing is not releasing."""
        id = submitted(us)
        with pytest.raises(NotPermitted):
            us.desk().plan(id, hand(us, id, GENERAL, Role.APPROVER), Instant(clock.now + 60))

    def test_a_crash_after_the_record_is_made_good(self, us: Institution, clock: Clock) -> None:
        """The letter is on the record once, and the draft learns of it at the next round."""
        id = submitted(us)
        planned = us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60))
        clock.turn("1m")
        waiting = us.drafts.versions(id)[:]
        us.desk().release_due()
        us.drafts.forget(id)
        for kept in waiting:
            us.drafts.keep(kept)
        us.margins.plan(planned)
        (outcome,) = us.desk().release_due()
        assert outcome.entry is not None
        assert us.desk().papers(id).draft.state is State.RELEASED

    def test_released_at_once_although_it_was_to_wait(self, us: Institution, clock: Clock) -> None:
        """Its releaser thought better of it; the plan is gone."""
        id = submitted(us)
        us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 3600))
        us.desk().release_at_once(id, hand(us, id, GENERAL))
        assert us.registry.letter(id) is not None
        clock.turn("2h")
        assert us.desk().release_due() == ()


class TestEmbargo:
    def test_only_those_whom_the_releaser_named_are_handed_the_words(
        self, us: Institution, clock: Clock
    ) -> None:
        """And each handing over is noted; the record says nothing of any of it."""
        id = submitted(us)
        with pytest.raises(NotPermitted):
            us.desk().hand_over(id, "The Gazette", by="general")
        us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60), embargo=True, to=["The Gazette"])
        us.desk().hand_over(id, "The Gazette", by="general")
        with pytest.raises(NotPermitted):
            us.desk().hand_over(id, "The Herald", by="general")
        (noted,) = us.desk().notes(id)
        assert (noted.noted, noted.whom, noted.by) == (Noted.HANDED_OVER, "The Gazette", "general")
        assert us.registry.letter(id) is None

    def test_without_an_embargo_nobody_is_named(self, us: Institution, clock: Clock) -> None:
        """Or a release for a later hour would leak by default."""
        id = submitted(us)
        with pytest.raises(Malformed, match="embargo"):
            us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60), to=["The Gazette"])
        assert us.desk().papers(id).draft.state is State.APPROVED


class TestNotes:
    def test_a_reason_stays_beside_the_draft(self, us: Institution) -> None:
        """Who gave it back and why; also when the words have long been others."""
        id = submitted(us, LETTER)
        us.desk().give_back(id, "  Which movement?  ", by="secretary")
        rewritten(us, id, LETTER, GENERAL)
        (noted,) = us.desk().notes(id)
        assert (noted.noted, noted.by, noted.text, noted.version) == (
            Noted.GIVEN_BACK,
            "secretary",
            "Which movement?",
            1,
        )

    def test_who_was_reminded_and_when(self, us: Institution, clock: Clock) -> None:
        """Every time anew."""
        id = submitted(us, DECISION, SECRETARY)
        us.desk().remind(id, "chair", by="secretary")
        clock.turn("1h")
        us.desk().remind(id, "chair", by="secretary")
        assert [each.at for each in us.desk().notes(id)] == [clock.now - 3600, clock.now]

    def test_a_note_is_no_letter(self, us: Institution) -> None:
        """It has an end, and nothing happens if it has none."""
        id = submitted(us)
        with pytest.raises(Malformed, match="note"):
            us.desk().give_back(id, "x" * 5_000, by="secretary")
        assert us.desk().papers(id).draft.state is not State.DRAFT


def test_every_version_is_kept(us: Institution) -> None:
    """Oldest first, each with the words it had."""
    id = us.leave_on_desk(DECISION, by=SECRETARY)
    rewritten(us, id, OTHER, SECRETARY)
    kept = us.desk().versions(id)
    assert [papers.draft.version for papers in kept] == [1, 2]
    assert [papers.draft.words for papers in kept] == [DECISION.words, OTHER.words]


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(st.sampled_from(["approve", "edit", "plan", "wait", "due", "back", "submit"]), max_size=14)
)
def test_nothing_goes_out_that_its_releaser_did_not_sign_as_it_stands(steps: list[str]) -> None:
    """Approvals and plans die on any edit; in whatever order things are done, only signed words go out."""
    clock = Clock()
    us = department(clock)
    id = us.leave_on_desk(DECISION, by=SECRETARY)
    signed: set[bytes] = set()
    for number, step in enumerate(steps):
        papers = us.desk().papers(id)
        if papers.draft.state is State.RELEASED:
            break
        try:
            match step:
                case "approve":
                    us.desk().approve(id, hand(us, id, CHAIR, Role.APPROVER))
                case "edit":
                    words = saying(f"We will leave base {number}.", DECIDE, "forces/posture")
                    rewritten(us, id, words, SECRETARY)
                    assert us.desk().papers(id).given == ()
                    assert us.desk().planned(id) is None
                case "plan":
                    us.desk().plan(id, hand(us, id, UNDERSECRETARY), Instant(clock.now + 60))
                    signed.add(papers.act)
                case "wait":
                    clock.turn("1m")
                case "due":
                    us.desk().release_due()
                case "back":
                    us.desk().give_back(id, "No.", by="chair")
                case "submit":
                    us.desk().submit(id)
        except (OutOfOrder, NotReady):
            continue
    if us.registry.letter(id) is not None:
        assert us.desk().papers(id).act in signed
        assert us.desk().papers(id).given


def test_an_informing_letter_is_scheduled_by_one(us: Institution, clock: Clock) -> None:
    """Where one may release, one may plan it."""
    id = submitted(us, saying("The road is open.", INFORM, "forces/roads"))
    us.desk().plan(id, hand(us, id, GENERAL), Instant(clock.now + 60))
    clock.turn("1m")
    assert us.desk().release_due()[0].entry is not None
