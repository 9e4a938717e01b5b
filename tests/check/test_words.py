"""Are these the registered words?"""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.check.answers import Likeness
from chancery.check.difference import Change
from chancery.check.normalise import Normalisation as N
from chancery.check.omissions import Side
from chancery.check.vocabulary import WordClass
from chancery.check.words import Doubt, WordsFinding, compare
from chancery.record.statement import ClauseId
from chancery.record.words import Text, Words
from tests.check.words_of_january import JANUARY, LETTER, POORLY_WORDED, registered

TERMS = registered(
    "If the host asks, and subject to the treaty, we shall not withdraw the forces from the base"
    " unless Parliament agrees. Shall we stay? The base remains open until June."
)
PRAYER = registered("Sovereign decision")


def quoted(finding: WordsFinding, words: Words) -> list[str]:
    return [words.authoritative.text[slice(*span)] for span in finding.spans]


def changes(finding: WordsFinding, copy: str, words: Words) -> list[tuple[Change, str, str]]:
    text = words.authoritative.text
    return [(run.change, copy[slice(*run.copy)], text[slice(*run.registered)]) for run in finding.changed]


# ── the cases of the scenario ────────────────────────────────────────────────


def test_wd1_a_whole_clause_without_its_final_comma_is_an_excerpt_and_says_so() -> None:
    finding = compare("We respect your sovereign decision to order our departure", LETTER)
    assert finding.likeness is Likeness.EXCERPT
    assert finding.normalisations == {N.END_PUNCTUATION}
    assert [(quoted.clause, quoted.whole) for quoted in finding.clauses] == [(ClauseId("c2"), True)]


def test_wd1_with_quotation_marks_round_it_they_are_set_aside_too() -> None:
    finding = compare("“We respect your sovereign decision to order our departure”", LETTER)
    assert finding.likeness is Likeness.EXCERPT
    assert finding.normalisations == {N.END_PUNCTUATION, N.QUOTATION_MARKS}


def test_wd2_a_phrase_is_an_exact_excerpt() -> None:
    finding = compare("reposition the forces", LETTER)
    assert (finding.likeness, finding.normalisations, finding.short) == (Likeness.EXCERPT, frozenset(), False)
    assert quoted(finding, LETTER) == ["reposition the forces"]


def test_wd3_one_exchanged_word_is_an_alteration_and_shown() -> None:
    finding = compare("withdraw the forces", LETTER)
    assert finding.likeness is Likeness.ALTERED
    assert changes(finding, "withdraw the forces", LETTER) == [(Change.REPLACED, "withdraw", "reposition")]


@pytest.mark.parametrize("words", JANUARY.values(), ids=JANUARY.keys())
@pytest.mark.parametrize("copy", ["apparently outside Iraq", "the 5,000 US soldiers", "really in danger"])
def test_wd4_wd5_the_narrators_words_are_in_no_registered_text(copy: str, words: Words) -> None:
    assert compare(copy, words).likeness is Likeness.NOT_IN_WORDS


# ── the same ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", JANUARY.values(), ids=JANUARY.keys())
def test_the_same_code_points_are_exact(words: Words) -> None:
    finding = compare(words.authoritative.text, words)
    assert (finding.likeness, finding.normalisations) == (Likeness.EXACT, frozenset())


@pytest.mark.parametrize(
    ("copy", "names"),
    [
        ("Sovereign\n decision", {N.SPACES}),
        ("Sovereign decision\n", {N.SPACES}),
        ("Sovereign decision.", {N.END_PUNCTUATION}),
        ("“Sovereign decision”", {N.QUOTATION_MARKS}),
        ("Sove\u00adreign decision", {N.SOFT_HYPHEN}),
        ("Sove-\n   reign decision", {N.LINE_END_HYPHEN}),
    ],
)
def test_a_whole_text_equal_but_for_something_named_names_it(copy: str, names: set[N]) -> None:
    finding = compare(copy, PRAYER)
    assert finding.likeness is Likeness.NORMALISED
    assert finding.normalisations == names


def test_a_lost_question_mark_is_not_set_aside() -> None:
    assert compare("Shall we stay", registered("Shall we stay?")).likeness is Likeness.EXCERPT
    assert compare("Shall we stay?", registered("Shall we stay")).likeness is Likeness.ALTERED


