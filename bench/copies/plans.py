"""Where a letter can be changed so that it says something else, in English and in Arabic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random

from bench.copies.edits import Change, Page, Tampering

Plan = Callable[[Page, Random], Iterator[Change]]

_MODALS = ("may", "shall", "must", "will", "should", "can", "might", "would")
_ARABIC_MODALS = ("يجب", "يجوز", "ينبغي", "يمكن", "يلزم")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_ARABIC_MONTHS = ("محرم", "صفر", "رجب", "شعبان", "رمضان", "شوال", "يناير", "فبراير", "مارس", "أبريل")
_NOT = re.compile(
    r"(?:not|no|never|cannot|without|neither|nor|لا|لم|لن|ليس|ليست|غير|عدم|دون|ولا)", re.IGNORECASE
)
_BEFORE_NOT = re.compile(r"(?:is|are|was|were|has|have|will|shall|may|must|should|would|can|could|do|does)")
_ARABIC_VERB = re.compile(r"[يت]\w{3,}")
_CONDITION = re.compile(
    r"(?:unless|if|except|until|provided|subject|pending|whether|إذا|إلا|شريطة|بشرط|حتى|باستثناء|ما)",
    re.IGNORECASE,
)
_AMOUNTS = {
    "million": "billion",
    "billion": "million",
    "thousand": "million",
    "hundred": "thousand",
    "percent": "per",
    "basis": "full",
    "mille": "percent",
    "مليون": "مليار",
    "مليار": "مليون",
    "ألف": "مليون",
    "مئة": "مئتي",
    "مائة": "مائتي",
}
_LOOKS_LIKE = {
    **dict(zip("aeopcxiSyjs", "аеорсхіЅујѕ", strict=True)),
    "ي": "ی",
    "ك": "ک",
    "ه": "ە",
}
_LIKE_DIGITS = {"0": "O", "1": "l", "5": "５", "3": "𝟑", "٥": "0", "٠": "۔", "١": "ا"}
_OTHER_DIGIT = {
    **dict(zip("0123456789", "1708563149", strict=True)),
    **dict(zip("٠١٢٣٤٥٦٧٨٩", "١٧٣٢٦٠٤٨٧٦", strict=True)),
}
_DRESS = {"أ": "إ", "إ": "أ", "آ": "أ", "ب": "ت", "ت": "ث", "ح": "خ", "ع": "غ", "ر": "ز", "ف": "ق", "ص": "ض"}
_UNSEEN = ("\u200b", "\u200d", "\u2060", "\ufeff")


def plans(page: Page, kind: Tampering, chance: Random) -> Iterator[Change]:
    """Every place where *page* can be changed in that way."""
    yield from _PLANS[kind](page, chance)


def one(place: int, *words: str) -> Change:
    """One word gives way to others, or to none."""
    return Change(start=place, after=place + 1, words=words)


def _negation_dropped(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words):
        if _NOT.fullmatch(word):
            yield one(place, "can") if word == "cannot" else one(place)


def _negation_added(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words[:-1]):
        if _BEFORE_NOT.fullmatch(word) and page.words[place + 1] != "not":
            yield Change(start=place + 1, after=place + 1, words=("not",))
        elif _ARABIC_VERB.fullmatch(word) and "\n" not in page.spaces[place - 1]:
            yield Change(start=place, after=place, words=("لا",))


def _now_not(page: Page, chance: Random) -> Iterator[Change]:
    other = {
        "now": "not",
        "not": "now",
        "Now": "Not",
        "Not": "Now",
        "Now,": "Not,",
        "لم": "ثم",
        "لن": "أن",
        "إلا": "ألا",
    }
    yield from (one(place, other[word]) for place, word in enumerate(page.words) if word in other)


def _digit(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words):
        spots = [at for at, each in enumerate(word) if each in _OTHER_DIGIT]
        if spots:
            at = chance.choice(spots)
            grown = word[: at + 1] + ("0" if word[at].isascii() else "٠") + word[at + 1 :]
            changed = word[:at] + _OTHER_DIGIT[word[at]] + word[at + 1 :]
            yield one(place, chance.choice((changed, changed, grown)))


def _date(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words):
        bare = word.rstrip(",.;")
        months = next((each for each in (_MONTHS, _ARABIC_MONTHS) if bare in each), None)
        if months:
            other = chance.choice([month for month in months if month != bare])
            yield one(place, other + word[len(bare) :])
        elif re.fullmatch(r"(?:19|20|14)\d\d[,.]?|[١٢][٠-٩]{3}هـ?[،.]?", word):
            yield one(place, word[:2] + _OTHER_DIGIT[word[2]] + word[3:])


def _amount(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words):
        bare = word.rstrip(",.;")
        if bare in _AMOUNTS:
            yield one(place, _AMOUNTS[bare] + word[len(bare) :])
        elif re.fullmatch(r"\$\d[\d,.]*|\d[\d.]*%|\d{1,3}(?:,\d{3})+", bare):
            spots = [at for at, each in enumerate(word) if each in _OTHER_DIGIT]
            at = chance.choice(spots)
            yield one(place, word[:at] + _OTHER_DIGIT[word[at]] + word[at + 1 :])


def _modal(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words):
        modals = next((each for each in (_MODALS, _ARABIC_MODALS) if word in each), None)
        if modals:
            yield one(place, chance.choice([modal for modal in modals if modal != word]))


def _condition(page: Page, chance: Random) -> Iterator[Change]:
    """From the word that makes it a condition to the next pause, which stays."""
    for start, after in page.sentences:
        for place in range(start + 1, after):
            if _CONDITION.fullmatch(page.words[place]):
                end = next((at for at in range(place, after) if page.words[at][-1] in ",;.،؛:"), after - 1)
                if 2 <= end - place <= 25:
                    yield Change(start=place, after=end, words=())
                break


def _sentence_dropped(page: Page, chance: Random) -> Iterator[Change]:
    for start, after in page.sentences[1:-1]:
        yield Change(start=start, after=after, words=())


def _punctuation(page: Page, chance: Random) -> Iterator[Change]:
    other = {",": ("", "."), ".": (",", "?"), ";": (",", "."), "،": ("", "."), "؛": ("،",), ":": (";", "")}
    for place, word in enumerate(page.words[:-1]):
        if word[-1] in other and word[:-1].isalpha():
            yield one(place, word[:-1] + chance.choice(other[word[-1]]))


def _head(page: Page, chance: Random) -> Iterator[Change]:
    """A date among the first words, or the name after “Dear”, or in Arabic the number of the decision."""
    for place, word in enumerate(page.words[:60]):
        if place and page.words[place - 1] in ("Mr.", "Ms.", "Dr.", "Mrs."):
            yield one(
                place,
                chance.choice(("Alder", "Brook", "Carver", "Dunne", "Ellison"))
                + word[len(word.rstrip(":,")) :],
            )
    for change in (*_date(page, chance), *_digit(page, chance)):
        if change.start < 25:
            yield change


def _look_alike(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words):
        spots = [at for at, each in enumerate(word) if each in _LOOKS_LIKE]
        if spots:
            at = chance.choice(spots)
            yield one(place, word[:at] + _LOOKS_LIKE[word[at]] + word[at + 1 :])


def _unseen(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words):
        if len(word) > 3 and word.isalnum():
            at = chance.randrange(1, len(word))
            yield one(place, word[:at] + chance.choice(_UNSEEN) + word[at:])


def _turned(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words):
        if len(word) > 2 and word.isalnum():
            yield one(
                place, chance.choice(("\u202e{}\u202c", "\u2067{}\u2069", "\u202d{}\u202c")).format(word)
            )


def _other_digits(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words):
        spots = [at for at, each in enumerate(word) if each in _LIKE_DIGITS]
        if spots:
            at = chance.choice(spots)
            yield one(place, word[:at] + _LIKE_DIGITS[word[at]] + word[at + 1 :])


def _vowels(page: Page, chance: Random) -> Iterator[Change]:
    for place, word in enumerate(page.words):
        spots = [at for at, each in enumerate(word) if each in _DRESS]
        if len(word) > 1 and spots:
            at = chance.choice(spots)
            yield one(place, word[:at] + _DRESS[word[at]] + word[at + 1 :])


_PLANS: Mapping[Tampering, Plan] = {
    Tampering.NEGATION_DROPPED: _negation_dropped,
    Tampering.NEGATION_ADDED: _negation_added,
    Tampering.NOW_NOT: _now_not,
    Tampering.DIGIT: _digit,
    Tampering.DATE: _date,
    Tampering.AMOUNT: _amount,
    Tampering.MODAL: _modal,
    Tampering.CONDITION: _condition,
    Tampering.SENTENCE_DROPPED: _sentence_dropped,
    Tampering.PUNCTUATION: _punctuation,
    Tampering.HEAD: _head,
    Tampering.LOOK_ALIKE: _look_alike,
    Tampering.UNSEEN: _unseen,
    Tampering.TURNED: _turned,
    Tampering.OTHER_DIGITS: _other_digits,
    Tampering.VOWELS: _vowels,
}
