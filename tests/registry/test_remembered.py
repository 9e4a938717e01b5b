"""Registered words remembered: the same as opened and taken apart anew, and never more than the bounds."""

from __future__ import annotations

import pytest

from chancery.check.reading import read
from chancery.check.words import compare_readings, readings
from chancery.errors import BadProof
from chancery.record.words import Text, Words
from chancery.registry.remembered import Remembered
from chancery.seal.words_form import seal_words

LETTERS = [
    Words(authoritative=Text(language="en", text=f"We shall not reposition force {number} before June."))
    for number in range(20)
]
COPIES = ["reposition force", "shall reposition force 7", LETTERS[3].authoritative.text, "nothing of it"]


def test_a_text_at_hand_is_compared_as_one_taken_apart_anew() -> None:
    """Whatever was asked before, and however little is kept."""
    for most in (0, 100, 1_000_000):
        remembered = Remembered(taken_apart=most)
        for copy in COPIES * 2:
            for words in LETTERS:
                at_hand = compare_readings(read(copy), words, remembered.readings(words))
                assert at_hand == compare_readings(read(copy), words, readings(words))


def test_words_that_are_not_the_registered_ones_are_refused_however_often_others_were_opened() -> None:
    """What was opened under a digest vouches for no other octets."""
    remembered = Remembered()
    sealed, digest = seal_words(LETTERS[0], bytes(32))
    other, _ = seal_words(LETTERS[1], bytes(32))
    assert remembered.opened(sealed, digest) == remembered.opened(sealed, digest) == LETTERS[0]
    with pytest.raises(BadProof):
        remembered.opened(other, digest)
