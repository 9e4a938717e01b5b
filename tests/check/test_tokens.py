"""Words and marks, and where they stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.check.tokens import Kind, tokens

AWKWARD = st.text(alphabet="ab é\u0301،٥5,.'’\"“”[]…-–\u200b\u00ad\u202e\n\u0640\u064b")


@given(st.text() | AWKWARD)
def test_the_spans_reproduce_the_text_but_for_white_space(text: str) -> None:
    assert all(text[token.start : token.end] == token.text for token in tokens(text))
    assert "".join(text.split()) == "".join("".join(token.text.split()) for token in tokens(text))


@given(AWKWARD)
def test_tokens_stand_in_order_and_apart(text: str) -> None:
    found = tokens(text)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the 5,000 men at 10:30", ["the", "5,000", "men", "at", "10:30"]),
        ("it’s the officials' don't", ["it’s", "the", "officials", "don't"]),
        ("two-star anti-ISIS", ["two", "star", "anti", "ISIS"]),
        ("٥٬٠٠٠ جندي", ["٥٬٠٠٠", "جندي"]),
        ("لن تنسحب القوّات، إلا", ["لن", "تنسحب", "القوّات", "إلا"]),
        ("e\u0301te\u0301 wi\u200bth", ["e\u0301te\u0301", "wi\u200bth"]),
    ],
)
def test_a_word_is_what_a_reader_would_call_one(text: str, words: list[str]) -> None:
    assert words == [token.text for token in tokens(text) if token.kind is Kind.WORD]


def test_an_ellipsis_in_brackets_is_a_gap_and_bare_is_an_ellipsis() -> None:
    kinds = [token.kind for token in tokens("[…] (...) … ... .")]
    assert kinds == [Kind.GAP, Kind.GAP, Kind.ELLIPSIS, Kind.ELLIPSIS, Kind.MARK]
