"""Letters changed on purpose, each with the exact words that were changed.

A change is planned on the registered words and carried out afterwards, so that the truth
is known and not found again by comparing: which words of the letter are gone, and which
words of the copy are new.  A word is what stands between white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique

Places = frozenset[int]


@unique
class Tampering(StrEnum):
    """What was done to a letter, named for the table."""

    NEGATION_DROPPED = "negation dropped"
    NEGATION_ADDED = "negation added"
    NOW_NOT = "now for not"
    DIGIT = "digit changed"
    DATE = "date changed"
    AMOUNT = "amount changed"
    NAME = "name exchanged"
    MODAL = "modal verb exchanged"
    CONDITION = "condition dropped"
    SENTENCE_DROPPED = "sentence dropped"
    SENTENCE_INSERTED = "sentence inserted"
    SENTENCE_MOVED = "sentence moved"
    WORD = "word of equal length"
    PUNCTUATION = "punctuation changed"
    HEAD = "re-dated or re-addressed"
    LOOK_ALIKE = "look-alike letters"
    UNSEEN = "characters without ink"
    TURNED = "direction turned"
    OTHER_DIGITS = "look-alike digits"
    VOWELS = "other vowel marks or dots"
    SEVERAL = "several at once"


ON_PAPER = tuple(
    kind
    for kind in Tampering
    if kind not in (Tampering.LOOK_ALIKE, Tampering.UNSEEN, Tampering.TURNED, Tampering.OTHER_DIGITS)
)
"""What can be seen when it is printed; the others are one character standing for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Words of a letter, from *start* up to *after*, give way to others; either side may be empty."""

    start: int
    after: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a comparison should find: words of the copy that are new, words of the letter that are gone."""

    copy: Places
    letter: Places
    before: Places
    """Words of the letter before which something was added; an addition leaves no other trace there."""
    parts: tuple[tuple[int, int, int, int], ...] = ()
    """Each change by itself: first and after in the copy, first and after in the letter."""

    def within(self, first: int, after: int) -> Truth:
        """The truth about the words from *first* up to *after* of the copy, counted from *first*."""
        inside = [part for part in self.parts if first < part[0] and part[1] < after]
        copy = (range(part[0], part[1]) for part in inside)
        letter = (range(part[2], part[3]) for part in inside)
        return Truth(
            copy=frozenset(each - first for places in copy for each in places),
            letter=frozenset(each for places in letter for each in places),
            before=frozenset(part[2] for part in inside if part[2] == part[3]),
            parts=tuple((part[0] - first, part[1] - first, part[2], part[3]) for part in inside),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tampered:
    """A changed letter.  Two truths, where a sentence changed places with its neighbour: either moved."""

    kind: Tampering
    text: str
    truths: tuple[Truth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The words of a letter and the white space after each."""

    words: tuple[str, ...]
    spaces: tuple[str, ...]

    @property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where its sentences stand, in words; a line is one at least."""
        ends = [
            place + 1
            for place, (word, space) in enumerate(zip(self.words, self.spaces, strict=True))
            if "\n" in space or (len(word) > 4 and word.rstrip("”’\"')").endswith((".", "؟", "؛")))
        ]
        ends = sorted({*ends, len(self.words)})
        return tuple(zip([0, *ends[:-1]], ends, strict=True))


def page_of(text: str) -> Page:
    """A letter taken apart."""
    found = list(re.finditer(r"(\S+)(\s*)", text))
    return Page(words=tuple(each[1] for each in found), spaces=tuple(each[2] for each in found))


def carried_out(page: Page, changes: Iterable[Change], kind: Tampering) -> Tampered:
    """The letter with the *changes*, which do not overlap."""
    text, written, at = "", 0, 0
    copy: set[int] = set()
    letter: set[int] = set()
    before: set[int] = set()
    parts: list[tuple[int, int, int, int]] = []
    for change in (*sorted(changes, key=lambda each: each.start), None):
        upto = change.start if change else len(page.words)
        text += "".join(map("".join, zip(page.words[at:upto], page.spaces[at:upto], strict=True)))
        written += upto - at
        if change is None:
            break
        if not _only_a_mark_less(page, change):
            copy.update(range(written, written + len(change.words)))
        parts.append((written, written + len(change.words), change.start, change.after))
        letter.update(range(change.start, change.after))
        if change.start == change.after:
            before.add(change.start)
        text += _joined(page, change)
        written += len(change.words)
        at = change.after
    truth = Truth(
        copy=frozenset(copy), letter=frozenset(letter), before=frozenset(before), parts=tuple(parts)
    )
    return Tampered(kind=kind, text=text.strip(), truths=(truth,))


def _only_a_mark_less(page: Page, change: Change) -> bool:
    """A word that lost its comma shows nothing new in the copy; what is gone stands in the letter."""
    old = page.words[change.start : change.after]
    return len(old) == len(change.words) == 1 and old[0][:-1] == change.words[0]


def _joined(page: Page, change: Change) -> str:
    """The new words with the white space that stood after the old ones; a paragraph stays a paragraph."""
    if not change.words:
        return ""
    last = page.spaces[change.after - 1] if change.after > change.start else " "
    return " ".join(change.words) + (last or " ")