def test_a_quotation_may_begin_with_another_capital_and_nothing_else_may() -> None:
    assert compare("Reposition the forces", LETTER).normalisations == {N.FIRST_CAPITAL}
    assert compare("reposition the Forces", LETTER).likeness is Likeness.ALTERED


def test_arabic_left_bare_is_the_same_words_and_every_step_is_named() -> None:
    words = registered("لن تنسحب القوّات إلا في ٥ حزيران", language="ar")
    finding = compare("لن تنسحب القـوات الا في 5 حزيران", words)
    assert finding.likeness is Likeness.NORMALISED
    assert finding.normalisations == {N.ARABIC_MARKS, N.TATWEEL, N.HAMZA, N.DIGITS}


# ── a part ───────────────────────────────────────────────────────────────────


def test_two_words_are_found_but_marked_as_short() -> None:
    finding = compare("the movement", LETTER)
    assert (finding.likeness, finding.short) == (Likeness.EXCERPT, True)


def test_the_share_counts_words_and_not_those_that_are_not_given() -> None:
    finding = compare("reposition the forces", LETTER)
    assert (finding.quoted_words, finding.registered_words) == (3, 14)


def test_an_elided_quotation_is_an_excerpt_when_its_pieces_stand_in_order() -> None:
    finding = compare("reposition the forces … order our departure", LETTER)
    assert (finding.likeness, finding.elided) == (Likeness.EXCERPT, True)
    assert quoted(finding, LETTER) == ["reposition the forces", "order our departure"]


def test_an_elided_quotation_in_another_order_is_none() -> None:
    finding = compare("order our departure … reposition the forces", LETTER)
    assert finding.likeness not in {Likeness.EXCERPT, Likeness.EXACT, Likeness.NORMALISED}


def test_words_not_given_match_nothing_and_nothing_is_matched_across_them() -> None:
    assert compare("reposition the forces the movement", LETTER).likeness is Likeness.ALTERED
    assert compare("reposition the forces in Iraq the movement", LETTER).likeness is Likeness.ALTERED
    assert compare("poorly worded it’s not happening", POORLY_WORDED).likeness is Likeness.ALTERED


def test_the_same_words_elsewhere_are_listed() -> None:
    words = registered("The base is closed. The base is open.")
    assert compare("The base", words).also_at == ((20, 28),)


@pytest.mark.parametrize(
    ("copy", "side", "dropped", "distance"),
    [
        ("withdraw the forces from the base", Side.BEFORE, "not", 0),
        ("withdraw the forces from the base", Side.AFTER, "unless", 0),
        ("the host asks", Side.BEFORE, "If", 0),
        ("the treaty, we shall not", Side.BEFORE, "subject to", 0),
        ("The base remains open", Side.AFTER, "until", 0),
        ("we shall … withdraw", Side.BETWEEN, "not", 0),
        ("Shall we stay", Side.AFTER, "?", 0),
        ("we shall", Side.BEFORE, "If", 8),
    ],
)
def test_a_cut_that_turns_the_meaning_is_named(copy: str, side: Side, dropped: str, distance: int) -> None:
    finding = compare(copy, TERMS)
    text = TERMS.authoritative.text
    found = [(each.side, text[slice(*each.span)], each.distance) for each in finding.omissions]
    assert finding.likeness is Likeness.EXCERPT
    assert (side, dropped, distance) in found


def test_a_whole_sentence_omits_nothing() -> None:
    assert compare("The base remains open until June.", TERMS).omissions == ()


def test_what_stands_before_and_after_the_cut_is_shown() -> None:
    finding = compare("withdraw the forces", TERMS)
    text = TERMS.authoritative.text
    assert text[slice(*finding.before)].endswith("we shall not ")
    assert text[slice(*finding.after)].startswith(" from the base unless")


# ── nearly, or not ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("we shall withdraw the forces from the base", (Change.MISSING, "", "not")),
        ("we shall not withdraw all the forces from the base", (Change.ADDED, "all", "")),
        ("The base remains open until July", (Change.REPLACED, "July", "June")),
    ],
)
def test_an_altered_sentence_shows_the_one_change(copy: str, expected: tuple[Change, str, str]) -> None:
    finding = compare(copy, TERMS)
    assert finding.likeness is Likeness.ALTERED
    assert changes(finding, copy, TERMS) == [expected]


