"""Words that take some of it back: found where they stand, whole, in both languages, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.check.hedges import ARABIC, ENGLISH, hedges


def found(text: str) -> list[str]:
    return [text[slice(*span)] for span in hedges(text, (0, len(text)))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The letter appeared to accept the vote.", ["appeared to"]),
        ("It Apparently Appears To Have been sent.", ["Apparently", "Appears To Have"]),
        ("It is not yet binding, and it would likely fail.", ["not yet", "would likely"]),
        ("She has yet to decide; for now it may wait.", ["has yet to", "for now", "may"]),
        ("Mayor Mayfield might have said so.", ["might"]),
        ("He said that it is so.", []),
        ("يبدو أن الرسالة قبلت القرار، وربما لا.", ["يبدو أن", "ربما"]),
        ("على ما يبدو لم تُرسل بعد، حتى الآن.", ["على ما يبدو", "حتى الآن"]),
        ("قال الوزير إن الرسالة خطأ.", []),
    ],
)
def test_hedges_are_found_whole(text: str, words: list[str]) -> None:
    """The longest of several; never a piece of another word."""
    assert found(text) == words


@given(st.text(max_size=40), st.sampled_from([*ENGLISH.split("|"), *ARABIC.split("|")]), st.text(max_size=40))
def test_every_hedge_of_the_list_is_found_between_spaces(before: str, hedge: str, after: str) -> None:
    """Whatever stands around it: it, or a longer one that holds it, is among what is found."""
    text = f"{before} . {hedge} . {after}"
    start = len(before) + 3
    assert any(first <= start and start + len(hedge) <= last for first, last in hedges(text, (0, len(text))))


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_nothing_is_found_outside_the_stretch(text: str, start: int, end: int) -> None:
    """Only that sentence is looked at."""
    within = (min(start, end, len(text)), min(max(start, end), len(text)))
    assert all(within[0] <= first < last <= within[1] for first, last in hedges(text, within))
