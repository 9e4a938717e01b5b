"""Differences, word by word."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.check.alignment import align
from chancery.check.difference import Change, difference
from chancery.check.reading import read
from chancery.check.vocabulary import WordClass

FEW_WORDS = st.lists(st.sampled_from(["we", "shall", "not", "withdraw", ",", "the", "The"]), max_size=12)


def told(copy: str, registered: str) -> list[tuple[Change, str, str]]:
    runs = difference(read(copy), read(registered, registered=True)).runs
    return [(run.change, copy[slice(*run.copy)], registered[slice(*run.registered)]) for run in runs]


@given(FEW_WORDS, FEW_WORDS)
def test_read_down_one_side_the_runs_are_that_text(ours: list[str], theirs: list[str]) -> None:
    copy, registered = " ".join(ours), " ".join(theirs)
    runs = told(copy, registered)
    assert copy.split() == " ".join(run[1] for run in runs).split()
    assert registered.split() == " ".join(run[2] for run in runs).split()


@given(FEW_WORDS, FEW_WORDS)
def test_only_runs_called_the_same_are_the_same(ours: list[str], theirs: list[str]) -> None:
    for change, one, other in told(" ".join(ours), " ".join(theirs)):
        assert (change is Change.SAME) == (one.split() == other.split())


@given(st.lists(st.sampled_from("abc"), max_size=10), st.lists(st.sampled_from("abc"), max_size=10))
def test_blocks_are_the_same_in_both_and_do_not_cross(ours: list[str], theirs: list[str]) -> None:
    ours_end = theirs_end = 0
    for block in align(ours, theirs).blocks:
        assert (block.ours, block.theirs) >= (ours_end, theirs_end)
        assert block.ours >= ours_end
        assert block.theirs >= theirs_end
        assert ours[block.ours : block.end[0]] == theirs[block.theirs : block.end[1]]
        ours_end, theirs_end = block.end


def test_one_changed_word_is_one_replaced_run() -> None:
    assert told("We will withdraw the forces", "We will reposition the forces") == [
        (Change.SAME, "We will", "We will"),
        (Change.REPLACED, "withdraw", "reposition"),
        (Change.SAME, "the forces", "the forces"),
    ]


@pytest.mark.parametrize(
    ("copy", "registered", "expected"),
    [
        ("We will withdraw it", "We will not withdraw it", WordClass.NEGATION),
        ("We don’t leave it", "We do leave it", WordClass.NEGATION),
        ("We leave it when asked", "We leave it unless asked", WordClass.CONDITION),
        ("We leave it asked", "We leave it subject to asked", WordClass.CONDITION),
        ("We may leave it", "We shall leave it", WordClass.MODAL),
        ("We send 500 men", "We send 5,000 men", WordClass.NUMBER),
        ("On 6 January we leave", "On 7 January we leave", WordClass.DATE),
        ("On Monday we leave", "On Tuesday we leave", WordClass.DATE),
        ("We pay $ 300 now", "We pay $ 200 now", WordClass.AMOUNT),
        ("We pay 200 dollars now", "We pay 200 dinars now", WordClass.AMOUNT),
        ("We met Esper there", "We met Milley there", WordClass.NAME),
        ("We leave, now", "We leave now", WordClass.PUNCTUATION),
        ("We leave IRAQ now", "We leave Iraq now", WordClass.CAPITALS),
        ("لن تنسحب القوات", "لم تنسحب القوات", WordClass.NEGATION),
        ("تنسحب القوات وإذا وافق", "تنسحب القوات وافق", WordClass.CONDITION),
        ("يجوز أن تنسحب القوات", "يجب أن تنسحب القوات", WordClass.MODAL),
        ("في ٥ كانون الثاني", "في ٦ كانون الثاني", WordClass.DATE),
        ("وكَتَبَ ذلك الوزير", "وكُتِبَ ذلك الوزير", WordClass.VOWELS),
    ],
)
def test_the_kind_of_word_that_changed_is_named(copy: str, registered: str, expected: WordClass) -> None:
    changed = difference(read(copy), read(registered, registered=True)).changed
    assert expected in frozenset().union(*(run.classes for run in changed))


def test_an_ordinary_word_is_of_no_kind() -> None:
    [run] = difference(read("We send old men"), read("We send young men")).changed
    assert run.classes == frozenset()


def test_words_not_given_are_the_same_as_nothing() -> None:
    assert (Change.REPLACED, "[…]", "[…]") in told("[…] the forces", "[…] the forces")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("a b " * 100_000, "b a a " * 70_000),
        ("a " * 200_000 + "b", "a " * 199_000 + "c"),
        (
            " ".join(f"w{n * 7919 % 200_003 % 5_000}" for n in range(160_000)),
            " ".join(f"w{n % 5_000}" for n in range(160_000)),
        ),
    ],
)
def test_texts_made_to_be_slow_are_cut_off_not_waited_for(ours: str, theirs: str) -> None:
    """Threat 19: a megabyte against a megabyte; about a second here, ten would be an attack."""
    copy, registered = read(ours), read(theirs, registered=True)
    begun = process_time()
    difference(copy, registered)
    assert process_time() - begun < 10