@pytest.mark.parametrize(
    "copy", ["the base of the Parliament", "we shall see", "the host of the treaty is the one"]
)
def test_a_few_words_in_common_are_not_an_alteration(copy: str) -> None:
    assert compare(copy, TERMS).likeness is Likeness.NOT_IN_WORDS


def test_capitals_throughout_are_shown_as_that_and_not_passed_over() -> None:
    finding = compare("WE RESPECT YOUR SOVEREIGN DECISION", LETTER)
    assert finding.likeness is Likeness.ALTERED
    assert {frozenset({WordClass.CAPITALS})} == {run.classes for run in finding.changed}


def test_a_translation_is_found_and_said_not_to_decide() -> None:
    words = Words(
        authoritative=Text(language="ar", text="لن تنسحب القوات"),
        translations=(Text(language="en", text="The forces will not withdraw"),),
    )
    finding = compare("The forces will not withdraw", words)
    assert (finding.likeness, finding.language, finding.authoritative) == (Likeness.EXACT, "en", False)
    assert compare("لن تنسحب القوات", words).authoritative


def test_with_no_words_registered_nothing_is_compared() -> None:
    assert compare("anything", None).likeness is Likeness.NOTHING_REGISTERED
    assert compare("anything", registered("")).likeness is Likeness.NOTHING_REGISTERED


def test_a_copy_without_words_or_without_end_cannot_be_told() -> None:
    assert compare(" … ?!", LETTER).doubt is Doubt.NO_WORDS
    assert compare("a " * 1_100_000, LETTER).doubt is Doubt.TOO_LONG


# ── whatever is brought ──────────────────────────────────────────────────────

AWKWARD = st.text(alphabet="ab A.,…[]\n-–’'\"“”é\u0301\u200b\u202e\u00ad٥5اأإ\u064b\u0640?", max_size=40)


@given(AWKWARD, AWKWARD)
def test_words_are_never_the_same_unless_equal_or_named(copy: str, text: str) -> None:
    """Promise of `Likeness.EXACT`; and every span lies in its text."""
    words = registered(text)
    finding = compare(copy, words)
    assert (finding.likeness is Likeness.EXACT) <= (copy == text)
    assert (finding.likeness is Likeness.NORMALISED) <= bool(finding.normalisations)
    assert all(0 <= start <= end <= len(text) for start, end in finding.spans)
    assert all(0 <= start <= end <= len(copy) for start, end in finding.copy_spans)


@given(st.data())
def test_any_cut_of_a_letter_is_an_excerpt_of_it_exactly(data: st.DataObject) -> None:
    pieces = TERMS.authoritative.text.split(" ")
    start = data.draw(st.integers(0, len(pieces) - 1))
    end = data.draw(st.integers(start + 1, len(pieces)))
    finding = compare(" ".join(pieces[start:end]), TERMS)
    assert finding.likeness in {Likeness.EXCERPT, Likeness.EXACT}
    assert finding.normalisations == frozenset()


@pytest.mark.timeout(300)
def test_no_tampered_copy_of_a_real_letter_is_called_the_same(corpora: Path) -> None:
    """Threat 2: one word exchanged, lost, added, doubled or negated; the place of the change is found."""
    chance = Random(13)
    letters = _letters(corpora / "us-fomc-statement.jsonl") + _letters(corpora / "us-state-statement.jsonl")
    located = 0
    trials = 600
    for _ in range(trials):
        text = chance.choice(letters)
        copy, place = _tampered(text, chance)
        finding = compare(copy, registered(text))
        assert finding.likeness in {Likeness.ALTERED, Likeness.CANNOT_TELL}, (copy, text)
        located += any(run.copy[0] - 40 <= place <= run.copy[1] + 40 for run in finding.changed)
    assert located >= 0.99 * trials


