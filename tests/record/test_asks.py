"""A question has a clock, and only a statement that answers stops it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed, NotPermitted, OutOfOrder
from chancery.record.asks import Ask, AskState, Reassurance
from chancery.record.asks_form import asks_from
from chancery.record.statement import Link, Relation, Statement

HOUR = 3600


def asked(**others: object) -> Ask:
    question = {"id": "Q", "asker": "paper", "asked": ("ministry",), "institution": "ministry.example"}
    return Ask(**{**question, **others})  # type: ignore[arg-type]


def statement(*links: Link, id: str = "A", institution: str = "ministry.example") -> Statement:
    return Statement(id=id, institution=institution, office="press", links=links)


ANSWER = Link(relation=Relation.ANSWERS, to="Q")
REFUSAL = Link(relation=Relation.REFUSES_ANSWER, to="Q")


def test_silence_has_an_age() -> None:
    """An unanswered question is open, then overdue, and every moment of it is counted."""
    question = asked(asked_at=1000, due=1000 + HOUR)
    assert (question.state(1000 + HOUR - 1), question.age(1000 + HOUR - 1)) == (AskState.OPEN, HOUR - 1)
    assert (question.state(1000 + HOUR), question.age(1000 + HOUR)) == (AskState.OVERDUE, HOUR)
    assert question.age(1000 + 100 * HOUR) == 100 * HOUR


def test_when_nobody_said_when_it_was_asked_its_age_is_unknown() -> None:
    """Unknown is not nought."""
    assert asked().age(10**9) is None
    assert asked().state(10**9) is AskState.OPEN


def test_an_askers_fast_clock_gives_no_age_below_nought() -> None:
    """A question said to come from the future is new."""
    assert asked(asked_at=2000).age(1000) == 0


def test_an_answer_on_the_record_closes_it_from_then_on() -> None:
    """Before the answer was logged the question stood open, and history says so."""
    answered = asked(asked_at=1000).reply(statement(ANSWER), 5000)
    assert (answered.state(4999), answered.state(5000)) == (AskState.OPEN, AskState.ANSWERED)
    assert (answered.age(3000), answered.age(9000)) == (2000, 4000)


def test_an_answer_that_was_taken_back_leaves_the_question_waiting() -> None:
    """As long as it waited before; what was shown in between stays so."""
    answered = asked(asked_at=1000).reply(statement(ANSWER), 5000, taken_back=7000)
    assert [answered.state(at) for at in (4999, 5000, 6999, 7000)] == [
        AskState.OPEN,
        AskState.ANSWERED,
        AskState.ANSWERED,
        AskState.OPEN,
    ]
    assert (answered.age(6000), answered.age(8000)) == (4000, 7000)


def test_a_refusal_is_a_state_of_its_own() -> None:
    """Refused is not silence; an answer given after all outweighs it."""
    refused = asked(asked_at=1000).reply(statement(REFUSAL), 5000)
    assert refused.state(6000) is AskState.REFUSED
    assert refused.reply(statement(ANSWER, id="B"), 7000).state(8000) is AskState.ANSWERED


@pytest.mark.parametrize(
    "links",
    [
        (),
        (Link(relation=Relation.ANSWERS, to="another question"),),
        (Link(relation=Relation.CLARIFIES, to="Q"),),
        (Link(relation=Relation.RESPONDS_TO, to="Q"), Link(relation=Relation.FOLLOWS, to="Q")),
    ],
)
def test_only_a_statement_that_says_so_answers(links: tuple[Link, ...]) -> None:
    """A statement about the same matter is no answer until it says it is one."""
    with pytest.raises(NotPermitted, match="does not say"):
        asked().reply(statement(*links), 5000)


def test_nobody_answers_for_another_institution() -> None:
    """A question put to one institution is not closed by a second."""
    with pytest.raises(NotPermitted, match="nobody else"):
        asked().reply(statement(ANSWER, institution="other.example"), 5000)


def test_a_reply_is_recorded_once() -> None:
    """The same statement does not answer twice."""
    with pytest.raises(OutOfOrder):
        asked().reply(statement(ANSWER), 5000).reply(statement(ANSWER), 6000)


informal = st.lists(
    st.one_of(
        st.text(max_size=9).map(lambda words: ("supposed", words)),
        st.text(max_size=9).map(lambda words: ("said", words)),
    )
)


@given(informal, st.integers(1000, 10**6))
def test_nothing_informal_ever_closes_a_question(heard: list[tuple[str, str]], at: int) -> None:
    """However often somebody is reassured, or supposes an answer, it stays open and grows older."""
    question = asked(asked_at=1000)
    for kind, words in heard:
        if kind == "supposed":
            question = question.perhaps_answered(words)
        else:
            question = question.reassured(Reassurance(by="an official", words=words, at=at))
    assert question.is_open(at)
    assert question.age(at) == at - 1000
    assert len(question.possible_answers) + len(question.reassurances) == len(heard)


def test_the_questions_of_the_article_stand_open(shared: Path) -> None:
    """Both: one never answered, one with an answer that is only supposed; neither has a known age."""
    written = (shared / "semantics" / "scenario-6-january-2020.yaml").read_text(encoding="utf-8")
    first, second = asks_from(yaml.safe_load(written)["source_layer"])
    assert (first.id, first.asked, first.possible_answers) == (
        "Q1",
        ("person:seely", "group:defence-officials"),
        (),
    )
    assert (second.id, second.possible_answers, second.asked_when) == ("Q2", ("RC03a",), "2020-01-06?")
    for question in (first, second):
        assert question.state(1_578_400_000) is AskState.OPEN
        assert question.age(1_578_400_000) is None


def test_misshapen_questions_are_refused() -> None:
    """What is not a list of questions is refused in a sentence."""
    with pytest.raises(Malformed, match="not in the form"):
        asks_from({"clarification_requests": [{"id": "Q1"}]})
