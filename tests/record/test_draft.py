"""A draft goes its way step by step, and whatever is edited is approved by nobody."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chancery.errors import Malformed, NotReady, OutOfOrder, Refused
from chancery.record.charter_form import charter_from_toml
from chancery.record.draft import (
    STEPS,
    AnotherReleaserNeeded,
    Approval,
    ApprovalsLacking,
    Draft,
    NoSuchOffice,
    ReleaserLacking,
    ReviewLacking,
    State,
    Step,
    TooEarly,
    lacking,
)
from chancery.record.entry import Hand, Role
from chancery.record.statement import Clause, Notice, Statement, Target, Verb
from chancery.record.words import Text, Words
from tests.record.charters import DRAFTED

CHARTER = charter_from_toml(
    DRAFTED.replace("approvals = 2", "approvals = 3").replace(
        '[[mandate]]\nid = "M4"',
        '[[mandate]]\nid = "M5"\noffice = "minister"\nmay = ["undertake"]\nabout = ["schools"]\n'
        'approvals = 2\napprovers = ["directorate"]\nlimit = 1000\n\n[[mandate]]\nid = "M4"',
    )
)
NOW = 1_890_000_000
"""In 2029, when the minister is in office and her mandate runs."""


def digest(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()


def letter(*clauses: Clause, office: str = "minister", notice: Notice | None = None) -> Statement:
    return Statement(
        id="urn:l", institution="ministry.example", office=office, clauses=clauses, notice=notice
    )


PROMISE = letter(Clause(id="c1", verb=Verb.UNDERTAKE, subject="schools/roofs", amount=Decimal(10)))
ADVICE = letter(Clause(id="c1", verb=Verb.INFORM, subject="schools"), office="directorate")


def draft(statement: Statement = PROMISE, by: str = "zoe") -> Draft:
    words = Words(authoritative=Text(language="en", text="The roofs will be mended."))
    return Draft(id="d", statement=statement, words=words, digest=digest("one"), drafters=frozenset({by}))


def hand(person: str, office: str | None = None, role: Role = Role.APPROVER) -> Hand:
    return Hand(person=person, key=f"k-{person}", role=role, office=office)


def approval(person: str, office: str | None = None, words: str = "one") -> Approval:
    return Approval(hand=hand(person, office), digest=digest(words), at=NOW)


def releaser(person: str) -> Hand:
    return hand(person, role=Role.RELEASER)


def test_a_letter_goes_from_draft_to_released() -> None:
    """Submitted, approved by another, released by a holder of the office."""
    agreed = draft().submit().approve(approval("cleo", "directorate"), CHARTER)
    assert agreed.state is State.APPROVED
    assert lacking(agreed, CHARTER, NOW, releaser("ada")) == frozenset()
    assert agreed.release(releaser("ada"), CHARTER, NOW).state is State.RELEASED
    assert agreed.hands(releaser("ada")) == (hand("cleo", "directorate"), releaser("ada"))


def test_what_a_draft_lacks_is_named() -> None:
    """How many more people, of which offices; a releaser; a review."""
    assert lacking(draft(), CHARTER, NOW) == {
        ReviewLacking(),
        ApprovalsLacking(part="c1", people=1, offices=frozenset({"minister", "directorate"})),
        ReleaserLacking(office="minister"),
    }


def test_a_letter_that_one_person_may_send_needs_no_second_approval() -> None:
    """The releaser counts as one of those who approve, so it may be released as soon as it is submitted."""
    alone = draft(ADVICE).submit()
    assert alone.under(CHARTER, NOW).state is State.APPROVED
    assert lacking(alone, CHARTER, NOW) == {ReleaserLacking(office="directorate")}
    assert lacking(alone, CHARTER, NOW, releaser("cleo")) == frozenset()
    assert alone.release(releaser("cleo"), CHARTER, NOW).state is State.RELEASED


def test_before_it_is_submitted_nobody_releases_it() -> None:
    """Not even who could send it alone; the refusal says what to do first."""
    assert lacking(draft(ADVICE), CHARTER, NOW, releaser("cleo")) == {ReviewLacking()}
    with pytest.raises(OutOfOrder, match="submit it first"):
        draft(ADVICE).release(releaser("cleo"), CHARTER, NOW)


@given(st.lists(st.sampled_from(["ada", "ben", "cleo", "dan", "eve", "mallory"]), unique=True))
@pytest.mark.parametrize("statement", [PROMISE, ADVICE], ids=["two must approve", "one is enough"])
def test_the_state_follows_from_what_is_lacking(statement: Statement, people: list[str]) -> None:
    """Whoever has approved, a letter in review is approved exactly when no approval is lacking any more."""
    agreed = draft(statement).submit()
    for person in people:
        agreed = agreed.approve(approval(person, "duty" if person == "eve" else None), CHARTER)
    short = any(isinstance(lack, ApprovalsLacking) for lack in lacking(agreed, CHARTER, NOW))
    assert agreed.under(CHARTER, NOW).state is (State.IN_REVIEW if short else State.APPROVED)


def test_an_office_that_does_not_count_changes_no_state() -> None:
    """Its approval is kept, and the draft is where it was."""
    before = draft().submit().under(CHARTER, NOW)
    assert before.approve(approval("eve", "duty"), CHARTER).state is before.state is State.IN_REVIEW


def test_a_newer_charter_may_ask_for_more() -> None:
    """What was enough under the last charter is in review again under this one."""
    agreed = draft().submit().approve(approval("cleo", "directorate"), CHARTER)
    more = tuple(replace(m, approvals=m.approvals + 1) for m in CHARTER.mandates)
    assert agreed.under(replace(CHARTER, mandates=more), NOW).state is State.IN_REVIEW


def test_an_office_that_does_not_exist_is_named() -> None:
    """It lacks an office, and no releaser is looked for in it."""
    lost = draft(letter(Clause(id="c1", verb=Verb.INFORM, subject="schools"), office="minster")).submit()
    unknown = NoSuchOffice(office="minster", known=frozenset(CHARTER.offices))
    assert lacking(lost, CHARTER, NOW) == lacking(lost, CHARTER, NOW, releaser("ada")) == {unknown}


def test_the_releaser_counts_as_one_and_only_as_one() -> None:
    """Who has approved and then releases is still one person."""
    alone = draft().submit().approve(approval("ada"), CHARTER)
    assert alone.state is State.APPROVED
    short = ApprovalsLacking(part="c1", people=1, offices=frozenset({"minister", "directorate"}))
    assert lacking(alone, CHARTER, NOW, releaser("ada")) == {short}
    with pytest.raises(NotReady):
        alone.release(releaser("ada"), CHARTER, NOW)
    assert lacking(alone, CHARTER, NOW, releaser("ben")) == frozenset()


def test_one_person_with_two_keys_is_one_approval() -> None:
    """Persons are counted, not keys."""
    second = Approval(hand=replace(hand("ada"), key="k-ada2"), digest=digest("one"), at=NOW)
    both = draft().submit().approve(approval("ada"), CHARTER).approve(second, CHARTER)
    assert ApprovalsLacking(part="c1", people=1, offices=frozenset({"minister", "directorate"})) in lacking(
        both, CHARTER, NOW, releaser("ada")
    )


@pytest.mark.parametrize(
    "other",
    [approval("eve", "duty"), approval("eve", "minister"), approval("mallory"), approval("cleo")],
    ids=[
        "an office that does not count",
        "an office she does not hold",
        "nobody's",
        "not for her own office",
    ],
)
def test_a_hand_that_does_not_count_helps_nothing(other: Approval) -> None:
    """Only holders of the offices the mandate names are counted."""
    before = lacking(draft().submit(), CHARTER, NOW)
    assert lacking(draft().submit().approve(other, CHARTER), CHARTER, NOW) == before


def test_a_capacity_that_is_denied_the_act_does_not_count() -> None:
    """A caretaker who may not order approves no order; cleo, who is none, does."""
    order = letter(Clause(id="c1", verb=Verb.ORDER, subject="schools/closure"), office="directorate")
    by_dan = draft(order).submit().approve(approval("dan"), CHARTER)
    by_cleo = draft(order).submit().approve(approval("cleo"), CHARTER)
    assert lacking(by_dan, CHARTER, NOW, releaser("dan")) != frozenset()
    assert lacking(by_cleo, CHARTER, NOW, releaser("cleo")) == frozenset()


def test_who_drafted_does_not_release_where_two_must_approve() -> None:
    """And everybody who ever edited is a drafter; where one is enough it does not matter."""
    agreed = draft(by="ada").submit().approve(approval("cleo", "directorate"), CHARTER)
    assert lacking(agreed, CHARTER, NOW, releaser("ada")) == {AnotherReleaserNeeded(person="ada")}
    assert lacking(agreed, CHARTER, NOW, releaser("ben")) == frozenset()
    advice = draft(ADVICE, by="cleo").submit().approve(approval("cleo"), CHARTER)
    assert lacking(advice, CHARTER, NOW, releaser("cleo")) == frozenset()
    edited = (
        draft()
        .edit(PROMISE, None, digest("one"), by="ada")
        .submit()
        .approve(approval("cleo", "directorate"), CHARTER)
    )
    assert AnotherReleaserNeeded(person="ada") in lacking(edited, CHARTER, NOW, releaser("ada"))


def test_two_who_share_an_office_are_never_both_shut_out() -> None:
    """
    Ada wrote it and may not release it; so what Ben agreed to is not ready under her hand.

    It waits for Ada's agreement, and then Ben releases it.
    """
    agreed = draft(by="ada").submit().approve(approval("ben"), CHARTER)
    assert agreed.state is State.IN_REVIEW
    assert agreed.approve(approval("ada"), CHARTER).release(releaser("ben"), CHARTER, NOW)


def test_a_releaser_must_hold_the_office_at_that_moment() -> None:
    """Ada's term ends; after it she releases nothing."""
    advice = draft().submit().approve(approval("cleo", "directorate"), CHARTER)
    after_her_term = 1_988_150_400
    assert ReleaserLacking(office="minister") in lacking(advice, CHARTER, after_her_term, releaser("ada"))
    assert ReleaserLacking(office="minister") in lacking(advice, CHARTER, NOW, releaser("cleo"))


