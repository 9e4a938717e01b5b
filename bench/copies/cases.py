"""What is brought: which letter, what became of it, and on what it arrives.

A case is a plan of a few words; the copy itself is made from it where it is checked,
always the same from the same seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from random import Random

from bench.copies.benign import Handling, handled
from bench.copies.edits import ON_PAPER, Tampering, Truth, page_of
from bench.copies.letters import Letter, Side, drawn
from bench.copies.tamper import Forger


@unique
class Became(StrEnum):
    """The truth about a copy."""

    UNCHANGED = "unchanged"
    HANDLED = "handled honestly"
    EXCERPT = "an excerpt"
    ALTERED = "altered"
    UNREGISTERED = "not registered"


@unique
class On(StrEnum):
    """On what a copy arrives."""

    TEXT = "text"
    PDF = "PDF"
    HIDING_PDF = "PDF that hides"
    GOOD_PHOTO = "good photo"
    BAD_PHOTO = "bad photo"
    SCREENSHOT = "screenshot"
    SCAN = "scan"
    FAX = "fax"
    CROP = "crop"


PICTURES = tuple(on for on in On if on not in (On.TEXT, On.PDF, On.HIDING_PDF))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One copy to be brought."""

    number: int
    letter: str
    """The id of the letter it is made from."""
    became: Became
    on: On
    how: str = ""
    """The tampering or the handling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What stands on a copy, and the words in which it differs from its letter."""

    text: str
    truths: tuple[Truth, ...] = ()
    became: Became | None = None
    """Where a part of the copy shows less than was planned; None: what the case says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The letters of one run: those on the record, and those kept off it."""

    kept: tuple[Letter, ...]
    off: tuple[Letter, ...]

    @property
    def by_id(self) -> dict[str, Letter]:
        """Every letter, on the record or off it."""
        return {letter.id: letter for letter in (*self.kept, *self.off)}


OFF = 8
"""Every eighth letter of a family is kept off the record, its neighbours nearly the same on it."""


def collection(number: int, *, seed: int) -> Collection:
    """So many letters, or as many as there are."""
    letters = drawn(number, seed=seed)
    off = [letter for place, letter in enumerate(letters) if place % OFF == OFF - 1]
    kept = [letter for letter in letters if letter not in off]
    return Collection(kept=tuple(kept), off=tuple(off))


# ── which cases, and what stands on each ─────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many copies of one sort: each way of altering about as often as another."""

    on: On
    altered: int
    others: int
    """Unchanged ones; as many not registered; and of text as many excerpts and honestly handled ones."""
    language: str | None = None

    @property
    def plan(self) -> list[tuple[Became, str]]:
        """What becomes of each copy."""
        on_text = self.on is On.TEXT
        kinds = tuple(kind.value for kind in (Tampering if on_text else ON_PAPER))
        plan = [(Became.ALTERED, kinds[place % len(kinds)]) for place in range(self.altered)]
        if self.on is On.HIDING_PDF:
            return plan
        plan += [(Became.UNCHANGED, "")] * self.others + [(Became.UNREGISTERED, "")] * self.others
        if on_text:
            ways = tuple(Handling)
            plan += [(Became.HANDLED, ways[place % len(ways)].value) for place in range(self.others)]
            plan += [(Became.EXCERPT, "")] * self.others
        return plan


MOST_ON_A_PAGE = 380
"""Words of a letter that is photographed."""

TRIES = 60
"""Letters looked at for a place where they can be altered so; a way that none offers is left out."""


class Maker:
    """Makes copies of the letters of one collection."""

    def __init__(self, letters: Collection, *, seed: int) -> None:
        self.letters = letters
        self._seed = seed
        self._by_id = letters.by_id
        others = drawn(200, seed=seed, side=Side.TUNE)
        self._forgers = {
            language: Forger([each.text for each in others if each.language == language])
            for language in ("en", "ar")
        }

    def cases(self, wanted: Wanted) -> Iterator[Case]:
        """The copies that are wanted, in an order that mixes nothing: the same for the same seed."""
        chance = Random(f"cases/{wanted.on}/{wanted.language}/{self._seed}")
        for number, (became, how) in enumerate(wanted.plan):
            among = self.letters.off if became is Became.UNREGISTERED else self.letters.kept
            there = [each for each in among if self._may_be(each, wanted)]
            for letter in chance.sample(there, min(TRIES, len(there))):
                case = Case(number=number, letter=letter.id, became=became, on=wanted.on, how=how)
                if self.said(case) is not None:
                    yield case
                    break

    def _may_be(self, letter: Letter, wanted: Wanted) -> bool:
        """A picture shows one page, and not every letter fits on one."""
        fits = wanted.on not in PICTURES or len(letter.text.split()) <= MOST_ON_A_PAGE
        return fits and wanted.language in (None, letter.language)

    def language(self, case: Case) -> str:
        """The language of the copy."""
        return self._by_id[case.letter].language

    def chance(self, case: Case) -> Random:
        """The chance of one case, which no other case moves on."""
        return Random(f"{self._seed}/{case.on}/{case.became}/{case.how}/{case.letter}/{case.number}")

    def said(self, case: Case) -> Said | None:
        """What stands on the copy; None if its letter cannot be altered or handled so."""
        letter, chance = self._by_id[case.letter], self.chance(case)
        match case.became:
            case Became.ALTERED:
                kind = Tampering(case.how)
                tampered = self._forgers[letter.language].tampered(letter.text, kind, chance)
                return None if tampered is None else Said(text=tampered.text, truths=tampered.truths)
            case Became.HANDLED:
                text = handled(letter.text, Handling(case.how), chance)
                return None if text is None else Said(text=text)
            case Became.EXCERPT:
                return Said(text=_excerpt(letter.text, chance))
            case _:
                return Said(text=letter.text)


def _excerpt(text: str, chance: Random) -> str:
    """From a third to two thirds of it, cut between words."""
    page = page_of(text)
    length = round(len(page.words) * chance.uniform(1 / 3, 2 / 3))
    start = chance.randrange(len(page.words) - length)
    pairs = zip(page.words[start : start + length], page.spaces[start : start + length], strict=True)
    return "".join(map("".join, pairs)).strip()
