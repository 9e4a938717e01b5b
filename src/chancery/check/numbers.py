"""Numbers as letters write them, in both kinds of figures and in English and Arabic words.

Only as much of counting as letters use: up to millions, cardinals and ordinals alike, for
“the third day” and “three days” turn on the same number.  A *weak* number may be none at
all (“one” as a pronoun, an Arabic dual such as يومين): it can stand for a number that the
other language writes out, and nobody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chancery.check.normalise import fold
from chancery.check.tokens import Kind, Token, tokens
from chancery.record.words import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that the text gives: its value as plain figures, and where it stands."""

    value: str
    span: Span
    weak: bool = False


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_JOINED = re.compile(r"^[وفبلك](?=\d)")
_ENDING = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")


def _values(words: str, first: int = 1, step: int = 1) -> dict[str, int]:
    return {
        fold(word): first + step * place
        for place, group in enumerate(words.split())
        for word in group.split("|")
    }


_UNITS: Mapping[str, int] = {
    **_values(
        "one|first two|second three|third four|fourth five|fifth six|sixth seven|seventh eight|eighth"
        " nine|ninth ten|tenth eleven|eleventh twelve|twelfth thirteen|thirteenth fourteen|fourteenth"
        " fifteen|fifteenth sixteen|sixteenth seventeen|seventeenth eighteen|eighteenth nineteen|nineteenth"
    ),
    **_values(
        "واحد|واحدة|أول|أولى|حادي|حادية|أحد|إحدى اثنان|اثنين|اثنتان|اثنتين|اثنا|اثني|اثنتا|اثنتي|ثاني|ثانية"
        " ثلاثة|ثلاث|ثالث|ثالثة|ثلث أربعة|أربع|رابع|رابعة خمسة|خمس|خامس|خامسة ستة|ست|سادس|سادسة"
        " سبعة|سبع|سابع|سابعة ثمانية|ثماني|ثمان|ثامن|ثامنة تسعة|تسع|تاسع|تاسعة عشرة|عشر|عاشر|عاشرة"
    ),
}
_TENS: Mapping[str, int] = {
    **_values(
        "twenty|twentieth thirty|thirtieth forty|fortieth fifty|fiftieth sixty|sixtieth seventy eighty"
        " ninety",
        first=20,
        step=10,
    ),
    **_values(
        "عشرون|عشرين ثلاثون|ثلاثين أربعون|أربعين خمسون|خمسين ستون|ستين سبعون|سبعين ثمانون|ثمانين تسعون|تسعين",
        first=20,
        step=10,
    ),
}
_HUNDREDS: Mapping[str, int] = {
    **_values("مائة|مئة|مية مئتان|مائتان|مئتين|مائتين", first=100, step=100),
    **_values(
        "ثلاثمائة|ثلاثمئة أربعمائة|أربعمئة خمسمائة|خمسمئة ستمائة|ستمئة سبعمائة|سبعمئة ثمانمائة|ثمانمئة"
        " تسعمائة|تسعمئة",
        first=300,
        step=100,
    ),
}
_SCALES: Mapping[str, int] = {
    fold(word): value
    for words, value in (
        ("hundred hundredth", 100),
        ("thousand thousandth ألف آلاف ألفا", 1_000),
        ("million مليون ملايين مليونا", 1_000_000),
        ("billion مليار مليارات مليارا", 1_000_000_000),
    )
    for word in words.split()
}
_TWICE: Mapping[str, int] = {
    fold(word): value
    for words, value in (
        ("ألفان ألفين", 2_000),
        ("مليونان مليونين", 2_000_000),
        ("ملياران مليارين", 2 * 10**9),
    )
    for word in words.split()
}
_FRACTIONS: Mapping[str, str] = {
    fold(word): value
    for words, value in (("half نصف", "1/2"), ("quarter ربع", "1/4"))
    for word in words.split()
}
_ONE = frozenset(map(fold, ("one", "first", "واحد", "واحدة", "أحد", "إحدى", "أول", "أولى")))
_TEN = frozenset({fold("عشر"), fold("عشرة")})
_HUNDRED = frozenset({fold("مائة"), fold("مئة")})
_TWO_OF = (
    "يومان يومين أسبوعان أسبوعين شهران شهرين عامان عامين طرفان طرفين بلدان بلدين جانبان جانبين"
    " شخصان شخصين مليونان مليونين جسران جسرين مكتبان مكتبين أمران أمرين"
)
_DUALS = frozenset(map(fold, _TWO_OF.split()))
_FEMININE_DUAL = re.compile(r"\w{2,}(?:تان|تين)")
_WEEKDAY = fold("الاثنين")
_PREFIXES = ("", "و", "ف", "ب", "ل", "ال", "وال", "بال", "لل", "ول", "وب", "فال", "ولل")


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers in their order; years, times and parts of references are numbers like others."""
    return tuple(_read(tokens(text)))


def _read(stream: Sequence[Token]) -> Iterator[Number]:
    place = 0
    while place < len(stream):
        figures = _figures(stream[place])
        if figures is not None:
            place, number = _scaled(stream, place, figures)
            yield number
            continue
        after, value, weak = _spelled(stream, place)
        if after > place:
            yield Number(value=value, span=(stream[place].start, stream[after - 1].end), weak=weak)
        place = max(after, place + 1)


def _figures(token: Token) -> str | None:
    """A word in figures as plain ones: ٥٬٠٠٠ and 5,000 are 5000, and 3rd is 3."""
    written = _ENDING.sub("", _JOINED.sub("", token.text.translate(_DIGITS)))
    if token.kind is not Kind.WORD or not written[:1].isdigit():
        return None
    if not re.fullmatch(r"[\d.,:/]+", written):
        return None
    plain = written.replace(",", "") if _THOUSANDS.fullmatch(written) else written
    return plain.lstrip("0") or "0"


def _scaled(stream: Sequence[Token], place: int, figures: str) -> tuple[int, Number]:
    """“5 million” is one number, as ٥ ملايين is."""
    after = place + 1
    scale = _SCALES.get(_word(stream, after)) if figures.isdigit() else None
    if scale is not None:
        figures, after = str(int(figures) * scale), after + 1
    return after, Number(value=figures, span=(stream[place].start, stream[after - 1].end))


def _spelled(stream: Sequence[Token], place: int) -> tuple[int, str, bool]:
    """The number in words that begins at *place*: after which token, its value, whether it is weak."""
    first = _bare(stream, place)
    if first in _FRACTIONS:
        return place + 1, _FRACTIONS[first], False
    if _is_dual(stream, place):
        return place + 1, "2", True
    total, group, after, begun = 0, 0, place, False
    while True:
        word, here = _bare(stream, after), after
        if begun and (word == "and" or _is_hyphen(stream, after)):
            here, word = after + 1, _bare(stream, after + 1)
        value, scale = _value(word), _SCALES.get(word)
        if scale is not None and (begun or word not in _SCALES or scale >= 1000 or word in _HUNDRED):
            group = max(group, 1) * scale
            if scale >= 1_000:
                total, group = total + group, 0
        elif value is not None and _fits(group, value, word):
            group += value
        else:
            break
        begun, after = True, here + 1
    weak = after == place + 1 and first in _ONE
    return after, str(total + group), weak


def _fits(group: int, value: int, word: str) -> bool:
    """Whether the word goes on with the number: twenty five, ثلاثة عشر, خمسة وعشرون; or begins another."""
    if group == 0:
        return True
    if word in _TEN:
        return group % 100 < 10
    if value >= 100:
        return False
    if value >= 20:
        return group % 100 < 10
    return group % 10 == 0 and (value < 10 or group % 100 == 0)


def _value(word: str) -> int | None:
    for table in (_UNITS, _TENS, _HUNDREDS, _TWICE):
        if word in table:
            return table[word]
    return None


def _is_hyphen(stream: Sequence[Token], place: int) -> bool:
    return place < len(stream) and stream[place].text in "-‐‑" and bool(stream[place].text)


def _is_dual(stream: Sequence[Token], place: int) -> bool:
    word = _word(stream, place)
    bare = next(
        (word[len(each) :] for each in sorted(_PREFIXES, key=len, reverse=True) if word.startswith(each)), ""
    )
    feminine = bool(_FEMININE_DUAL.fullmatch(bare)) and _value(bare) is None
    return feminine or bare in _DUALS or word in _DUALS


def _bare(stream: Sequence[Token], place: int) -> str:
    """The word as the tables have it: without a joined “and”, “in” or article where one is known so."""
    word = _word(stream, place)
    if word == _WEEKDAY:
        return ""
    for prefix in _PREFIXES:
        bare = word.removeprefix(prefix) if word.startswith(prefix) else ""
        if bare and (_value(bare) is not None or bare in _SCALES or bare in _FRACTIONS):
            return bare
    return word


def _word(stream: Sequence[Token], place: int) -> str:
    if place >= len(stream) or stream[place].kind is not Kind.WORD:
        return ""
    return fold(stream[place].text).lower()
