"""Wording that two readers take in two ways is asked about; plain wording is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.record.ambiguity import Unclear, ambiguities

CASES = [
    ("en", "We prepare for the movement.", Unclear.OF_WHAT, "the movement"),
    ("en", "The proposal appears to accept this.", Unclear.IS_IT_SO, "appears to"),
    ("en", "We respect your sovereign decision.", Unclear.NOTED_OR_AGREED, "respect your"),
    ("en", "The bridge shall be closed.", Unclear.BY_WHOM, "shall be closed"),
    ("en", "We will leave soon.", Unclear.WHEN, "soon"),
    ("en", "We move over the coming days.", Unclear.WHEN, "over the coming days"),
    ("en", "The hall opens next Monday.", Unclear.WHICH_DAY, "next Monday"),
    ("en", "The hall is open. It shall stay so.", Unclear.WHAT_IS_IT, "It shall"),
    ("en", "Visitors may not enter.", Unclear.FORBIDDEN_OR_UNSURE, "may not"),
    ("en", "Bring a card and/or a letter.", Unclear.BOTH_OR_ONE, "and/or"),
    ("en", "We take the necessary steps.", Unclear.WHICH_STEPS, "necessary steps"),
    ("en", "That is not unlikely.", Unclear.TWICE_DENIED, "not unlikely"),
    ("ar", "تمهيدًا للتحرك.", Unclear.OF_WHAT, "للتحرك"),
    ("ar", "إننا نحترم قراركم السيادي.", Unclear.NOTED_OR_AGREED, "نحترم"),
    ("ar", "سيتم إغلاق الجسر.", Unclear.BY_WHOM, "سيتم"),
    ("ar", "سنغادر في الأيام القادمة.", Unclear.WHEN, "في الأيام القادمة"),
    ("ar", "تفتح القاعة غدًا.", Unclear.WHICH_DAY, "غدًا"),
    ("ar", "سنتخذ الإجراءات اللازمة.", Unclear.WHICH_STEPS, "الإجراءات اللازمة"),
    ("ar", "بطاقة و/أو رسالة.", Unclear.BOTH_OR_ONE, "و/أو"),
    ("ar", "يبدو أن الطريق مغلق.", Unclear.IS_IT_SO, "يبدو"),
]

PLAIN = [
    ("en", "We will move the forces to the northern base on 9 January 2020."),
    ("en", "The withdrawal of the forces begins on 9 January 2020."),
    ("en", "The withdrawal and redeployment of troops was planned."),
    ("en", "The bridge shall be closed by the police."),
    ("en", "Sooner or later we respect your work."),
    ("ar", "انسحاب القوات يبدأ في ٩ يناير ٢٠٢٠."),
    ("ar", "سيتم إغلاق الجسر من قبل الشرطة."),
]


@pytest.mark.parametrize(("language", "text", "unclear", "words"), CASES)
def test_what_can_be_taken_in_two_ways_is_asked_about(
    language: str, text: str, unclear: Unclear, words: str
) -> None:
    """With the words that are asked about."""
    found = {each.unclear: text[slice(*each.span)] for each in ambiguities(text, language)}
    assert found.get(unclear) == words


@pytest.mark.parametrize(("language", "text"), PLAIN)
def test_plain_wording_is_left_alone(language: str, text: str) -> None:
    """A question about it would be a question too many."""
    assert ambiguities(text, language) == ()


@pytest.mark.parametrize("unclear", Unclear)
def test_every_rule_has_a_case(unclear: Unclear) -> None:
    """In one language at least."""
    assert unclear in {each for _, _, each, _ in CASES}


def test_a_language_without_rules_is_not_asked_about() -> None:
    """Nothing was looked for."""
    assert ambiguities("Nous partirons bientôt.", "fr") == ()


@given(st.text(max_size=300), st.sampled_from(["en", "ar"]))
def test_spans_are_places_of_the_text_in_their_order(text: str, language: str) -> None:
    """Whatever is written."""
    found = ambiguities(text, language)
    assert list(found) == sorted(found, key=lambda each: (each.span, each.unclear))
    assert all(0 <= each.span[0] < each.span[1] <= len(text) for each in found)
