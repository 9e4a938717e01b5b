"""Ink held against the words it could be: not or now, 1 or 7, five or six."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chancery.paper.paper import Box, Paper
from chancery.paper.picture import TELLING, certain_words, read_picture, weigh_words
from tests.paper.picture import degrade

LETTER = [
    "The Council will not renew the agreement of 15 March unless every vehicle is returned to the depot.",
    "Payments shall be made before the summer, and the Minister may extend this period once.",
    "Nothing in this letter changes what was agreed between both governments about the border.",
]


@pytest.fixture(scope="module")
def photograph() -> bytes:
    page = degrade.page(LETTER, latin="DejaVu Serif", arabic="Amiri", dpi=150)
    return degrade.good_photograph(page, np.random.default_rng(3))


@pytest.fixture(scope="module")
def paper(photograph: bytes) -> Paper:
    return read_picture(photograph)


def place(paper: Paper, wanted: str) -> Box:
    """Where the first such word stands."""
    boxes = [word.box for word in paper.words if paper.text[slice(*word.span)] == wanted]
    assert boxes
    assert boxes[0] is not None
    return boxes[0]


def certain(paper: Paper, *, but: str) -> list[tuple[Box, str]]:
    """The words read with certainty, without the one in question."""
    return [(box, text) for box, text in certain_words(paper) if text != but]


@pytest.mark.parametrize(
    ("written", "like_it"),
    [("not", "now"), ("15", "16"), ("15", "75"), ("may", "must"), ("was", "has"), ("once", "one")],
)
def test_the_ink_tells_which_word_was_written(
    photograph: bytes, paper: Paper, written: str, like_it: str
) -> None:
    """On a photograph, the written word is found far likelier than one that differs by a letter or two."""
    question = (place(paper, written), [like_it, written])
    [found] = weigh_words(photograph, [question], known=certain(paper, but=written))
    assert found is not None
    assert written == found[0]
    assert found[1] > TELLING


def test_ink_that_is_neither_word_gives_no_answer(photograph: bytes, paper: Paper) -> None:
    """Where neither candidate resembles the ink, nothing is said."""
    question = (place(paper, "unless"), ["before", "toward"])
    assert weigh_words(photograph, [question], known=certain(paper, but="unless")) == (None,)


def test_too_few_certain_words_give_no_answer(photograph: bytes, paper: Paper) -> None:
    """A page must show how it prints before one of its words can be weighed."""
    question = (place(paper, "not"), ["now", "not"])
    assert weigh_words(photograph, [question], known=certain(paper, but="not")[:2]) == (None,)


def test_part_of_a_word_is_not_taken_for_a_word(photograph: bytes, paper: Paper) -> None:
    """A box that cuts “changes” short says nothing about “chan”: the ink goes on."""
    box = place(paper, "changes")
    part = replace(box, right=box.left + 0.5 * (box.right - box.left))
    [found] = weigh_words(photograph, [(part, ["chan", "changes"])], known=certain(paper, but="changes"))
    assert found is None or found[0] == "changes"
