"""Who and what is named, in English and in Arabic: offices by their titles, places, money, Latin names.

Titles come from the charter, in both languages.  Places and money are short lists by hand:
a name that is not listed and not kept in Latin letters is not compared, and nothing is
said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chancery.record.words import Span

Titles = Mapping[str, str]
"""What one party is called, by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A party that a text names: the same word for it in every language, and where."""

    party: str
    span: Span


_PLACES = """
Iraq = iraq(?:i|is)? = عراق
Iran = iran(?:ian|ians)? = إيران
Syria = syria(?:n|ns)? = سوري
Jordan = jordan(?:ian|ians)? = أردن
Lebanon = leban(?:on|ese) = لبنان
Egypt = egypt(?:ian|ians)? = مصر
Kuwait = kuwait(?:i|is)? = كويت
Saudi Arabia = saudi(?:\\s+arabia)? = سعودي
Turkey = turk(?:ey|ish|iye) = تركي
Qatar = qatar(?:i|is)? = قطر
Yemen = yemen(?:i|is)? = يمن
Oman = oman(?:i|is)? = عمان
Israel = israel(?:i|is)? = إسرائيل
Palestine = palestin(?:e|ian|ians) = فلسطين
Morocco = morocc(?:o|an|ans) = مغرب
Tunisia = tunisia(?:n|ns)? = تونس
Algeria = algeria(?:n|ns)? = جزائر
Libya = libya(?:n|ns)? = ليبي
Sudan = sudan(?:ese)? = سودان
United States = united\\s+states|american?s?\\b|u\\.s\\. = ولايات\\s+المتحدة|أمريك|أميرك
United Kingdom = united\\s+kingdom|britain|british = مملكة\\s+المتحدة|بريطاني
United Nations = united\\s+nations = أمم\\s+المتحدة
European Union = european\\s+union = اتحاد\\s+الأوروبي
France = france|french = فرنس
Germany = german(?:y|s)? = ألماني
Russia = russia(?:n|ns)? = روسي
China = chin(?:a|ese) = صين
India = india(?:n|ns)? = هند
Japan = japan(?:ese)? = يابان
Baghdad = baghdad = بغداد
Basra = basra = بصرة
Mosul = mosul = موصل
Erbil = erbil = أربيل
Damascus = damascus = دمشق
Cairo = cairo = قاهرة
Washington = washington = واشنطن
London = london = لندن
Paris = paris = باريس
Geneva = geneva = جنيف
dollars = dollars?|usd|\\$ = دولار
euros = euros?|eur|€ = يورو
dinars = dinars?|iqd = دينار|دنانير
riyals = riyals?|sar = ريال
pounds = pounds?|gbp|£ = جنيه
percent = per\\s?cent|% = بالمئة|بالمائة|في\\s+المئة|في\\s+المائة|٪|%
"""

_MARKS = "[\u064b-\u0652\u0670\u0640]*"
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9./'-]*[A-Za-z0-9]")
_ALEF = "[اأإآٱ]"
_ENDING = "(?:ا|ة|ي|ية|يا|يين|يون|يات|ون|ين)?"
_JOINED = "(?<!\\w)[وف]?(?:[بكل]?(?:ال)?|لل)"


def mentions(text: str, language: str, titled: Sequence[Titles] = ()) -> tuple[Mention, ...]:
    """
    The parties the text names, in their order; a longer title is not also the shorter one within it.

    Only parties that have a name in this language can be found, and only English and Arabic
    names of places are listed.
    """
    patterns = [*_titles(language, titled), *_LISTED.get(language.partition("-")[0], ())]
    found: list[Mention] = []
    taken = bytearray(len(text))
    for party, pattern in patterns:
        for place in pattern.finditer(text):
            start, end = place.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Mention(party=party, span=(start, end)))
    return tuple(sorted(found, key=lambda each: each.span))


def latin_names(text: str) -> tuple[Mention, ...]:
    """The words in Latin letters of a text that is written in others."""
    return tuple(Mention(party=place.group(), span=place.span()) for place in _LATIN.finditer(text))


def _titles(language: str, titled: Iterable[Titles]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The longest first, so that “Deputy Minister” is not taken for the minister."""
    named = [(titles[language], _same(titles)) for titles in titled if language in titles]
    for title, party in sorted(named, key=lambda each: -len(each[0])):
        if title.strip():
            yield party, re.compile(_worded(title, language), re.IGNORECASE)


def _same(titles: Titles) -> str:
    """The party whatever the language: by its first title in the order of languages."""
    return "title:" + titles[min(titles)]


def _worded(title: str, language: str) -> str:
    words = title.split()
    if language.partition("-")[0] != "ar":
        return r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    first = words[0].removeprefix("ال")
    return _JOINED + r"\s+".join(_arabic(word) for word in (first, *words[1:])) + r"(?!\w)"


def _arabic(word: str) -> str:
    """A word with whatever vowel marks and alefs it may be written with; a pattern stays one."""
    return "".join(
        (_ALEF if letter in "اأإآٱ" else letter) + (_MARKS if "\u0620" <= letter <= "\u064a" else "")
        for letter in word
    )


def _listed() -> Iterator[tuple[str, str, str]]:
    for line in _PLACES.strip().splitlines():
        party, english, arabic = line.split(" = ")
        yield party, english, arabic


def _english(words: str) -> str:
    symbols = [word for word in words.split("|") if not word[0].isalpha()]
    spelled = [word for word in words.split("|") if word[0].isalpha()]
    parts = [rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)"] if spelled else []
    return "|".join([*parts, *symbols])


_LISTED: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "en": tuple((party, re.compile(_english(en), re.IGNORECASE)) for party, en, _ in _listed()),
    "ar": tuple(
        (party, re.compile(_JOINED + f"(?:{_arabic(ar)}){_ENDING}(?!\\w)")) for party, _, ar in _listed()
    ),
}