def test_a_scheduled_letter_waits_for_its_hour() -> None:
    """Before the embargo ends it lacks only that; at the hour it may go."""
    waiting = draft().submit().approve(approval("cleo", "directorate"), CHARTER).schedule(NOW + 60)
    assert waiting.state is State.SCHEDULED
    assert lacking(waiting, CHARTER, NOW + 59, releaser("ada")) == {TooEarly(not_before=NOW + 60)}
    assert waiting.release(releaser("ada"), CHARTER, NOW + 60).state is State.RELEASED


def test_a_notice_lacks_what_its_mandate_asks() -> None:
    """A disowning under a mandate of three needs three, of the offices it lists."""
    disown = letter(notice=Notice(verb=Verb.DISOWN, targets=(Target(statement="urn:x"),)))
    first = draft(disown).submit().approve(approval("ada"), CHARTER)
    assert first.state is State.IN_REVIEW
    assert first.approve(approval("cleo", "directorate"), CHARTER).state is State.APPROVED
    short = ApprovalsLacking(part="disown", people=1, offices=frozenset({"minister", "directorate"}))
    assert short in lacking(first, CHARTER, NOW)


def test_what_no_mandate_allows_lacks_no_approval() -> None:
    """Approvals cannot cure it; preflight says what is wrong."""
    beyond = letter(Clause(id="c1", verb=Verb.UNDERTAKE, subject="schools", amount=Decimal(1001)))
    found = lacking(draft(beyond), CHARTER, NOW)
    assert found == {ReviewLacking(), ReleaserLacking(office="minister")}


