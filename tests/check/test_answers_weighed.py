"""The five answers for one letter: independent of one another, always in their order, never one mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest

from chancery.check import force, origin, standing, wording
from chancery.check import weigh as weighing
from chancery.check.answers import Answers, Authority, Force, Likeness, Origin, Question
from chancery.check.weigh import Brought, Moment, no_record, weigh
from chancery.record.logic import NO, UNDETERMINED
from chancery.record.reason import Reason
from chancery.record.slice import bearing_on
from chancery.record.statement import ClauseId, Instant, Premise, Reliance, StatementId, Verb
from tests.institution import Clock, Institution, assembly, at, department
from tests.letters import (
    ACKNOWLEDGE,
    DECIDE,
    LETTER,
    OPERATIONS,
    ORDER,
    UNDERTAKE,
    VOTE,
    clause,
    letter,
    notice,
    saying,
)
from tests.people import CHAIR, DEPUTY, DUTY, GENERAL, SECRETARY, SPEAKER, UNDERSECRETARY

HOUR = 3_600
ORDERED = ("origin", "words", "authority", "standing", "force")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def us(clock: Clock) -> Institution:
    return department(clock)


@pytest.fixture
def sent(us: Institution) -> StatementId:
    return us.release_anyway(LETTER, by=GENERAL)


def answers(us: Institution, id: StatementId, **moment: object) -> Answers:
    """The answers as they are weighed from the slice, and nothing else."""
    entry = us.index.entry(id)
    assert entry is not None
    return weigh(
        entry,
        bearing_on(id, us.index),
        moment=of(us, **moment),
        home=us.domain,
        words=us.registry.words_of(entry.act),
        brought=Brought(text="", finding=None),
    )


def of(
    us: Institution,
    *,
    asked: Instant | None = None,
    known: Instant | None = None,
    seen: Instant | None = None,
) -> Moment:
    now = us.clock()
    return Moment(
        at=asked or now,
        known=known or asked or now,
        seen={us.domain: seen or now},
        patience=HOUR,
    )


# ── five, in their order ──


def test_there_are_five_answers_in_one_order_and_no_sixth(us: Institution, sent: StatementId) -> None:
    """Origin, words, authority, standing, force; nothing in the type could serve as an overall mark."""
    assert tuple(answer.question.value for answer in answers(us, sent)) == ORDERED
    assert tuple(Question) == tuple(map(Question, ORDERED))
    others = {field.name for field in fields(Answers)} - set(ORDERED)
    assert others == {"letter", "record_seen", "clauses"}


def test_no_answer_is_a_truth_value(us: Institution, sent: StatementId) -> None:
    """Each is a word about a moment, with its reason."""
    for answer in answers(us, sent):
        assert isinstance(answer.state, str)
        assert (answer.as_of, bool(answer.because.rule)) == (us.clock(), True)


def test_disowning_changes_standing_and_force_and_nothing_else(us: Institution) -> None:
    """What was issued, in which words and with what authority, stays as it was."""
    order = us.release(OPERATIONS, by=GENERAL)
    before = answers(us, order)
    us.disown(order, by=[SECRETARY, CHAIR])
    after = answers(us, order)
    assert (before.origin, before.words, before.authority) == (after.origin, after.words, after.authority)
    assert [before.standing.state, after.standing.state] == ["current", "disowned"]
    assert [before.force.state, after.force.state] == ["in force", "not in force"]


def test_every_no_and_every_undetermined_goes_down_to_a_leaf(us: Institution, sent: StatementId) -> None:
    """A bare no is no answer: the rule that is not kept is named, with its facts."""
    for answer in (answers(us, sent).authority, answers(us, sent).force, nothing(us).standing):
        assert answer.because.truth in (NO, UNDETERMINED)
        assert [leaf for leaf in leaves(answer.because) if leaf.truth is answer.because.truth]


def test_every_rule_that_an_answer_names_has_exactly_its_facts(
    us: Institution, sent: StatementId, clock: Clock
) -> None:
    """So that a sentence can be made of it in every language."""
    rules: dict[str, tuple[str, ...]] = {}
    for module in (origin, standing, force, weighing, wording):
        rules |= module.RULES
    us.disown(sent, by=[SECRETARY, CHAIR])
    clock.turn("2h")
    told = (answers(us, sent), answers(us, sent, seen=at("T0")), nothing(us))
    parts = [part for each in told for answer in each for part in every(answer.because)]
    ours = [part for part in parts if part.rule in rules]
    assert {part.rule for part in ours} >= {"origin.issued", "standing.unknown_since", "force.why_not"}
    assert {part.rule for part in ours if set(part.facts) != set(rules[part.rule])} == set()


def leaves(reason: Reason) -> Iterator[Reason]:
    return (part for part in every(reason) if not part.because)


def every(reason: Reason) -> Iterator[Reason]:
    yield reason
    for part in reason.because:
        yield from every(part)


# ── origin ──


def test_a_letter_of_ours_was_issued_here_and_one_we_follow_elsewhere(us: Institution, clock: Clock) -> None:
    """By whom, the entry says; never the paper."""
    iq = assembly(clock)
    vote = iq.release(VOTE, by=[SPEAKER, DEPUTY])
    us.follow(iq)
    assert answers(us, us.release(OPERATIONS, by=GENERAL)).origin.state is Origin.ISSUED_HERE
    told = answers(us, vote).origin
    assert (told.state, told.because.facts["institution"]) == (Origin.ISSUED_ELSEWHERE, "iq.demo")


def test_what_only_the_file_says_could_not_be_checked(us: Institution) -> None:
    """Undetermined, never a yes, and what is missing is named."""
    entry = us.index.entry(us.release(OPERATIONS, by=GENERAL))
    assert entry is not None
    told = origin.not_pinned(entry, us.clock())
    assert (told.state, told.because.truth) == (Origin.COULD_NOT_CHECK, UNDETERMINED)
    assert [gap.what for gap in told.not_checked] == ["first_charter"]


def test_where_nothing_was_found_it_is_said_where_nobody_looked(us: Institution) -> None:
    """No public record here; other institutions were not asked."""
    told = nothing(us)
    assert told.origin.state is Origin.NO_RECORD
    assert told.origin.because.facts == {"institutions": ("us.demo",)}
    assert [gap.what for gap in told.origin.not_checked] == ["other_institutions"]
    assert told.letter is None
    assert [str(answer.state) for answer in told][2:] == ["undetermined", "no public record", "undetermined"]


# ── authority ──


@pytest.mark.parametrize(
    ("verbs", "state"),
    [
        ([ACKNOWLEDGE], Authority.YES),
        ([UNDERTAKE], Authority.NO),
        ([ACKNOWLEDGE, UNDERTAKE], Authority.IN_PART),
    ],
)
def test_authority_is_told_clause_by_clause_and_then_for_the_whole(
    us: Institution, verbs: list[Verb], state: Authority
) -> None:
    """Of what the office could partly say, the answer is: in part."""
    said = letter(*((f"Sentence {n}.", clause(f"c{n}", verb, "relations")) for n, verb in enumerate(verbs)))
    release = us.release if state is Authority.YES else us.release_anyway
    assert answers(us, release(said, by=GENERAL)).authority.state is state


def test_of_a_notice_authority_says_whether_it_has_effect(us: Institution, sent: StatementId) -> None:
    """One superior alone disowns nothing."""
    alone = us.release_anyway(notice(Verb.DISOWN, sent), by=SECRETARY)
    both = us.disown(sent, by=[SECRETARY, CHAIR])
    assert answers(us, alone).authority.state is Authority.NO
    assert answers(us, both).authority.state is Authority.YES


# ── standing ──


def test_a_record_seen_too_long_ago_says_unknown_since(us: Institution, clock: Clock) -> None:
    """And what was last known, which is no claim about now."""
    order = us.release(OPERATIONS, by=GENERAL)
    clock.turn("2h")
    told = answers(us, order, seen=at("T0")).standing
    assert told.state == "unknown since 2020-01-06T12:00:00Z (last known: current)"
    assert told.because.truth is UNDETERMINED


def test_within_its_patience_the_record_speaks_as_of_when_it_was_seen(us: Institution, clock: Clock) -> None:
    """Not as of now; and what may have happened since is named."""
    order = us.release(OPERATIONS, by=GENERAL)
    clock.turn("30m")
    told = answers(us, order, seen=at("T0")).standing
    assert (told.state, told.as_of) == ("current", at("T0"))
    assert [gap.what for gap in told.not_checked] == ["after_last_seen"]


def test_at_the_last_second_of_its_patience_it_still_speaks(us: Institution, clock: Clock) -> None:
    """One second later it does not."""
    order = us.release(OPERATIONS, by=GENERAL)
    clock.turn("1h")
    assert answers(us, order, seen=at("T0")).standing.state == "current"
    clock.turn("1s")
    assert answers(us, order, seen=at("T0")).standing.state.startswith("unknown since")


def test_what_was_shown_then_and_what_is_known_now_are_two_answers(
    us: Institution, clock: Clock, sent: StatementId
) -> None:
    """Asked about T0+1m, with the record of then and with the record of now: a theft came to light since."""
    clock.turn("1m")
    us.disown(sent, by=[SECRETARY, CHAIR])
    clock.turn("1h")
    us.confirm_stolen(CHAIR, since="T0", by=[SECRETARY, UNDERSECRETARY])
    then = answers(us, sent, asked=at("T0+2m")).standing.state
    now = answers(us, sent, asked=at("T0+2m"), known=clock()).standing.state
    assert (then, now) == ("disowned", "current")


# ── force ──


def test_a_fallen_premise_is_told_even_when_nothing_follows_from_it(us: Institution) -> None:
    """A recital changes no force; the reader hears of it all the same."""
    decision = us.release(saying("We stay.", DECIDE, "forces/posture"), by=[SECRETARY, CHAIR])
    premise = Premise(statement=decision, clause=ClauseId("c1"), reliance=Reliance.RECITAL)
    order = us.release(saying("Stand by.", ORDER, "forces/operations", premises=(premise,)), by=GENERAL)
    us.release(notice(Verb.WITHDRAW, decision), by=[SECRETARY, CHAIR])
    told = answers(us, order).force
    assert told.state is Force.IN_FORCE
    assert [part.facts["entry"] for part in told.because.because if part.rule == force.RELIES_ON] == [
        decision
    ]


@pytest.mark.parametrize(
    ("done", "why"),
    [("withdraw", "ended"), ("disown", "never"), ("hold", "suspended")],
)
def test_in_a_word_why_not(us: Institution, done: str, why: str) -> None:
    """Never, ended, suspended, not yet: each clause that does not bind says which."""
    order = us.release(OPERATIONS, by=GENERAL)
    match done:
        case "withdraw":
            us.withdraw(order, by=GENERAL)
        case "disown":
            us.disown(order, by=[SECRETARY, CHAIR])
        case _:
            us.hold(order, by=DUTY)
    whys = [
        part.facts["why"] for part in answers(us, order).force.because.because if part.rule == force.WHY_NOT
    ]
    assert whys == [why]


# ── words ──


def test_without_words_to_compare_nothing_is_said_of_words(us: Institution, sent: StatementId) -> None:
    """Cannot tell, because none were brought; not a no."""
    told = answers(us, sent).words
    assert (told.state, told.because.truth) == (Likeness.CANNOT_TELL, UNDETERMINED)
    assert [gap.what for gap in told.not_checked] == ["no_words_brought"]


def test_a_difference_is_told_with_both_wordings(us: Institution, sent: StatementId) -> None:
    """What stands on the record, and what stands in the copy."""
    told = us.check("We will reposition the forces to prepare for the retreat.").words
    (difference,) = [part for part in told.because.because if part.rule == wording.DIFFERENCE]
    told_of = [str(difference.facts[side]).rstrip(".") for side in ("registered", "copy")]
    assert told_of == ["movement", "retreat"]


def test_a_quotation_says_which_clause_it_is_of(us: Institution, sent: StatementId) -> None:
    """And the answers name it."""
    found = us.check("We respect your sovereign decision to order our departure.")
    assert found.clauses == (ClauseId("c2"),)


def nothing(us: Institution) -> Answers:
    """What is answered when no letter was found."""
    here = frozenset({us.domain})
    return no_record(origin.no_record(here, us.clock()), moment=of(us), seen=us.clock())
