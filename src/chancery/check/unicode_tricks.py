"""Writing that looks like other writing: shown, never folded away.

A trick is not an accusation: a soft hyphen from a web page is one too.  It says that
the eye may not see what is there, so that whoever compares is told.  Names of the
attacks: Unicode UTS #39 (confusables, mixed scripts), CVE-2021-42574 (turned text).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from functools import cache
from itertools import islice

from chancery.check.characters import (
    BIDI_CONTROLS,
    UNSEEN_RANGES,
    character_class,
    digit_set,
    is_unseen,
    mixes_scripts,
    script,
)
from chancery.check.tokens import Token, words_of
from chancery.record.words import Span


@unique
class TrickKind(StrEnum):
    """In what way the eye is misled."""

    TURNED = "turns the direction of writing"
    UNSEEN = "leaves no ink"
    CONTROL = "control character"
    MIXED_SCRIPTS = "letters of several scripts in one word"
    MIXED_DIGITS = "digits of several sets in one word"
    OTHER_SHAPE = "a letter or digit in another shape"
    """Full-width, mathematical, ligature or presentation form of an ordinary character."""
    LOOK_ALIKE = "looks like the registered word and is not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trick:
    """Where it stands in the text, and exactly which code points it is."""

    kind: TrickKind
    span: Span
    code_points: tuple[int, ...]


MOST_SHOWN = 1_000
"""More tricks than this are not listed one by one; a text with a thousand has been noticed."""

_LOOK_ALIKES = str.maketrans(
    # Cyrillic
    dict(zip("аеорсухіјѕһԁԛԝӏґВНМТКАЕОРСХУІЈЅԌԚԜӀ", "aeopcyxijshdqwlrBHMTKAEOPCXYlJSGQWl", strict=True))
    # Greek
    | dict(zip("ονρικαυγτχΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϹϳ", "ovpikauytxABEZHlKMNOPTYXcCj", strict=True))
    # Armenian, and Latin's own neighbours
    | dict(zip("օոսհցքɑɡɩıʋſ", "onuhgfagiivf", strict=True))
    # digits and strokes that letters are taken for
    | dict(zip("01|ǀIƖ", "Olllll", strict=True))
)
"""The commonest letters that are taken for a Latin one; ours, by eye, and far from complete.

It only decides whether an alteration is *also* called a look-alike.  Whether two
words are equal never depends on it.
"""


def tricks(text: str, words: tuple[Token, ...]) -> tuple[Trick, ...]:
    """What in *text* may escape the eye, in order; *words* are the text's own tokens."""
    found = [*islice(_without_ink(text), MOST_SHOWN)]
    if not text.isascii():
        found += islice(_within_words(words), MOST_SHOWN)
    return tuple(sorted(found, key=lambda trick: (trick.span, trick.kind)))[:MOST_SHOWN]


def skeleton(word: str) -> str:
    """What the eye makes of a word: two words with one skeleton look alike."""
    if not word.isascii():  # of ASCII every character is seen, and has its plainest form
        seen = "".join(character for character in word if not is_unseen(character))
        word = unicodedata.normalize("NFKC", seen)
    return word.translate(_LOOK_ALIKES).replace("rn", "m").replace("vv", "w")


def looks_like(copy: str, registered: str) -> bool:
    """Whether two different words are easily taken for one another."""
    return copy != registered and skeleton(copy) == skeleton(registered)


def look_alike(token: Token) -> Trick:
    """The trick of a word that looks like the registered one: every code point is shown."""
    return Trick(kind=TrickKind.LOOK_ALIKE, span=token.span, code_points=tuple(map(ord, token.text)))


@cache
def _unseen_or_control() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<turned>[{''.join(BIDI_CONTROLS)}]+)"
        rf"|(?P<unseen>(?:(?![{''.join(BIDI_CONTROLS)}])[{character_class(UNSEEN_RANGES)}])+)"
        r"|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]+)"
    )


_KINDS = {"turned": TrickKind.TURNED, "unseen": TrickKind.UNSEEN, "control": TrickKind.CONTROL}


def _without_ink(text: str) -> Iterator[Trick]:
    for found in _unseen_or_control().finditer(text):
        yield Trick(
            kind=_KINDS[found.lastgroup or "unseen"],
            span=found.span(),
            code_points=tuple(map(ord, found.group()[:MOST_SHOWN])),
        )


def _within_words(words: tuple[Token, ...]) -> Iterator[Trick]:
    seen: dict[str, tuple[tuple[TrickKind, tuple[int, ...]], ...]] = {}
    for word in words_of(words):
        if word.text.isascii():
            continue
        if word.text not in seen:
            seen[word.text] = tuple(_in_word(word.text))
        for kind, points in seen[word.text]:
            yield Trick(kind=kind, span=word.span, code_points=points)


def _in_word(word: str) -> Iterator[tuple[TrickKind, tuple[int, ...]]]:
    if mixes_scripts(word):
        yield TrickKind.MIXED_SCRIPTS, _strangers(word)
    if len({digit_set(character) for character in word if character.isdecimal()}) > 1:
        yield TrickKind.MIXED_DIGITS, tuple(ord(character) for character in word if character.isdecimal())
    reshaped = tuple(ord(character) for character in word if _has_plainer_form(character))
    if reshaped:
        yield TrickKind.OTHER_SHAPE, reshaped


def _strangers(word: str) -> tuple[int, ...]:
    """The letters that are not of the word's commonest script."""
    scripts = Counter(script(letter) for letter in word)
    del scripts[None]
    [(commonest, _)] = scripts.most_common(1)
    return tuple(ord(letter) for letter in word if script(letter) not in (None, commonest))


@cache
def _has_plainer_form(character: str) -> bool:
    return unicodedata.decomposition(character).startswith("<")