def test_an_approval_of_other_words_is_refused() -> None:
    """An approval names the digest it was given to."""
    with pytest.raises(OutOfOrder, match="other words"):
        draft().submit().approve(approval("cleo", "directorate", words="two"), CHARTER)
    with pytest.raises(Malformed, match="other words"):
        replace(draft(), approvals=(approval("cleo", words="two"),))


def test_an_approval_is_given_once_and_by_an_approving_hand() -> None:
    """The same hand twice, or a reviewer's for an approver's: refused."""
    agreed = draft().submit().approve(approval("ben"), CHARTER)
    with pytest.raises(OutOfOrder, match="already"):
        agreed.approve(approval("ben"), CHARTER)
    with pytest.raises(Malformed):
        agreed.approve(replace(approval("ben"), hand=hand("ben", role=Role.REVIEWER)), CHARTER)


def test_a_digest_has_thirty_two_bytes() -> None:
    """Anything else is not what froze the words."""
    with pytest.raises(Malformed, match="32 bytes"):
        replace(draft(), digest=b"short")


def test_there_is_no_way_back_from_void_or_released() -> None:
    """A draft that is gone is gone; a letter on the record is changed only by notices."""
    assert STEPS[State.VOID] == STEPS[State.RELEASED] == {}
    gone = draft().abandon()
    for step in (gone.submit, gone.give_back, gone.abandon):
        with pytest.raises(OutOfOrder):
            step()


