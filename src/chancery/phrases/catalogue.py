"""The catalogue: every sentence anybody reads, by its dotted name, one file for each language.

A sentence has slots, `{office}`.  A table with the key `other` holds the plural forms
of one sentence under their CLDR names; the number in the slot `{count}` chooses.
This file fills slots with words that are already written; `saying` writes the words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter

from chancery.phrases.plurals import category

LANGUAGES = ("en", "ar")
"""The languages every sentence has; the first is for readers who asked for none of them."""

DIRECTIONS: Mapping[str, str] = {"en": "ltr", "ar": "rtl"}

PARTS = (
    *("", "reasons.", "pages.", "charter.", "demo.", "desk.", "paper."),
    *("entry.", "founding.", "writing.", "notices.", "matters.", "post.", "feeds.", "asks.", "access."),
    *("trust.", "running."),
)
"""The files a language is spread over, by what stands before its name; the first is for everybody."""

Phrase = str | Mapping[str, str]
"""A sentence, or its plural forms by CLDR category."""


def fill(key: str, language: str, words: Mapping[str, str], count: int | None = None) -> str:
    """The sentence of that name with *words* in its slots; KeyError when it or a word is missing."""
    phrase = catalogue(language)[key]
    if isinstance(phrase, str):
        return phrase.format_map(words)
    if count is None:
        raise KeyError(f"{key} has plural forms and was given no count")
    return phrase[category(language, count)].format_map(words)


def has(key: str, language: str) -> bool:
    """Whether there is a sentence of that name."""
    return key in catalogue(language)


def forms(phrase: Phrase) -> tuple[str, ...]:
    """Every form of a sentence: one, or one for each plural."""
    return (phrase,) if isinstance(phrase, str) else tuple(phrase.values())


def slots(phrase: Phrase) -> frozenset[str]:
    """The nouns that a sentence waits for, in any of its forms."""
    return frozenset(name for form in forms(phrase) for _, name, _, _ in Formatter().parse(form) if name)


def slug(words: str) -> str:
    """Words of the record as the catalogue names them: `no public record` becomes `no_public_record`."""
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


@cache
def catalogue(language: str) -> Mapping[str, Phrase]:
    """Every sentence of a language; KeyError for a language we do not have."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return dict(sentence for part in PARTS for sentence in _flat(_part(f"{part}{language}.toml")))


def _part(name: str) -> Mapping[str, object]:
    return tomllib.loads(files("chancery.phrases").joinpath(name).read_text(encoding="utf-8"))


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, Phrase]]:
    for key, value in table.items():
        match value:
            case str():
                yield before + key, value
            case dict() if isinstance(value.get("other"), str):
                yield before + key, {form: str(sentence) for form, sentence in value.items()}
            case dict():
                yield from _flat(value, f"{before}{key}.")
            case _:
                raise TypeError(f"{before}{key} is neither a sentence nor a table of sentences")