TURNING = "(not|if|unless|until|subject to)"
WORDS_AFTER = re.compile(rf"(?<!\w){TURNING} (?P<kept>(?:[a-z]+ ){{3}}[a-z]+)(?![\w’'-])", re.IGNORECASE)
WORDS_BEFORE = re.compile(rf"(?<![\w’'-])(?P<kept>(?:[a-z]+ ){{3}}[a-z]+) {TURNING}(?!\w)", re.IGNORECASE)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("cut", [WORDS_AFTER, WORDS_BEFORE], ids=["not | kept", "kept | not"])
def test_every_cut_beside_a_turning_word_of_a_real_letter_names_it(
    corpora: Path, cut: re.Pattern[str]
) -> None:
    """Threat 3, bar 100 %: “… not | withdraw the forces”, “withdraw the forces | unless …”."""
    cuts = 0
    for family in ("us-executive-order", "us-state-statement", "us-fda-warning-letter"):
        for text in _letters(corpora / f"{family}.jsonl", most=400):
            words = registered(text)
            for found in cut.finditer(text):
                finding = compare(found["kept"], words)
                named = {text[slice(*each.span)].lower() for each in finding.omissions if not each.distance}
                assert finding.likeness is Likeness.EXCERPT, found.group()
                assert found.span("kept") in {*finding.spans, *finding.also_at}
                assert _turning(found).lower() in named, found.group()
                cuts += 1
    assert cuts > 40


def _turning(found: re.Match[str]) -> str:
    [turning] = set(found.groups()) - {found["kept"]}
    return str(turning)


def _letters(path: Path, most: int = 60) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()[:most]
    texts = [str(json.loads(line)["text"]) for line in lines]
    return [text for text in texts if 40 < len(text.split()) < 800 and "\0" not in text]


def _tampered(text: str, chance: Random) -> tuple[str, int]:
    places = [found.span() for found in re.finditer(r"\b[A-Za-z]{2,}\b", text)]
    start, end = chance.choice(places[1:-1])
    word = text[start:end]
    instead = chance.choice(
        [
            f"not {word}",
            f"{word} {word}",
            "",
            "shall",
            word.swapcase(),
            f"{word}s",
            word[:-1],
            f"{word}а",
        ]
    )
    return text[:start] + instead + text[end:], start


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("copy", "text"),
    [
        ("a " * 250_000, "a " * 499_000),
        ("… a " * 250_000, "a b " * 249_000),
        ("." * 1_000_000, "." * 999_000 + " x"),
        ("\u200b" * 1_000_000, "a" + "\u200b" * 999_000),
        ("a-\n" * 330_000, "aa " * 300_000),
        ("a'" * 500_000, "a'" * 499_000),
        ('"' * 999_000 + "x", '"' * 499_000 + "y"),
        ("é," * 500_000, "è," * 490_000),
        ("[…]" * 300_000, "[…] " * 240_000 + "a"),
    ],
    ids=["same word", "ellipses", "dots", "no ink", "hyphens", "apostrophes", "quotes", "marks", "gaps"],
)
def test_a_megabyte_made_to_be_slow_is_answered(copy: str, text: str) -> None:
    """Threat 19: some two to four seconds here for a megabyte against a megabyte; never minutes."""
    words = registered(text)
    begun = process_time()
    compare(copy, words)
    assert process_time() - begun < 15


# ── marks at the edges ───────────────────────────────────────────────────────


@pytest.mark.parametrize("copy", ["move the forces.", "“move the forces,”", "move the forces"])
def test_a_mark_at_the_end_of_altered_words_is_set_aside_like_any_other(copy: str) -> None:
    """One word differs; the full stop that closes a quotation is not a second one."""
    finding = compare(copy, LETTER)
    assert changes(finding, copy, LETTER) == [(Change.REPLACED, "move", "reposition")]
    assert finding.differing == 1
    assert (N.END_PUNCTUATION in finding.normalisations) == (copy != "move the forces")


def test_a_mark_that_the_registered_text_has_too_is_not_set_aside() -> None:
    """“…open until July.” ends as the registered sentence does."""
    finding = compare("The base remains open until July.", TERMS)
    assert (finding.differing, finding.normalisations) == (1, frozenset())


def test_marks_are_shown_and_never_counted_as_words() -> None:
    """A comma that was put in is a change, and no word."""
    finding = compare("Shall we, stay? The base remains open until June.", TERMS)
    assert [run.change for run in finding.changed] == [Change.ADDED]
    assert finding.differing == 0
