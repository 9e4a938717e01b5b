"""What a character is, as far as comparing letters needs to know: seen or unseen, which script.

Everything is asked of Python's own Unicode tables or is a short list of facts;
there is no third party's data here.
"""

from __future__ import annotations

import unicodedata
from functools import cache

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of writing (Bidi_Control in Unicode's PropList)."""

SOFT_HYPHEN = "\u00ad"

UNSEEN_RANGES = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
"""Code points that leave no ink (Default_Ignorable_Code_Point, Unicode 15), both ends included."""

_UNSEEN = frozenset(point for low, high in UNSEEN_RANGES for point in range(low, high + 1))

_WRITTEN_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)
"""Scripts that ordinary writing mixes within one word."""

_LAST_WITH_MARKS = 0x1F000
"""Above this plane position Unicode has no combining marks but the variation selectors."""


def character_class(ranges: tuple[tuple[int, int], ...]) -> str:
    """The ranges as the inside of a regular expression's brackets."""
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)


@cache
def combining_ranges() -> tuple[tuple[int, int], ...]:
    """Every run of combining marks: the vowel signs and accents that belong to the letter before."""
    ranges: list[tuple[int, int]] = []
    for point in range(0x300, _LAST_WITH_MARKS):
        if unicodedata.category(chr(point))[0] != "M":
            continue
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1] = (ranges[-1][0], point)
        else:
            ranges.append((point, point))
    return tuple(ranges)


def is_unseen(character: str) -> bool:
    """Whether the character leaves no ink."""
    return ord(character) in _UNSEEN


def script(letter: str) -> str | None:
    """The script of a letter by the first word of its Unicode name; None for what belongs to all."""
    if unicodedata.category(letter) not in ("Lu", "Ll", "Lt", "Lo"):
        return None
    name = unicodedata.name(letter, "UNNAMED")
    for shape in ("FULLWIDTH ", "HALFWIDTH ", "MATHEMATICAL "):
        if name.startswith(shape):
            return shape.strip()
    return name.split()[0]


def mixes_scripts(word: str) -> bool:
    """Whether letters of several scripts stand in one word, as no ordinary word has them."""
    scripts = {script(letter) for letter in set(word)} - {None}
    return len(scripts) > 1 and not any(scripts <= together for together in _WRITTEN_TOGETHER)


def digit_set(digit: str) -> int:
    """Which row of ten digits a digit belongs to, by the code point of that row's nought."""
    return ord(digit) - unicodedata.decimal(digit)
