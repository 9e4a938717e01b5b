"""6 January 2020, as a minister could read it: a letter, a vote, a disowning, and what each was worth."""

from __future__ import annotations

import pytest

from chancery.check.answers import Answers, Likeness
from chancery.errors import NotPermitted
from chancery.record.entry import statement_of
from chancery.record.force import Why
from chancery.record.statement import (
    ClauseId,
    Premise,
    Relation,
    Reliance,
    StatementId,
    Verb,
)
from chancery.record.statement import Link as StatedLink
from tests.institution import Clock, Institution, at
from tests.letters import (
    ACKNOWLEDGE,
    DECIDE,
    DENY,
    LETTER,
    OPERATIONS,
    ORDER,
    PROPOSE,
    UNDERTAKE,
    VOTE,
    clause,
    letter,
    notice,
    saying,
)
from tests.people import CHAIR, DEPUTY, DUTY, GENERAL, PREMIER, PRESS, SECRETARY, SPEAKER, UNDERSECRETARY


@pytest.fixture
def vote(iq: Institution, clock: Clock) -> StatementId:
    """The day before, the assembly votes."""
    clock.set("T0-1d")
    return iq.release(VOTE, by=[SPEAKER, DEPUTY])


@pytest.fixture
def sent(us: Institution, clock: Clock) -> StatementId:
    """At T0 the general's letter goes out over the objections of preflight."""
    clock.set("T0")
    return us.release_anyway(LETTER, by=GENERAL)


@pytest.fixture
def disowned(us: Institution, clock: Clock, sent: StatementId) -> StatementId:
    """Four minutes later two superiors disown it."""
    clock.set("T0+4m")
    return us.disown(sent, by=[SECRETARY, CHAIR])


def states(answers: Answers) -> list[str]:
    return [str(answer.state) for answer in answers]


# ── the letter ──


def test_at_one_minute_past_the_letter_is_current_and_promises_nothing(
    us: Institution, clock: Clock, sent: StatementId
) -> None:
    """It was issued here, in these words; who sent it could acknowledge, but not undertake."""
    clock.set("T0+1m")
    found = us.check("We will reposition the forces to prepare for the movement.")
    assert states(found) == ["issued here", "excerpt", "in part", "current", "not in force"]


def test_at_five_minutes_past_it_is_disowned(us: Institution, clock: Clock, disowned: StatementId) -> None:
    """The same words, asked about four minutes later, never spoke for the department."""
    clock.set("T0+5m")
    found = us.check("We will reposition the forces to prepare for the movement.")
    assert states(found) == ["issued here", "excerpt", "in part", "disowned", "not in force"]


def test_what_was_shown_before_the_disowning_can_still_be_seen(
    us: Institution, clock: Clock, sent: StatementId, disowned: StatementId
) -> None:
    """History is kept on two clocks: what was shown at T0+1m, and what is known of it now."""
    clock.set("T0+60m")
    assert us.letter(sent, "T0+1m").answers.standing.state == "current"
    assert us.letter(sent, "T0+5m").answers.standing.state == "disowned"
    assert us.letter(sent, "T0+5m", known="T0+1m").answers.standing.state == "current"


def test_the_life_of_the_letter_is_a_timeline(
    us: Institution, clock: Clock, sent: StatementId, disowned: StatementId
) -> None:
    """Released, then disowned four minutes later by the secretary's office."""
    clock.set("T0+60m")
    life = us.letter(sent).life
    assert [(event.at, event.standing, event.verb) for event in life] == [
        (at("T0"), "current", None),
        (at("T0+4m"), "disowned", Verb.DISOWN),
    ]


@pytest.mark.parametrize(
    ("words", "likeness"),
    [
        ("reposition the forces", Likeness.EXCERPT),
        ("We respect your sovereign decision to order our departure.", Likeness.EXCERPT),
        ("We will reposition the forces to prepare for the retreat.", Likeness.ALTERED),
        ("apparently outside Iraq", Likeness.NOT_IN_WORDS),
    ],
)
def test_the_words_of_the_article_are_told_apart(
    us: Institution, sent: StatementId, words: str, likeness: Likeness
) -> None:
    """Quoted words are found in the letter; the narrator's words are not."""
    assert us.check(words).words.state == likeness


def test_respect_is_not_consent(us: Institution, clock: Clock, sent: StatementId) -> None:
    """The general may acknowledge the decision; read as accepting it, he may not."""
    clock.set("T0+1m")
    record = us.letter(sent)
    reasons = {why.facts["clause"]: str(why.truth.name) for why in record.answers.authority.because.because}
    assert reasons == {"c1": "NO", "c2": "YES"}
    with pytest.raises(NotPermitted, match="reading_unauthorised c2 accept"):
        us.release(LETTER, by=GENERAL)


