"""Quotations in articles, and registered words in narration."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.check.answers import Likeness
from chancery.check.match import Shelf
from chancery.check.normalise import Normalisation
from chancery.check.quotation import PassageFinding, PassageKind, article_findings, passages
from chancery.check.word_numbers import word_numbers
from chancery.record.statement import StatementId
from chancery.record.words import Words
from tests.check.words_of_january import JANUARY
from tests.cost import least_cost

MARKED = st.text(alphabet="ab .,’'‘“”\"«»\n()[]—", max_size=60)


def lookup(text: str) -> Iterable[tuple[StatementId, Words]]:
    shelf = Shelf()
    for statement, words in JANUARY.items():
        shelf.file(statement, words)
    near = shelf.nearest(word_numbers(text), 20).candidates
    return [(candidate.statement, JANUARY[candidate.statement]) for candidate in near]


def quotations(article: str) -> list[str]:
    return [passage.of(article) for passage in passages(article) if passage.kind is PassageKind.QUOTATION]


def speakers(article: str) -> list[str | None]:
    found = [passage.attribution for passage in passages(article) if passage.kind is PassageKind.QUOTATION]
    return [article[slice(*each.speaker)] if each and each.speaker else None for each in found]


# ── passages ─────────────────────────────────────────────────────────────────


@given(MARKED)
def test_narration_and_outermost_quotations_hold_every_letter_once(article: str) -> None:
    held = [
        index
        for passage in passages(article)
        if passage.depth == 0
        for index in range(*passage.outer)
        if article[index].isalnum()
    ]
    assert held == [index for index, character in enumerate(article) if character.isalnum()]


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("He wrote “we shall leave” today.", ["we shall leave"]),
        ('He wrote "we shall leave," and left.', ["we shall leave,"]),
        ("Il écrit « nous partons » ce soir.", ["nous partons"]),
        ("He wrote ‘we shan’t leave’ today.", ["we shan’t leave"]),
        ("He wrote 'we shan't leave' today.", ["we shan't leave"]),
        ("The officials’ view, the ’20s, ’tis so, it’s Iraq’s.", []),
        (
            "“He told me ‘leave the base’ now,” she said.",
            ["He told me ‘leave the base’ now,", "leave the base"],
        ),
        ("“We leave.\n\n“We do not stay,” he said.", ["We leave.", "We do not stay,"]),
        ("“We leave.\n\nWe do not stay,” he said.", ["We leave.\n\nWe do not stay,"]),
        ("“We leave and never close\n\nNext paragraph.", ["We leave and never close"]),
        ("A stray ” and a lone “ here", []),
        ("„Wir gehen“, sagte er.", ["Wir gehen"]),
        ("قال الوزير إن «القوات لن تنسحب» اليوم.", ["القوات لن تنسحب"]),
    ],
)
def test_quotations_are_what_a_reader_takes_for_them(article: str, expected: list[str]) -> None:
    assert quotations(article) == expected


def test_what_was_never_closed_is_said_to_be_open() -> None:
    [passage] = [
        each for each in passages("“We leave\n\nThen nothing.") if each.kind is PassageKind.QUOTATION
    ]
    assert passage.unclosed


def test_words_put_in_by_the_article_are_kept_apart() -> None:
    article = "He said “(it) moves [our] forces (as of the first of March) home”."
    [passage] = [each for each in passages(article) if each.kind is PassageKind.QUOTATION]
    assert [article[slice(*span)] for span in passage.insertions] == ["(it)", "[our]"]


def test_the_words_between_two_parts_of_one_quotation_are_a_gloss() -> None:
    article = "“We leave” – the forces – “at dawn,” one of them said."
    said = [each for each in passages(article) if each.kind is PassageKind.QUOTATION]
    assert [each.gloss and article[slice(*each.gloss)] for each in said] == [None, "– the forces –"]


@pytest.mark.parametrize(
    ("article", "speaker"),
    [
        ("“We leave,” said Seeley.", "Seeley"),
        ("“We leave,” Seeley said on Monday.", "Seeley"),
        ("Esper said the command has yet to “decide” it.", "Esper"),
        ("On Monday, US officials told Iraqis “not now”.", "US officials"),
        ("The letter, written Monday and sent, said that they would “leave”.", "The letter"),
        ("“We leave,” said one of them).", "one of them"),
        ("It was “a mistake” according to the chairman, who left.", "the chairman"),
        ("قال الوزير إن «القوات لن تنسحب».", "الوزير"),
        ("A “mistake”.", None),
    ],
)
def test_the_speaker_is_the_one_printed_beside_the_words(article: str, speaker: str | None) -> None:
    assert speakers(article) == [speaker]


def test_an_editor_s_insertion_does_not_hide_the_words_beside_it() -> None:
    """“[all]” is the editor's; what stands round it is looked for by itself, at its own place."""
    text = "It would “reposition [all] the forces”, and “(it) respect your sovereign decision”."
    found = told(text, article_findings(text, lookup), PassageKind.QUOTATION)
    assert [(words, likeness) for words, _, likeness in found] == [
        ("reposition [all] the forces", Likeness.EXCERPT),
        ("(it) respect your sovereign decision", Likeness.EXCERPT),
    ]


# ── the customer's article ───────────────────────────────────────────────────


