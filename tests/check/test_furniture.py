"""Lines that letters have round their words, told from lines that say something."""

from __future__ import annotations

import pytest

from chancery.check.furniture import is_caption, is_page_mark
from chancery.check.tokens import tokens


@pytest.mark.parametrize(
    "line",
    [
        "Ministry of Foreign Affairs",
        "Tel. +1 555 0100 · www.mfa.example · press@mfa.example",
        "https://mfa.example/letters",
        "Ref: MFA/2024/112",
        "No. 14/2024",
        "To: The Director of the Office",
        "Yours sincerely,",
        "Office of the Secretary · 14 Garden Square · 1010 Capital",
    ],
)
def test_names_numbers_and_addresses_are_captions(line: str) -> None:
    """They stand on letterheads and under letters, and say nothing of the matter."""
    assert is_caption(tokens(line))


@pytest.mark.parametrize(
    "line",
    [
        "Not approved",
        "Subject to approval",
        "The fee is not due",
        "the hall opens",
        "Is It So?",
        "Pay nothing.",
    ],
)
def test_what_denies_conditions_or_speaks_is_none(line: str) -> None:
    """A line that could change what a letter means is compared, wherever it stands."""
    assert not is_caption(tokens(line))


@pytest.mark.parametrize("line", ["Page 1 of 2", "2/3", "– 4 –", "صفحة 1 من 2"])
def test_page_marks(line: str) -> None:
    """In both languages."""
    assert is_page_mark(tokens(line))


@pytest.mark.parametrize("line", ["25", "Page", "25 dinars", "Page 1 of the treaty"])
def test_a_number_alone_is_no_page_mark(line: str) -> None:
    """It may be the amount."""
    assert not is_page_mark(tokens(line))


def test_a_text_in_one_endless_line_ends_in_no_endless_page_mark() -> None:
    """Twenty thousand characters without a break take no longer for it: only the last words are looked at."""
    line = tokens("of the " * 3_000)
    assert not is_page_mark(line)
    assert is_page_mark(tokens("Page 1 of 2"))
    assert not is_page_mark(tokens("page 1 of 2 " * 9))
