"""Which registered letter could this be?"""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from chancery.check.answers import Likeness
from chancery.check.match import Candidates, Ranking, Shelf, find, rank
from chancery.record.statement import StatementId
from chancery.record.words import Words
from tests.check.words_of_january import JANUARY, registered

WORDS = ("we", "shall", "reposition", "the", "forces", "near", "base", "of", "at", "dawn")
PLAIN = st.lists(st.sampled_from(WORDS), max_size=14)


def shelved(letters: dict[StatementId, Words]) -> Shelf:
    shelf = Shelf()
    for statement, words in letters.items():
        shelf.file(statement, words)
    return shelf


def found(copy: str, letters: dict[StatementId, Words]) -> Ranking:
    candidates: Candidates = shelved(letters)
    return find(copy, candidates, letters.get)


def test_a_quotation_finds_its_letter_and_the_phrase_says_why() -> None:
    best = found("reposition the forces", JANUARY).best
    assert best is not None
    assert (best.statement, best.phrases) == (StatementId("L"), ((0, 21),))


def test_words_in_no_letter_find_none() -> None:
    assert found("the weather in Lisbon is mild today", JANUARY) == Ranking()


def test_an_altered_copy_finds_the_letter_it_alters() -> None:
    best = found("withdraw the forces", JANUARY).best
    assert best is not None
    assert (best.statement, best.finding.likeness) == (StatementId("L"), Likeness.ALTERED)


def test_a_copy_with_look_alikes_still_finds_the_letter_it_imitates() -> None:
    best = found("reроsition the fоrces", JANUARY).best
    assert best is not None
    assert (best.statement, best.finding.likeness) == (StatementId("L"), Likeness.ALTERED)


def test_letters_with_the_same_words_tie_and_all_are_listed() -> None:
    letters = {StatementId(name): registered("We shall leave the base at dawn.") for name in "ABC"}
    ranking = found("leave the base at dawn", letters)
    assert ranking.best is not None
    assert [ranking.best.statement, *(tie.statement for tie in ranking.ties)] == list("ABC")


def test_of_two_near_duplicates_the_right_one_is_named_and_the_other_is_runner_up() -> None:
    text = "On the first of {} the committee decided to hold the rate at {} per cent, as it had before."
    months = {"january": "2", "february": "3", "march": "4"}
    letters = {StatementId(month): registered(text.format(month, rate)) for month, rate in months.items()}
    ranking = found(text.format("february", "3"), letters)
    assert ranking.best is not None
    assert ranking.runner_up is not None
    assert (ranking.best.statement, ranking.best.finding.likeness) == ("february", Likeness.EXACT)
    assert ranking.runner_up.finding.likeness is Likeness.ALTERED


@given(PLAIN, PLAIN)
def test_whatever_order_the_letters_come_in_the_ranking_is_the_same(one: list[str], other: list[str]) -> None:
    letters = [(StatementId("A"), registered(" ".join(one))), (StatementId("B"), registered(" ".join(other)))]
    assert rank("reposition the forces", letters) == rank("reposition the forces", letters[::-1])


@given(PLAIN, PLAIN, PLAIN)
def test_a_quotation_of_two_words_that_say_something_finds_its_letter(
    before: list[str], said: list[str], after: list[str]
) -> None:
    quotation = " ".join((*said, "reposition", "forces"))
    ranking = found(quotation, {StatementId("A"): registered(" ".join((*before, quotation, *after)))})
    assert ranking.best is not None
    assert ranking.holders == 1


def test_single_words_find_no_letter() -> None:
    """Nor do two that are both grammar; they are in every letter."""
    letters = {StatementId("A"): registered("We shall leave the base, and it is not far from the sea.")}
    for words in ("base", "it is", "base, sea", "sea leave"):
        assert found(words, letters) == Ranking(), words
    assert found("it is not", letters).best is not None


def test_every_letter_that_holds_the_words_in_a_row_is_counted() -> None:
    """Also when more of them do than are compared word by word."""
    letters = {
        StatementId(f"{n:03}"): registered(f"Letter {n}. We leave the base at dawn.") for n in range(50)
    }
    ranking = found("we leave the base at dawn", letters)
    assert ranking.holders == 50
    assert found("we leave the base at noon", letters).holders == 0


def test_one_sentence_of_a_real_letter_finds_that_letter_or_one_with_the_same_words(corpora: Path) -> None:
    lines = (corpora / "us-fomc-statement.jsonl").read_text(encoding="utf-8").splitlines()[:80]
    texts = [str(json.loads(line)["text"]) for line in lines]
    letters = {
        StatementId(f"{number:03}"): registered(text) for number, text in enumerate(texts) if text.strip()
    }
    shelf = shelved(letters)
    for statement, words in letters.items():
        text = words.authoritative.text
        quotation = " ".join(text.split()[20:32])
        ranking = find(quotation, shelf, letters.get)
        assert ranking.best is not None, statement
        assert ranking.best.finding.likeness in {Likeness.EXCERPT, Likeness.EXACT}, (statement, quotation)