@pytest.fixture(scope="module")
def article(shared: Path) -> str:
    return (shared / "seed" / "000_284a58eab4c7cce9.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def findings(article: str) -> tuple[PassageFinding, ...]:
    return article_findings(article, lookup)


Found = tuple[str, str | None, Likeness | None]


def told(article: str, findings: Iterable[PassageFinding], kind: PassageKind) -> list[Found]:
    return [
        (
            article[slice(*piece.span)],
            piece.match.statement if piece.match else None,
            piece.match.finding.likeness if piece.match else None,
        )
        for finding in findings
        if finding.passage.kind is kind
        for piece in finding.pieces
    ]


def test_each_quotation_of_the_article_is_told_where_it_stands(
    article: str, findings: tuple[PassageFinding, ...]
) -> None:
    assert told(article, findings, PassageKind.QUOTATION) == [
        ("not to worry about it", None, None),
        ("reposition the forces", "L", Likeness.EXCERPT),
        ("the movement", "L", Likeness.EXCERPT),
        ("We respect your sovereign decision to order our departure,", "L", Likeness.EXCERPT),
        ("make any decisions", "E", Likeness.EXACT),
        ("poorly worded", "M", Likeness.EXCERPT),
        ("(it) involves withdrawal", None, None),
        ("it’s not happening", "M", Likeness.EXCERPT),
        ("really in danger", None, None),
        ("You strengthen the guys", None, None),
        ("you want to weaken,", None, None),
    ]


def test_registered_words_are_found_in_narration_without_quotation_marks(
    article: str, findings: tuple[PassageFinding, ...]
) -> None:
    assert told(article, findings, PassageKind.NARRATION) == [
        ("expel the United States", "V", Likeness.EXACT),
        ("a mistake that shouldn’t have been written or published", "D", Likeness.EXACT),
        ("suspended all operations in Iraq", "O", Likeness.EXACT),
        (
            "prefer to continue US military mentoring while expelling anti-ISIS combat forces",
            "W",
            Likeness.EXACT,
        ),
    ]


@pytest.mark.parametrize("words", ["apparently outside Iraq", "the 5,000 US soldiers"])
def test_the_narrators_own_words_are_nobody_elses(
    article: str, findings: tuple[PassageFinding, ...], words: str
) -> None:
    [finding] = [each for each in findings if words in each.passage.of(article)]
    assert finding.passage.kind is PassageKind.NARRATION
    assert finding.pieces == ()


def test_a_quotation_as_a_whole_says_that_words_were_put_between(
    article: str, findings: tuple[PassageFinding, ...]
) -> None:
    [finding] = [each for each in findings if each.passage.of(article).startswith("poorly worded")]
    assert finding.match is not None
    assert finding.match.finding.likeness is Likeness.ALTERED
    assert [article[slice(*span)] for span in finding.passage.insertions] == ["(it)"]


def test_the_speakers_are_spelled_as_printed(article: str, findings: tuple[PassageFinding, ...]) -> None:
    found = [
        article[slice(*finding.passage.attribution.speaker)]
        for finding in findings
        if finding.passage.attribution and finding.passage.attribution.speaker
    ]
    assert found == [
        "US officials",
        "The letter",
        "The letter",
        "Seeley",
        "Esper",
        "Miley",
        "Iraqi officials",
        "one of them",
    ]


def test_the_spans_reproduce_the_article(article: str, findings: tuple[PassageFinding, ...]) -> None:
    """3,596 code points and 3,652 bytes: spans that counted bytes would be found out here."""
    assert len(article) == 3_596
    [finding] = [each for each in findings if each.passage.of(article) == "reposition the forces"]
    assert finding.passage.span == (812, 833)


def test_the_article_is_read_in_well_under_fifty_milliseconds(article: str) -> None:
    assert least_cost(lambda: article_findings(article, lambda _: JANUARY.items())) < 0.05


# ── other articles ───────────────────────────────────────────────────────────


def test_a_quotation_spliced_from_two_letters_names_both() -> None:
    [finding] = article_findings("“reposition the forces, suspended all operations in Iraq”", lookup)
    assert finding.statements == (StatementId("L"), StatementId("O"))


def test_an_altered_quotation_in_an_article_is_altered() -> None:
    [_, finding, _] = article_findings("They would “withdraw the forces” soon.", lookup)
    assert finding.match is not None
    assert finding.match.finding.likeness is Likeness.ALTERED


def test_a_quotation_closed_by_its_publishers_full_stop_sets_it_aside_by_name() -> None:
    [_, finding] = article_findings("They would “reposition the forces.”", lookup)
    assert finding.match is not None
    assert finding.match.finding.normalisations == {Normalisation.END_PUNCTUATION}


@given(MARKED)
def test_no_article_is_too_odd_to_be_read(article: str) -> None:
    assert all(finding.compared for finding in article_findings(article, lambda _: JANUARY.items()))


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("piece", ["“", '"a "', "'a '", "“a b c” said x. ", "said “", "a\n\n", "« ' “ ‘ "])
def test_an_article_made_to_be_slow_is_answered(piece: str) -> None:
    """Threat 19: one to four seconds here for a megabyte; never minutes."""
    begun = process_time()
    article_findings(piece * (1_000_000 // len(piece)), lookup)
    assert process_time() - begun < 20
