"""Each answer in words, in each state, in each language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.check.answers import Answer, Gap, Likeness, Question
from chancery.check.wording import DISCLAIMED
from chancery.phrases import LANGUAGES, Mark, answer, do, lead, line, mark
from chancery.record.logic import YES
from chancery.record.reason import Reason
from tests.phrases.examples import LETTER, STANDINGS, STATES, answers, every_answer
from tests.phrases.examples import answer as an_answer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", list(every_answer()), ids=lambda told: f"{told.question}-{told.state}"[:60])
def test_every_state_of_every_question_is_said_in_full(language: str, told: Answer) -> None:
    """A question, an answer in bold, a reason, and what it does not mean; nothing empty, nothing unfilled."""
    sentence = answer(told, language, letter=LETTER)
    parts = (sentence.question, sentence.short, *sentence.why, sentence.does_not_mean)
    assert all(part.strip() and "{" not in part for part in parts)
    assert 1 <= len(sentence.why) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", list(every_answer()), ids=lambda told: f"{told.question}-{told.state}"[:60])
def test_every_state_is_said_when_no_letter_was_found(language: str, told: Answer) -> None:
    """Without a letter there is still a sentence for everything."""
    assert answer(told, language, letter=None).short


@pytest.mark.parametrize("question", Question)
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_states_are_never_said_in_the_same_words(question: Question, language: str) -> None:
    """A reader can tell every state from every other by the sentence that explains it."""
    states = STATES[question] if question is not Question.STANDING else STANDINGS[:9]
    told = [answer(an_answer(question, state), language, letter=LETTER) for state in states]
    assert len({(each.short, each.why[0]) for each in told}) == len(told)


@pytest.mark.parametrize(("language", "charter"), [("en", "published charter"), ("ar", "المنشور")])
def test_authority_is_always_said_to_be_under_the_institution_s_own_charter(
    language: str, charter: str
) -> None:
    """Nothing is ever said about any other law."""
    for state in STATES[Question.AUTHORITY]:
        for letter in (LETTER, None):
            told = answer(an_answer(Question.AUTHORITY, state), language, letter=letter)
            assert charter in told.why[0]


def test_no_record_is_never_called_a_forgery() -> None:
    """That nothing was found says nothing about where a paper comes from."""
    told = answer(an_answer(Question.ORIGIN, "no public record"), "en", letter=None)
    assert told.does_not_mean == "No record here does not mean that it is a forgery."


def test_current_says_only_that_no_notice_stands_against_it() -> None:
    """An unauthorised letter is current until somebody acts."""
    told = answer(an_answer(Question.STANDING, "current"), "en", letter=LETTER)
    assert "only that no notice stands against it" in told.does_not_mean
    assert Mark.STATED is mark(an_answer(Question.STANDING, "current"), LETTER)


def test_an_old_answer_says_since_when_and_what_was_known() -> None:
    """A stale record never speaks of now."""
    told = answer(an_answer(Question.STANDING, STANDINGS[11]), "en", letter=LETTER)
    assert told.short == "Not known since 12:01 UTC on 6 January 2020"
    assert "no notice against it" in told.why[0]
    assert Mark.OLD is mark(an_answer(Question.STANDING, STANDINGS[11]), LETTER)


def test_an_open_standing_says_what_it_may_be() -> None:
    """“Possibly disowned” is neither disowned nor current."""
    told = answer(an_answer(Question.STANDING, STANDINGS[9]), "en", letter=LETTER)
    assert told.short == "Not settled: possibly disowned"


def test_differing_words_are_counted() -> None:
    """One word differs; several words differ."""
    altered = an_answer(Question.WORDS, Likeness.ALTERED)
    assert answer(altered, "en", letter=LETTER, differing=1).short == "Nearly: 1 word differs"
    assert answer(altered, "en", letter=LETTER, differing=3).short == "Nearly: 3 words differ"
    assert answer(altered, "ar", letter=LETTER, differing=2).short == "قريبة: تختلف كلمتان"


def test_nothing_brought_is_not_said_to_be_unreadable() -> None:
    """Who typed a code brought no words, and is told so."""
    told = an_answer(Question.WORDS, Likeness.CANNOT_TELL, gaps=(Gap(what="no_words_brought"),))
    assert answer(told, "en", letter=LETTER).short == "No words to compare"


def test_words_found_nowhere_are_not_marked_as_wrong() -> None:
    """Without a letter there is no *no* about its words."""
    told = an_answer(Question.WORDS, Likeness.NOT_IN_WORDS)
    assert Mark.UNKNOWN is mark(told, None)
    assert Mark.NO is mark(told, LETTER)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STANDINGS)
def test_every_standing_has_a_sentence_on_top_a_line_to_do_and_a_line_to_copy(
    language: str, state: str
) -> None:
    """Whatever became of a letter, three lines tell it."""
    told = answers(standing=state)
    assert all((lead(told, language), do(told, language), line(told, language)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", Question)
def test_every_state_has_a_sentence_on_top(language: str, question: Question) -> None:
    """Whatever one answer says, the page begins with a sentence and a line on what to do."""
    for state in STATES[question]:
        told = answers(**{question.value: state})
        assert lead(told, language)
        assert do(told, language)
        assert lead(answers(None, **{question.value: state}), language)


def test_the_sentence_on_top_never_leaves_out_that_a_letter_was_disowned() -> None:
    """Not even when the words differ and nobody had the authority."""
    worst = answers(words=Likeness.ALTERED, authority="no", standing="disowned", force="not in force")
    assert "disowned" in lead(worst, "en")
    assert do(worst, "en") == "Do not quote it as the word of this office."


def test_the_sentence_on_top_never_calls_an_unauthorised_letter_merely_unopposed() -> None:
    """No notice stands against it, and yet its charter did not allow it: the second is told."""
    assert "charter did not allow" in lead(answers(authority="no", force="not in force"), "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [Likeness.EXACT, Likeness.NORMALISED, Likeness.EXCERPT, Likeness.ALTERED])
def test_disclaimed_words_are_not_called_registered(language: str, state: Likeness) -> None:
    """They are those that the institution disclaims, and are given no tick."""
    facts = {"likeness": state.value, "institution": "us.demo"}
    said = replace(an_answer(Question.WORDS, state), because=Reason(truth=YES, rule=DISCLAIMED, facts=facts))
    told = answer(said, language)
    assert "us.demo" in told.why[0]
    assert told.why != answer(an_answer(Question.WORDS, state), language).why
    assert Mark.STATED is mark(said, None)
