"""The named normalisations: what each makes equal, and what none does."""

from __future__ import annotations

import bz2
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.check.normalise import Normalisation, but_for_first_capital, fold, needed

N = Normalisation


@pytest.mark.parametrize(
    ("copy", "registered", "names"),
    [
        ("don't", "don’t", {N.APOSTROPHE}),
        ('"', "“", {N.QUOTATION_MARKS}),
        ("’", "'", {N.APOSTROPHE}),
        ("-", "–", {N.DASHES}),
        ("...", "…", {N.ELLIPSIS}),
        ("for\u00adces", "forces", {N.SOFT_HYPHEN}),
        ("cafe\u0301", "café", {N.COMPOSITION}),
        ("القـــوات", "القوات", {N.TATWEEL}),
        ("القوات", "القوّات", {N.ARABIC_MARKS}),
        ("الا", "إلا", {N.HAMZA}),
        ("٥٬٠٠٠", "5,000", {N.DIGITS}),
        ("۵", "٥", {N.DIGITS}),
        ("الي", "إِلى", {N.HAMZA, N.ARABIC_MARKS}),
        ("same", "same", set()),
    ],
)
def test_the_answer_names_exactly_what_was_needed(
    copy: str, registered: str, names: set[Normalisation]
) -> None:
    assert needed(copy, registered) == frozenset(names)


@pytest.mark.parametrize(
    ("copy", "registered"),
    [
        ("withdraw", "reposition"),
        ("Iraq", "iraq"),
        ("fоrces", "forces"),
        ("for\u200bces", "forces"),
        ("forces\u200f", "forces"),
        ("５", "5"),
        ("५", "5"),
        ("l", "1"),
        ("5.000", "5,000"),
        ("ﬁve", "five"),
    ],
)
def test_nothing_named_makes_these_equal(copy: str, registered: str) -> None:
    assert needed(copy, registered) is None


@pytest.mark.parametrize(
    ("copy", "registered"), [("كَتَبَ", "كُتِبَ"), ("أن", "إن"), ("ألا", "إلا"), ("\u061a", "\u0650")]
)
def test_arabic_marks_may_be_left_out_but_not_exchanged(copy: str, registered: str) -> None:
    assert needed(copy, registered) is None


@given(st.text(max_size=12), st.text(max_size=12))
def test_needed_is_symmetric(one: str, other: str) -> None:
    assert needed(one, other) == needed(other, one)


@given(st.text(alphabet="abé’'\u0301\u00ad\u0640\u064b\u064eاأإآىي٥5", max_size=12))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


def test_a_first_capital_is_the_first_letter_only() -> None:
    assert but_for_first_capital("We", "we")
    assert not but_for_first_capital("WE", "we")
    assert not but_for_first_capital("we", "we")


def test_canonically_equal_texts_are_equal_by_composition_alone(vectors: Path) -> None:
    """NormalizationTest.txt: source, NFC and NFD of each line are the same text in Unicode's sense."""
    compared = 0
    with bz2.open(vectors / "unicode" / "NormalizationTest.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(("#", "@")):
                continue
            forms = [
                "".join(chr(int(point, 16)) for point in column.split()) for column in line.split(";")[:5]
            ]
            source, composed, decomposed = forms[:3]
            if unicodedata.normalize("NFC", source) != composed:
                continue  # a character younger than this Python's Unicode
            compared += 1
            assert needed(source, composed) in ({N.COMPOSITION}, frozenset()), line
            assert needed(decomposed, composed) in ({N.COMPOSITION}, frozenset()), line
    assert compared > 18_000


def test_compatible_but_not_equal_characters_stay_apart(vectors: Path) -> None:
    """NormalizationTest.txt: where only the compatibility forms agree (ﬁ and fi), the texts differ."""
    kept_apart = 0
    with bz2.open(vectors / "unicode" / "NormalizationTest.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(("#", "@")):
                continue
            forms = [
                "".join(chr(int(point, 16)) for point in column.split()) for column in line.split(";")[:5]
            ]
            if forms[1] == forms[3]:
                continue
            names = needed(forms[1], forms[3])
            kept_apart += names is None
            assert names is None or names, line
    assert kept_apart > 3_000
