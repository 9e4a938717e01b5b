"""A recogniser that makes mistakes as recognisers do, and people who alter letters as people do.

Simulated, so that thousands of letters can be tried in the time one picture takes to
read.  The rates are chosen, and for good English pages several times worse than Tesseract
5.3 was found to be; what is confused with what is listed here again, on purpose not
taken from the code, though by the same hand.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from chancery.check.copy import Copy, Kind, Read

LATIN = (
    *(("rn", "m"), ("m", "rn"), ("cl", "d"), ("d", "cl"), ("l", "1"), ("1", "l"), ("l", "I"), ("I", "l")),
    *(("0", "O"), ("O", "0"), ("5", "S"), ("S", "5"), ("vv", "w"), ("w", "vv"), ("e", "c"), ("c", "e")),
    *(("h", "b"), ("b", "h"), ("n", "u"), ("a", "o"), ("o", "a"), ("i", "l"), ("t", "f"), ("3", "8")),
    *(("8", "3"), ("6", "5"), ("7", "1"), ("é", "e"), ("g", "q"), ("C", "c"), ("W", "w"), ("ri", "n")),
)
ARABIC = (
    *(("ب", "ت"), ("ت", "ث"), ("ث", "ن"), ("ن", "ي"), ("ي", "ب"), ("ج", "ح"), ("ح", "خ"), ("د", "ذ")),
    *(("ر", "ز"), ("ز", "ر"), ("س", "ش"), ("ص", "ض"), ("ط", "ظ"), ("ع", "غ"), ("ف", "ق"), ("ق", "ف")),
    *(("ه", "ة"), ("ة", "ه"), ("ى", "ي"), ("ي", "ى"), ("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ا", "أ")),
    *(("٣", "؟"), ("٢", "7"), ("٧", "1"), ("٠", "."), ("٤", "؛"), ("٥", "ه"), ("٩", "8"), ("٦", "1")),
)
LETTERS = {"en": "abcdefghilmnoprstu", "ar": "ابتجدرسعفقكلمنهوي"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """How often it errs."""

    words_wrong: float = 0.01
    """Of all words that can be mistaken."""
    beyond_the_table: float = 0.05
    """Of the mistakes, those that exchange a letter for any other."""
    marks_lost: float = 0.02
    overlooked: float = 0.00002
    split: float = 0.003
    specks: int = 2
    """Made-up tokens at the sheet's edges."""
    sure_of_mistakes: float = 0.05
    """Of the mistakes, those that it is as sure of as of what is right."""


GOOD = Recogniser()
HARSH = Recogniser(words_wrong=0.03)
ARABIC_GOOD = Recogniser(words_wrong=0.08)
BAD = Recogniser(words_wrong=0.12, marks_lost=0.1, overlooked=0.002, split=0.01, specks=6)


def recognised(text: str, random: Random, how: Recogniser = GOOD, language: str = "en") -> Copy:
    """The words of *text*, printed in lines, photographed and read."""
    ink = _Ink()
    for number in range(how.specks):
        ink.put(random.choice(("|", "~", ".", "'", "—", "~-", "i", "٫")), random.uniform(0.0, 0.4))
        if number == how.specks // 2:
            ink.line()
            _letter(ink, text, random, how, language)
            ink.line()
    return Copy(kind=Kind.TEXT, text=ink.text, read=tuple(ink.read))


class _Ink:
    def __init__(self) -> None:
        self.text, self.read = "", list[Read]()

    def put(self, word: str, sure: float) -> None:
        if self.text and not self.text.endswith("\n"):
            self.text += " "
        start = len(self.text)
        self.text += word
        self.read.append(Read(span=(start, len(self.text)), sure=round(sure, 2)))

    def line(self) -> None:
        self.text = self.text.rstrip(" ") + "\n"


def _letter(ink: _Ink, text: str, random: Random, how: Recogniser, language: str) -> None:
    for paragraph in text.split("\n"):
        for line in textwrap.wrap(paragraph, 84):
            for word in line.split():
                _word(ink, word, random, how, language)
            ink.line()


def _word(ink: _Ink, word: str, random: Random, how: Recogniser, language: str) -> None:
    if random.random() < how.overlooked:
        return
    if len(word) > 5 and random.random() < how.split:
        middle = len(word) // 2
        ink.put(word[:middle], _sure_when_right(random))
        ink.put(word[middle:], _sure_when_right(random))
        return
    seen = _mistaken(word, random, how, language) if random.random() < how.words_wrong else word
    if seen != word:
        ink.put(seen, _sure_when_wrong(random, how))
    else:
        ink.put(_without_a_mark(word, random, how), _sure_when_right(random))


