"""Saying a sentence: nouns of the record in, one sentence in the reader's language out.

The name of a slot says how its noun is written: moments in words, verbs as the language
wants them, names set apart so that a left-to-right name does not scramble a
right-to-left sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from chancery.phrases.catalogue import catalogue, fill, has, slots, slug
from chancery.phrases.moments import moment
from chancery.record.reason import Fact

Names = Mapping[str, str]
"""What offices, institutions and letters are called, by what the record calls them."""

UNNAMED: Names = {}

MOMENTS = frozenset({"at", "since", "until", "expires", "effective", "date", "seen", "read"})
"""The slots that hold a moment."""

CODED: Mapping[str, str] = {
    "verb": "verb",
    "capacity": "capacity",
    "normalisation": "normalisation",
    "change": "change",
    "side": "side",
    "trick": "trick",
    "doubt": "doubt",
    "hiding": "hiding",
    "why": "why",
    "source": "trust.strength",
}
"""The slots whose nouns are the record's own words, and the table that translates each of them."""

WRITTEN = frozenset(
    {
        "obstacle",
        "changes",
        "signer",
        "written",
        "known",  # a domain as it is written: a title would hide what differs
        "standing",
        "truth",
        "stretch",
        "steps",
        "first",
        "then",
        "time",
    }
)
"""The slots that hold words already in the reader's language."""

COUNT = "count"
"""The slot that chooses among plural forms."""

_APART, _END = "\u2068", "\u2069"


def say(key: str, language: str, names: Names = UNNAMED, /, **facts: Fact) -> str:
    """The sentence of that name, its slots filled; KeyError when there is no such sentence or noun."""
    wanted = _wanted(key, language)
    words = {slot: written(slot, facts[slot], language, names) for slot in wanted}
    count = facts.get(COUNT)
    return fill(key, language, words, count if isinstance(count, int) else None)


@cache
def _wanted(key: str, language: str) -> frozenset[str]:
    """The slots of a sentence; a page says a hundred sentences, and they do not change."""
    return slots(catalogue(language)[key])


def written(slot: str, fact: Fact, language: str, names: Names = UNNAMED) -> str:
    """A noun as the reader of that language sees it."""
    match fact:
        case int() if slot in MOMENTS:
            return moment(fact, language)
        case int():
            return f"{fact:,}"
        case str() if slot in CODED and has(f"{CODED[slot]}.{slug(fact)}", language):
            return fill(f"{CODED[slot]}.{slug(fact)}", language, {})
        case str() if slot in WRITTEN:
            return fact
        case "":
            return fill("word.nothing", language, {})
        case str():
            return apart(names.get(fact, fact))
        case tuple():
            return listed([written(slot, item, language, names) for item in fact], language)
        case None:
            return fill("word.nothing", language, {})


def listed(items: Sequence[str], language: str) -> str:
    """Several nouns as one: “a, b and c”; for none, the word for nothing."""
    if not items:
        return fill("word.nothing", language, {})
    if len(items) == 1:
        return items[0]
    first = fill("list.comma", language, {}).join(items[:-1])
    return fill("list.last", language, {"first": first, "last": items[-1]})


def apart(name: str) -> str:
    """A name set apart from the direction of the words around it (UAX #9: FSI … PDI)."""
    return f"{_APART}{name}{_END}"
