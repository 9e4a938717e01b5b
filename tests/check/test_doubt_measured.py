"""Doubt over real letters: simulated recognisers and alterations, and the confusion matrix that comes of it.

Photographs themselves are measured by the bench; here thousands of readings take
seconds.  What each line says is shown with the test's name.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import process_time

import pytest

from chancery.check.answers import Likeness
from chancery.check.copy import Copy, Kind
from chancery.check.difference import Change, Run, difference
from chancery.check.furniture import printed
from chancery.check.reading import Reading, read
from chancery.check.sheet import compare_sheet, weigh_doubt
from chancery.check.tokens import Kind as TokenKind
from chancery.check.words import WordsFinding, readings
from chancery.record.words import Text, Words
from tests.check.ink_noise import ALTERATIONS, ARABIC_GOOD, BAD, GOOD, HARSH, Recogniser, recognised

LETTERS = 16
EQUAL = frozenset({Likeness.EXACT, Likeness.NORMALISED, Likeness.EXCERPT})
FURNITURE = ("Office of the Secretary", "Reference S-2020/114", "Code K7QX-PM2D-9RTA-W4")

Note = Callable[[str, object], None]


def letters(corpora: Path, language: str, count: int = LETTERS) -> list[str]:
    names = ["us-state-statement.jsonl", "nyc-executive-order.jsonl", "us-fomc-statement.jsonl"]
    if language == "ar":
        names = ["sa-royal-order-or-decision.jsonl.gz"]
    found = [text for name in names for text in texts(corpora / name)]
    return Random(11).sample(found, count)


def texts(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"].strip()
            if 120 <= len(text.split()) <= 500:
                yield text


def altered(text: str, random: Random) -> Iterator[tuple[str, str]]:
    for alteration in ALTERATIONS:
        copy = alteration(text, random)
        if copy:
            yield alteration.__name__, copy


def on_a_sheet(text: str) -> str:
    """With a letterhead, a page's end in the middle of a sentence, and a signature."""
    line = text.find(" ", len(text) // 2)
    body = f"{text[:line]}\n{FURNITURE[2]}\nPage 1 of 2\n{FURNITURE[0]}\n{text[line + 1 :]}"
    return f"{FURNITURE[0]}\n{FURNITURE[1]}\n\n{body}\n\n{FURNITURE[2]}\nPage 2 of 2"


def touched(runs: tuple[Run, ...], copy: str, registered: Reading) -> Counter[tuple[str, int]]:
    """The registered words that were changed, and how many words were added."""
    found: Counter[tuple[str, int]] = Counter()
    for run in runs:
        if run.change is Change.SAME:
            continue
        theirs = [
            index for index in range(*run.tokens[2:]) if registered.tokens[index].kind is TokenKind.WORD
        ]
        found.update(("registered", index) for index in theirs)
        found["added", 0] += max(0, len(read(copy[slice(*run.copy)]).words) - len(theirs))
    return found


class Matrix:
    """What was said of unaltered and of altered letters, and how many altered words were found."""

    def __init__(self) -> None:
        self.said: Counter[tuple[str, str]] = Counter()
        self.right = self.there = self.shown = 0

    def add(self, kind: str, finding: WordsFinding) -> None:
        self.said[kind, "equal" if finding.likeness in EQUAL else finding.likeness.value] += 1

    def words(self, finding: WordsFinding, copy: str, text: str, bad: str) -> None:
        registered = read(text, registered=True)
        truth = touched(difference(read(bad), registered).runs, bad, registered)
        shown = touched(finding.runs, copy, registered)
        self.right += sum((truth & shown).values())
        self.there += sum(truth.values())
        self.shown += sum(shown.values())

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.there + self.shown)

    def share(self, kind: str, said: str) -> float:
        return self.said[kind, said] / sum(count for (of, _), count in self.said.items() if of == kind)

    def __str__(self) -> str:
        return f"{sorted(self.said.items())} word F1 {self.f1:.3f}"


def measured(corpora: Path, language: str, how: Recogniser) -> Matrix:
    random, matrix = Random(5), Matrix()
    for text in letters(corpora, language):
        words = Words(authoritative=Text(language=language, text=text))
        matrix.add("unaltered", weigh_doubt(recognised(text, random, how, language), words))
        for _, bad in altered(text, random):
            copy = recognised(bad, random, how, language)
            finding = weigh_doubt(copy, words)
            matrix.add("altered", finding)
            matrix.words(finding, copy.text, text, bad)
    return matrix


@pytest.mark.parametrize(
    ("language", "how", "least_f1"),
    [("en", GOOD, 0.95), ("en", HARSH, 0.9), ("en", BAD, 0.8), ("ar", ARABIC_GOOD, 0.9)],
    ids=["english", "english harsh", "english bad", "arabic"],
)
def test_no_altered_letter_is_called_equal_however_it_was_read(
    corpora: Path, record_property: Note, language: str, how: Recogniser, least_f1: float
) -> None:
    """And what was altered is found word by word, where the reading allows it."""
    matrix = measured(corpora, language, how)
    record_property("rig", f"doubt {language} {how.words_wrong:.0%} wrong: {matrix}")
    assert matrix.said["altered", "equal"] == 0
    assert matrix.f1 >= least_f1


def test_an_unaltered_letter_read_well_is_not_called_altered(corpora: Path, record_property: Note) -> None:
    """At most one in a hundred good photographs."""
    random, matrix = Random(6), Matrix()
    for text in letters(corpora, "en", 100):
        words = Words(authoritative=Text(language="en", text=text))
        matrix.add("unaltered", weigh_doubt(recognised(text, random), words))
    record_property("rig", f"doubt, unaltered: {matrix.said}")
    assert matrix.share("unaltered", "altered") <= 0.01


def test_of_certain_characters_everything_can_be_told(corpora: Path, record_property: Note) -> None:
    """On a printed sheet with its furniture, unaltered letters are equal and altered ones altered."""
    random, matrix = Random(7), Matrix()
    for text in letters(corpora, "en"):
        words = Words(authoritative=Text(language="en", text=text))
        sheet = Copy(kind=Kind.TEXT, text=on_a_sheet(text))
        matrix.add("unaltered", weigh_doubt(sheet, words, FURNITURE))
        for _, bad in altered(text, random):
            copy = Copy(kind=Kind.TEXT, text=on_a_sheet(bad))
            finding = weigh_doubt(copy, words, FURNITURE)
            matrix.add("altered", finding)
            matrix.words(finding, copy.text, text, bad)
    record_property("rig", f"furniture: {matrix}")
    assert matrix.share("unaltered", "equal") == 1.0
    assert matrix.share("altered", "altered") == 1.0
    assert matrix.f1 >= 0.99


def test_a_letter_of_two_pages_is_weighed_in_forty_milliseconds(corpora: Path, record_property: Note) -> None:
    """The least of several tries, so that a busy machine is not taken for slow code."""
    text = " ".join(letters(corpora, "en", 3))[:5_000]
    words = Words(authoritative=Text(language="en", text=text))
    registered, known = readings(words), printed(FURNITURE)
    copy = recognised(text, Random(8))

    def once() -> float:
        begun = process_time()
        compare_sheet(read(copy.text), words, registered, reads=copy.read, known=known)
        return process_time() - begun

    least = min(once() for _ in range(5))
    record_property("rig", f"two pages weighed in {1000 * least:.1f} ms")
    assert least < 0.04