def _mistaken(word: str, random: Random, how: Recogniser, language: str) -> str:
    if random.random() < how.beyond_the_table:
        place = random.randrange(len(word))
        return word[:place] + random.choice(LETTERS[language]) + word[place + 1 :]
    table = [pair for pair in (LATIN if language == "en" else ARABIC) if pair[0] in word]
    return word.replace(*random.choice(table), 1) if table else word


def _without_a_mark(word: str, random: Random, how: Recogniser) -> str:
    if word[-1] in ",.;:،" and len(word) > 1 and random.random() < how.marks_lost:
        return word[:-1] + random.choice(("", ".", ","))
    return word


def _sure_when_right(random: Random) -> float:
    kind = random.random()
    if kind < 0.95:
        return random.uniform(0.9, 0.97)
    return random.uniform(0.6, 0.9) if kind < 0.995 else random.uniform(0.2, 0.6)


def _sure_when_wrong(random: Random, how: Recogniser) -> float:
    if random.random() < how.sure_of_mistakes:
        return random.uniform(0.9, 0.97)
    return random.uniform(0.1, 0.8)


# ── people who alter letters ─────────────────────────────────────────────────

Alteration = Callable[[str, Random], str | None]
"""The altered text; None where it has nothing of the kind."""

_MODALS = ("shall", "may", "must", "will", "should", "can")
_MONTHS = (
    *("January", "February", "March", "April", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_SENTENCE = {
    "en": "The Secretary shall also transfer all remaining funds to the central account without delay.",
    "ar": "كما تنقل الوزارة جميع المبالغ المتبقية إلى الحساب المركزي دون أي تأخير.",
}


def _one(pattern: str, text: str, random: Random) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return random.choice(found) if found else None


def _put(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


def not_dropped(text: str, random: Random) -> str | None:
    """“shall not” becomes “shall”."""
    found = _one(r"\b(?:not|never) |(?<= )(?:لا|لم|لن|غير|عدم) ", text, random)
    return found and _put(text, found, "")


def not_added(text: str, random: Random) -> str | None:
    """“shall” becomes “shall not”."""
    found = _one(r"\b(?:shall|will|may|must|is|are|has)(?= (?!not))", text, random)
    return found and _put(text, found, f"{found.group()} not")


def number_changed(text: str, random: Random) -> str | None:
    """One digit becomes another."""
    found = _one(r"[0-9٠-٩]", text, random)
    if found is None:
        return None
    digits = "0123456789" if found.group().isascii() else "٠١٢٣٤٥٦٧٨٩"
    return _put(text, found, random.choice(digits.replace(found.group(), "")))


def date_changed(text: str, random: Random) -> str | None:
    """One month becomes another."""
    found = _one(rf"\b(?:{'|'.join(_MONTHS)})\b", text, random)
    return found and _put(text, found, random.choice([each for each in _MONTHS if each != found.group()]))


def modal_swapped(text: str, random: Random) -> str | None:
    """“shall” becomes “may”."""
    found = _one(rf"\b(?:{'|'.join(_MODALS)})\b", text, random)
    return found and _put(text, found, random.choice([each for each in _MODALS if each != found.group()]))


def name_swapped(text: str, random: Random) -> str | None:
    """One name of the letter stands in the place of another."""
    names = sorted(set(re.findall(r"(?<=[a-z] )[A-Z][a-z]{3,}", text)))
    found = _one(r"(?<=[a-z] )[A-Z][a-z]{3,}", text, random)
    others = [name for name in names if found and name != found.group()]
    return _put(text, found, random.choice(others)) if found and others else None


def word_swapped(text: str, random: Random) -> str | None:
    """A word stands in the place of another that it does not resemble."""
    found = _one(r"(?<= )[^\W\d_]{5,}(?= )", text, random)
    others = [each for each in re.findall(r"[^\W\d_]{5,}", text) if found and each[0] != found.group()[0]]
    return _put(text, found, random.choice(others)) if found and others else None


def sentence_dropped(text: str, random: Random) -> str | None:
    """A sentence between two others is gone."""
    found = _one(
        r"(?<=[a-z,] [a-z]{2}\. )[A-Z][^.\n]{30,200}\. (?=[A-Z])|(?<=\w\. )[^.\n]{30,200}\. (?=\w)",
        text,
        random,
    )
    return found and _put(text, found, "")


def sentence_inserted(text: str, random: Random) -> str | None:
    """A sentence stands between two that had none between them."""
    language = "ar" if re.search("[ا-ي]", text) else "en"
    found = _one(r"(?<=\w\w[.،]) (?=\w)", text[20:-20], random)
    if found is None:
        return None
    place = found.start() + 20
    return f"{text[:place]} {_SENTENCE[language]}{text[place:]}"


ALTERATIONS: tuple[Alteration, ...] = (
    *(not_dropped, not_added, number_changed, date_changed, modal_swapped),
    *(name_swapped, word_swapped, sentence_dropped, sentence_inserted),
)
