"""Writing that looks like other writing is shown, and never taken for it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from chancery.check.answers import Likeness
from chancery.check.characters import BIDI_CONTROLS, is_unseen
from chancery.check.tokens import tokens
from chancery.check.unicode_tricks import TrickKind, looks_like, tricks
from chancery.check.words import compare
from tests.check.words_of_january import registered

SILENT = {Likeness.EXACT, Likeness.EXCERPT}


def kinds(text: str) -> set[TrickKind]:
    return {trick.kind for trick in tricks(text, tokens(text))}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the fоrces", TrickKind.MIXED_SCRIPTS),
        ("the for\u200bces", TrickKind.UNSEEN),
        ("the \u202eforces", TrickKind.TURNED),
        ("the \x07forces", TrickKind.CONTROL),
        ("the ５,000 forces", TrickKind.OTHER_SHAPE),
        ("the 5٥ forces", TrickKind.MIXED_DIGITS),
        ("the 𝐟orces", TrickKind.OTHER_SHAPE),
    ],
)
def test_each_trick_is_called_by_its_name(text: str, kind: TrickKind) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Plain English, 5,000 men — café.",
        "لن تنسحب القوّات في ٥ كانون الثاني",
        "日本語とカタカナ",
        "Ελλάδα и Россия",
    ],
)
def test_honest_writing_in_any_script_shows_nothing(text: str) -> None:
    assert kinds(text) == set()


def test_a_trick_shows_where_it_is_and_which_code_points_it_has() -> None:
    [trick] = tricks("a fоrce", tokens("a fоrce"))
    assert (trick.span, trick.code_points) == ((2, 7), (0x43E,))


def test_a_whole_word_in_another_script_is_called_a_look_alike_where_it_replaces_one() -> None:
    finding = compare("the рассе of Iraq", registered("the pacce of Iraq"))
    assert Likeness.ALTERED is finding.likeness
    assert TrickKind.LOOK_ALIKE in {trick.kind for trick in finding.tricks}
    assert looks_like("рассе", "pacce")


def test_what_leaves_no_ink_is_unicodes_own_list(vectors: Path) -> None:
    """Default_Ignorable_Code_Point and Bidi_Control, code point by code point."""
    assert {chr(p) for p in range(0x110000) if is_unseen(chr(p))} == _listed(
        vectors, "DerivedCoreProperties.txt.gz", "Default_Ignorable_Code_Point"
    )
    assert _listed(vectors, "PropList.txt.gz", "Bidi_Control") == BIDI_CONTROLS


def _listed(vectors: Path, file: str, wanted: str) -> set[str]:
    found: set[str] = set()
    with gzip.open(vectors / "unicode" / file, "rt", encoding="utf-8") as lines:
        for line in lines:
            points, _, name = line.split("#")[0].partition(";")
            if name.strip() == wanted:
                low, _, high = points.strip().partition("..")
                found |= {chr(point) for point in range(int(low, 16), int(high or low, 16) + 1)}
    return found


@pytest.mark.timeout(120)
@pytest.mark.parametrize("frame", ["pa{}per", "5{}7"])
def test_no_confusable_is_taken_for_what_it_imitates_without_a_name(vectors: Path, frame: str) -> None:
    """Bar 13: every pair of Unicode's confusables, inside a word and in a number."""
    pairs = json.loads((vectors / "unicode" / "confusables.json").read_text(encoding="utf-8"))
    compared = altered = 0
    for genuine, imitations in pairs.items():
        words = registered(f"Now the {frame.format(genuine)} is here")
        for imitation in {each["c"] for each in imitations} - {genuine}:
            finding = compare(f"Now the {frame.format(imitation)} is here", words)
            compared += 1
            altered += finding.likeness is Likeness.ALTERED
            assert finding.likeness not in SILENT, (genuine, imitation)
            assert finding.likeness is not Likeness.NORMALISED or finding.normalisations, (genuine, imitation)
    assert compared > 12_000
    assert altered > 0.8 * compared


def test_no_naughty_string_breaks_or_passes_for_a_letter(vectors: Path) -> None:
    """The Big List of Naughty Strings: each ends in an answer, and none is the letter's words."""
    words = registered("We respect your sovereign decision to order our departure,")
    naughty = json.loads((vectors / "blns" / "blns.json").read_text(encoding="utf-8"))
    found = [compare(text, words).likeness for text in naughty]
    assert len(found) > 400
    assert {Likeness.NOT_IN_WORDS, Likeness.CANNOT_TELL} >= set(found)


def test_a_naughty_string_inside_the_letter_is_never_passed_over(vectors: Path) -> None:
    registered_words = "We respect your sovereign decision to order our departure"
    words = registered(registered_words)
    naughty = json.loads((vectors / "blns" / "blns.json").read_text(encoding="utf-8"))
    for text in naughty:
        if not text.strip():
            continue
        finding = compare(registered_words.replace("decision", f"decision {text}"), words)
        assert finding.likeness in {Likeness.ALTERED, Likeness.NOT_IN_WORDS}, text