def test_a_general_alone_cannot_release_a_decision(us: Institution, clock: Clock) -> None:
    """The registry says which rule forbids it, and nothing is on the record."""
    clock.set("T0")
    with pytest.raises(NotPermitted, match="clause_unauthorised c1 decide forces/posture"):
        us.release(saying("We are leaving.", DECIDE, "forces/posture"), by=GENERAL)
    assert us.check("We are leaving.").letter is None


def test_over_the_objection_it_is_on_the_record_and_without_authority(us: Institution, clock: Clock) -> None:
    """It can be forced out, with the rule named in the act; the record then answers: authority no."""
    clock.set("T0")
    decision = us.release_anyway(saying("We are leaving.", DECIDE, "forces/posture"), by=GENERAL)
    answers = us.letter(decision).answers
    assert (answers.authority.state, answers.force.state) == ("no", "not in force")
    override = statement_of(us.letter(decision).entry).override
    assert override is not None
    assert "clause_unauthorised" in override.objections


def test_of_what_was_undertaken_without_a_premise_in_view_nothing_is_guessed(
    us: Institution, iq: Institution, clock: Clock, vote: StatementId
) -> None:
    """While the other record was last seen the day before, whether the vote binds is undetermined."""
    clock.set("T0")
    us.follow(iq)
    premise = Premise(statement=vote, clause=ClauseId("c1"))
    sent = us.release_anyway(
        saying("We respect it.", ACKNOWLEDGE, "relations/host", premises=(premise,)), by=GENERAL
    )
    assert us.letter(sent).relied_on == ((vote, iq.domain, "undetermined"),)


# ── the vote ──


def test_the_vote_is_authorised_and_current_and_does_not_bind_yet(
    iq: Institution, clock: Clock, vote: StatementId
) -> None:
    """It waits for an order of the prime minister, and the answer says so."""
    clock.set("T0")
    answers = iq.letter(vote).answers
    assert states(answers)[2:] == ["yes", "current", "not in force"]
    assert (ClauseId("c1"), Why.NOT_YET.value) in {
        (why.facts.get("clause"), why.facts.get("why")) for why in answers.force.because.because
    }


def test_a_caretaker_s_order_does_not_make_it_bind(iq: Institution, clock: Clock, vote: StatementId) -> None:
    """The premier has resigned and only keeps the office: by his own charter he may not order."""
    clock.set("T0+1h")
    order = saying("Let it be done.", ORDER, "foreign-forces")
    with pytest.raises(NotPermitted, match="clause_unauthorised"):
        iq.release(order, by=PREMIER)
    iq.release_anyway(order, by=PREMIER)
    assert iq.letter(vote).answers.force.state == "not in force"


def test_a_caretaker_s_wish_changes_nothing(iq: Institution, clock: Clock, vote: StatementId) -> None:
    """That he would prefer something else is on the record, and of no operative effect."""
    clock.set("T0+1h")
    wish = iq.release(saying("We would prefer that they train us.", PROPOSE, "foreign-forces"), by=PREMIER)
    assert iq.letter(wish).answers.force.state == "no operative effect"
    assert iq.letter(vote).answers.standing.state == "current"


def test_the_letter_takes_for_granted_a_decision_that_is_not_in_force(
    us: Institution, iq: Institution, clock: Clock, vote: StatementId
) -> None:
    """“Your sovereign decision” is the vote; the reader is told that it does not bind."""
    clock.set("T0")
    iq.registry.renew()
    us.follow(iq)
    premise = Premise(statement=vote, clause=ClauseId("c1"), reliance=Reliance.RECITAL)
    respectful = saying("We respect your decision.", ACKNOWLEDGE, "relations/host", premises=(premise,))
    sent = us.release_anyway(respectful, by=GENERAL)
    assert us.letter(sent).relied_on == ((vote, iq.domain, "no"),)


# ── the same day ──


def test_the_same_command_on_the_same_day_gave_an_order_that_binds(us: Institution, clock: Clock) -> None:
    """Operations are suspended: that is within its mandate, and in force at once."""
    clock.set("T0+2h")
    order = us.release(OPERATIONS, by=GENERAL)
    assert states(us.letter(order).answers)[2:] == ["yes", "current", "in force"]


def test_a_denial_binds_nobody_and_can_be_said_by_the_press_office(us: Institution, clock: Clock) -> None:
    """No decision has been made to leave: true or not, it has no operative effect."""
    clock.set("T0+10m")
    denial = us.release(saying("We have made no decision to leave.", DENY, "forces/posture"), by=PRESS)
    assert states(us.letter(denial).answers)[2:] == ["yes", "current", "no operative effect"]


