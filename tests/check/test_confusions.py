"""Which letters are taken for which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.check.confusions import LIKE, OTHER, misreading

WORD = st.text(alphabet="abcdelmnorsw10حخدذرز", max_size=8)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("modern", "modem"),
        ("clear", "dear"),
        ("hill", "hi11"),
        ("2050", "2O5O"),
        ("wave", "vvave"),
        ("جميع", "حميع"),
    ],
)
def test_what_looks_alike_is_cheaper_than_what_does_not(written: str, read: str) -> None:
    """Each confusion costs no more than a look-alike."""
    assert 0 < misreading(written, read) <= 2 * LIKE


def test_one_letter_for_any_other_costs_more() -> None:
    """January is not read as Februarx."""
    assert misreading("base", "bape") == OTHER


@given(WORD, WORD)
def test_only_the_same_letters_cost_nothing(one: str, other: str) -> None:
    """Nought means the same word, and the same word costs nought."""
    assert (misreading(one, other) == 0) == (one == other)


@given(WORD, WORD, st.floats(0, 30))
def test_giving_up_early_is_only_done_when_it_is_dearer(one: str, other: str, most: float) -> None:
    """Whatever costs at most the limit is found in full."""
    cost = misreading(one, other)
    assert misreading(one, other, most) == cost or (cost > most and misreading(one, other, most) > most)