def test_every_state_is_in_the_table() -> None:
    """No state is forgotten, and only what was approved can be released."""
    assert set(STEPS) == set(State)
    assert {state for state, steps in STEPS.items() if Step.RELEASE in steps} == {
        State.APPROVED,
        State.SCHEDULED,
    }


@given(st.lists(st.sampled_from(["ada", "ben", "cleo", "dan"]), unique=True, min_size=1), st.booleans())
def test_approvals_die_on_any_edit(people: list[str], same_words: bool) -> None:
    """However many agreed, and whatever the edit was, to the new version nobody has agreed."""
    agreed = draft().submit()
    for person in people:
        agreed = agreed.approve(
            approval(person, "directorate" if person in ("cleo", "dan") else None), CHARTER
        )
    edited = agreed.edit(PROMISE, None, digest("one" if same_words else "two"), by="zoe")
    assert (edited.approvals, edited.state, edited.version) == ((), State.DRAFT, agreed.version + 1)


class AnyOrder(RuleBasedStateMachine):
    """Whatever is tried in whatever order, the promises about a draft hold."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = draft()
        self.agreed_since_edit: set[str] = set()

    def attempt(self, after: object) -> bool:
        try:
            self.draft = after()  # type: ignore[operator]
        except Refused:
            return False
        return True

    @rule(words=st.sampled_from(["one", "two"]))
    def edit(self, words: str) -> None:
        if self.attempt(lambda: self.draft.edit(PROMISE, None, digest(words), by="zoe")):
            self.agreed_since_edit.clear()

    @rule()
    def submit(self) -> None:
        self.attempt(self.draft.submit)

    @rule()
    def give_back(self) -> None:
        self.attempt(self.draft.give_back)

    @rule(person=st.sampled_from(["ada", "ben"]), words=st.sampled_from(["one", "two"]))
    def approve(self, person: str, words: str) -> None:
        if self.attempt(lambda: self.draft.approve(approval(person, words=words), CHARTER)):
            self.agreed_since_edit.add(person)

    @rule()
    def schedule(self) -> None:
        self.attempt(lambda: self.draft.schedule(NOW))

    @rule(person=st.sampled_from(["ada", "ben"]))
    def release(self, person: str) -> None:
        if self.attempt(lambda: self.draft.release(releaser(person), CHARTER, NOW)):
            assert len(self.agreed_since_edit | {person}) >= 2

    @invariant()
    def every_approval_is_of_these_very_words(self) -> None:
        assert {approval.digest for approval in self.draft.approvals} <= {self.draft.digest}
        assert {approval.hand.person for approval in self.draft.approvals} <= self.agreed_since_edit


TestAnyOrder = AnyOrder.TestCase


def test_a_notice_does_not_become_a_letter() -> None:
    """Nor a letter a notice: whoever looks for the one would not find that it is the other by now."""
    notice = letter(notice=Notice(verb=Verb.WITHDRAW, targets=(Target(statement="urn:other"),)))
    with pytest.raises(OutOfOrder):
        draft(notice).edit(PROMISE, None, digest("two"), by="zoe")
    with pytest.raises(OutOfOrder):
        draft().edit(notice, None, digest("two"), by="zoe")
