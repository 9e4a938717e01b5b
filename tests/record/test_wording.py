"""What a clause seems to do: rules that anybody can follow, with the words that made them speak."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.record.statement import Subject, Verb
from chancery.record.wording import Wording, acts, subjects

CASES = [
    ("en", "We will reposition the forces.", Verb.UNDERTAKE, "We will"),
    ("en", "I hereby promise to pay.", Verb.UNDERTAKE, "I hereby promise"),
    ("en", "The Government shall end the presence of foreign forces.", Verb.DECIDE, "shall"),
    ("en", "All operations are suspended until further notice.", Verb.ORDER, "are suspended"),
    ("en", "We respect your sovereign decision.", Verb.ACKNOWLEDGE, "respect"),
    ("en", "We acknowledge the letter of 3 May.", Verb.ACKNOWLEDGE, "acknowledge"),
    ("en", "The commander orders that all vehicles stay.", Verb.ORDER, "orders that"),
    ("en", "The council proposes a meeting.", Verb.PROPOSE, "proposes"),
    ("en", "The board has decided to close the hall.", Verb.DECIDE, "has decided"),
    ("en", "Please open the hall.", Verb.REQUEST, "Please"),
    ("en", "Ms Adams is hereby appointed treasurer.", Verb.APPOINT, "is hereby appointed"),
    ("en", "We regret the delay.", Verb.REGRET, "regret"),
    ("en", "The hall has four doors.", Verb.INFORM, "The hall has four doors."),
    ("ar", "سنعيد تموضع القوات.", Verb.UNDERTAKE, "سنعيد"),
    ("ar", "إننا نَحتَرِم قراركم.", Verb.ACKNOWLEDGE, "نَحتَرِم"),
    ("ar", "ونقترح عقد اجتماع.", Verb.PROPOSE, "ونقترح"),
    ("ar", "يجب إغلاق البوابة.", Verb.ORDER, "يجب"),
    ("ar", "قررنا إغلاق القاعة.", Verb.DECIDE, "قررنا"),
    ("ar", "تُعلَّق جميع العمليات.", Verb.ORDER, "تُعلَّق"),
]


@pytest.mark.parametrize(("language", "text", "verb", "words"), CASES)
def test_a_rule_names_the_act_and_the_words(language: str, text: str, verb: Verb, words: str) -> None:
    """What is suggested first, and because of which words."""
    found = {each.verb: each for each in acts(text, language)}
    assert verb in found
    start, end = found[verb].span
    assert text[start:end] == words


def test_words_that_may_be_taken_for_more_suggest_both() -> None:
    """To respect a decision is to take note of it, and may be to agree to it; the writer says which."""
    assert [each.verb for each in acts("We respect your decision.", "en")] == [Verb.ACKNOWLEDGE, Verb.ACCEPT]


def test_years_are_no_promises() -> None:
    """سن- begins what we will do, and years too."""
    assert [each.rule for each in acts("منذ سنوات طويلة.", "ar")] == [Wording.NOTHING_OF_THESE]


def test_only_the_clause_is_read() -> None:
    """What stands around it makes no rule speak, and spans are places of the whole text."""
    text = "We will go. The gate is green."
    assert [each.verb for each in acts(text, "en", (12, 30))] == [Verb.INFORM]
    assert acts(text, "en", (0, 11))[0].span == (0, 7)


def test_a_language_without_rules_gets_no_suggestion() -> None:
    """Nothing was looked for, so nothing is said to be plain."""
    assert acts("Nous allons partir.", "fr") == ()


def test_a_subject_is_suggested_by_the_word_that_names_it() -> None:
    """The nearest first: the path's own last step before one above it."""
    known = [Subject(path) for path in ("forces/posture", "relations/host", "forces", "foreign-forces", "**")]
    found = subjects("We change the posture of the forces.", known)
    assert [(each.subject, each.rule) for each in found] == [
        ("forces/posture", Wording.NAMED),
        ("forces", Wording.NAMED),
    ]
    assert subjects("Every foreign force leaves.", known)[0].subject == "foreign-forces"
    assert subjects("The hall opens.", known) == ()


@given(st.text(max_size=200), st.sampled_from(["en", "ar"]))
def test_every_suggestion_shows_words_of_the_text(text: str, language: str) -> None:
    """Whatever is written, spans are places in it, no act is suggested twice, and nothing is made up."""
    found = acts(text, language)
    assert len({each.verb for each in found}) == len(found)
    for each in found:
        start, end = each.span
        assert 0 <= start < end <= len(text)
    assert bool(found) == bool(text.strip())