def test_a_clarification_changes_no_standing(us: Institution, clock: Clock, disowned: StatementId) -> None:
    """That it was poorly worded explains the letter and does not bring it back."""
    clock.set("T0+10m")
    link = StatedLink(relation=Relation.CLARIFIES, to=urn_of_letter(us))
    said = letter(("It was poorly worded.", clause("c1", Verb.CLARIFY, "forces")), links=(link,))
    us.release(said, by=PRESS)
    assert us.letter(urn_of_letter(us)).answers.standing.state == "disowned"


def urn_of_letter(us: Institution) -> StatementId:
    found = us.check("We will reposition the forces to prepare for the movement.").letter
    assert found is not None
    return found.id


# ── who may take it back ──


def test_one_superior_alone_cannot_disown(us: Institution, clock: Clock, sent: StatementId) -> None:
    """Disowning takes two people; one is refused, and forced out it has no effect."""
    clock.set("T0+4m")
    with pytest.raises(NotPermitted, match="notice_not_permitted"):
        us.disown(sent, by=SECRETARY)
    us.release_anyway(notice(Verb.DISOWN, sent), by=SECRETARY)
    assert us.letter(sent).answers.standing.state == "current"


def test_the_command_cannot_undo_its_superiors_disowning(
    us: Institution, clock: Clock, sent: StatementId, disowned: StatementId
) -> None:
    """A subordinate office reverses nothing that stands above it."""
    clock.set("T0+8m")
    with pytest.raises(NotPermitted):
        us.reinstate(disowned, by=GENERAL)
    us.release_anyway(notice(Verb.REINSTATE, disowned), by=GENERAL)
    assert us.letter(sent).answers.standing.state == "disowned"


def test_whoever_disowned_it_can_take_that_back(
    us: Institution, clock: Clock, sent: StatementId, disowned: StatementId
) -> None:
    """The same two people reinstate it; the history keeps that it was disowned in between."""
    clock.set("T0+30m")
    us.reinstate(disowned, by=[SECRETARY, CHAIR])
    assert us.letter(sent).answers.standing.state == "current"
    assert us.letter(sent, "T0+5m", known="T0+5m").answers.standing.state == "disowned"


def test_another_institution_cannot_disown_it(
    us: Institution, iq: Institution, clock: Clock, sent: StatementId
) -> None:
    """Others may deny or protest; what they write on their own record changes nothing here."""
    clock.set("T0+8m")
    us.follow(iq)
    iq.follow(us)
    with pytest.raises(NotPermitted):
        iq.disown(sent, by=[SPEAKER, DEPUTY])
    iq.release_anyway(notice(Verb.DISOWN, sent), by=[SPEAKER, DEPUTY])
    us.follow(iq)
    assert us.letter(sent).answers.standing.state == "current"


# ── what one person can do alone ──


def test_one_officer_alone_can_pause_and_never_create(
    us: Institution, clock: Clock, sent: StatementId
) -> None:
    """The duty officer stops the letter at once; bring anything into force he cannot."""
    clock.set("T0+2m")
    us.hold(sent, by=DUTY, until="T0+4m")
    assert us.letter(sent).answers.standing.state == "suspended"
    with pytest.raises(NotPermitted):
        us.release(saying("All forces stay.", UNDERTAKE, "forces/posture"), by=DUTY)
    clock.set("T0+4m")
    assert us.letter(sent).answers.standing.state == "current"


def test_a_hold_without_an_end_lapses_after_three_days(
    us: Institution, clock: Clock, sent: StatementId
) -> None:
    """And the same person cannot hold the same letter once more."""
    clock.set("T0+2m")
    us.hold(sent, by=DUTY)
    clock.turn("71h")
    assert us.letter(sent).answers.standing.state == "suspended"
    clock.turn("2h")
    assert us.letter(sent).answers.standing.state == "current"
    with pytest.raises(NotPermitted):
        us.hold(sent, by=DUTY)


# ── a stolen key ──


def test_a_disowning_with_a_stolen_key_is_undone(us: Institution, clock: Clock) -> None:
    """A theft is reported by one and confirmed by two; the disowning loses its signatures."""
    clock.set("T0+2h")
    order = us.release(OPERATIONS, by=GENERAL)
    clock.turn("10m")
    us.disown(order, by=[SECRETARY, CHAIR])
    assert us.letter(order).answers.standing.state == "disowned"

    clock.turn("10m")
    us.report_stolen(CHAIR, since="T0+2h", by=DUTY)
    doubtful = us.letter(order).answers
    assert doubtful.standing.state == "undetermined (possibly disowned; otherwise current)"
    assert doubtful.force.state == "undetermined"

    clock.turn("10m")
    us.confirm_stolen(CHAIR, since="T0+2h", by=[SECRETARY, UNDERSECRETARY])
    assert states(us.letter(order).answers)[2:] == ["yes", "current", "in force"]
