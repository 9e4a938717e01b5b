"""Wording that two readers would take in two ways: each place found is a question to the writer.

The letter of 6 January is the measure: “the movement” of what?  “We respect your
decision”: is it taken note of, or agreed to?  The rules are few and narrow, because a
writer who is asked too often stops reading the questions; what they pass over is not
therefore clear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.record.wording import arabic
from chancery.record.words import Span


@unique
class Unclear(StrEnum):
    """What can be asked about a place; a page asks it in a sentence."""

    OF_WHAT = "of_what"
    """A movement, a closure, without what is moved or closed."""
    IS_IT_SO = "is_it_so"
    """Something “appears” or “seems” to be."""
    NOTED_OR_AGREED = "noted_or_agreed"
    """A decision is “respected”: acknowledged, or accepted?"""
    BY_WHOM = "by_whom"
    """Something is to be done, and nobody is said to do it."""
    WHEN = "when"
    """“Soon”, “in due course”, “as needed”."""
    WHICH_DAY = "which_day"
    """“Tomorrow”, “next week”: a letter is read on other days too."""
    WHAT_IS_IT = "what_is_it"
    """A duty whose subject is “it” or “they”."""
    FORBIDDEN_OR_UNSURE = "forbidden_or_unsure"
    """“May not”."""
    BOTH_OR_ONE = "both_or_one"
    """“And/or”."""
    WHICH_STEPS = "which_steps"
    """“Appropriate measures”, “the necessary steps”."""
    TWICE_DENIED = "twice_denied"
    """“Not without”, “not unlikely”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """A place that can be taken in two ways."""

    unclear: Unclear
    span: Span


_MOVES = (
    "movement|departure|withdrawal|redeployment|repositioning|relocation|removal|closure|expulsion"
    "|evacuation|cessation|drawdown|pull-?out"
)
_DONE = (
    r"(?:\w{2,}ed|moved|taken|given|made|done|sent|held|kept|paid|built|drawn|withdrawn|set|put|brought|met)"
)

_ENGLISH: Mapping[Unclear, str] = {
    Unclear.OF_WHAT: rf"\b(?:the|this|that|any|an?|such|onward|final)\s+(?:{_MOVES})\b"
    r"(?!\s+(?:(?:or|and)\s+\w+\s+)?(?:of|by|from|\w+\s+of)\b)",
    Unclear.IS_IT_SO: r"\b(?:appear|seem)s?\s+to\b",
    Unclear.NOTED_OR_AGREED: r"\brespects?\s+(?:your|the|its|his|her|their|this|that)\b"
    r"(?=[^.;\n]{0,60}\b(?:decision|order|vote|resolution|request|wish|wishes|choice)\b)",
    Unclear.BY_WHOM: rf"\b(?:shall|will|must|should|(?:is|are)\s+to)\s+(?:not\s+)?be\s+{_DONE}\b"
    r"(?![^.;\n]{0,80}\bby\b)",
    Unclear.WHEN: r"\b(?:soon(?!er)|shortly|promptly|in\s+due\s+course|as\s+soon\s+as\s+possible"
    r"|(?:as|when|where)\s+(?:needed|appropriate|necessary)|in\s+the\s+near\s+future"
    r"|(?:in|over)\s+the\s+(?:coming|next)\s+(?:days|weeks|months)|for\s+the\s+time\s+being)\b",
    Unclear.WHICH_DAY: r"\b(?:tomorrow|yesterday"
    r"|next\s+(?:week|month|year|(?:mon|tues|wednes|thurs|fri|satur|sun)day))\b",
    Unclear.WHAT_IS_IT: r"(?:\A|(?<=[.!?\n]\s)|(?<=\n))\s*(?:it|they|this|that)\s+(?:will|shall|must|may)\b",
    Unclear.FORBIDDEN_OR_UNSURE: r"\bmay\s+not\b",
    Unclear.BOTH_OR_ONE: r"\band\s?/\s?or\b",
    Unclear.WHICH_STEPS: r"\b(?:appropriate|necessary|suitable|certain|adequate)\s+"
    r"(?:measures?|steps?|actions?|arrangements?)\b",
    Unclear.TWICE_DENIED: r"\bnot\s+(?:without|un(?!der|i[tvof]|til|less)\w{4,}|im(?:possible|probable))\b",
}

_ARABIC: Mapping[Unclear, str] = {
    Unclear.IS_IT_SO: arabic("يبدو|تبدو"),
    Unclear.NOTED_OR_AGREED: arabic("نحترم|يحترم|تحترم") + r"(?=[^.؛\n]{0,60}(?:قرار|طلب|رغب|تصويت))",
    Unclear.BY_WHOM: arabic("سيتم|ستتم|يتم|تتم") + r"(?![^.؛\n]{0,80}(?:من\s+قبل|من\s+جانب|بواسطة))",
    Unclear.WHEN: arabic(
        "قريبا|لاحقا|في أقرب وقت|عند الحاجة|عند الاقتضاء|حسب الحاجة|في الوقت المناسب|في الأيام القادمة"
        "|في الأيام المقبلة|خلال الأيام القادمة|خلال الأيام المقبلة|في القريب العاجل"
    ),
    Unclear.WHICH_DAY: arabic("غدا|أمس|الأسبوع المقبل|الأسبوع القادم|الشهر المقبل|الشهر القادم"),
    Unclear.BOTH_OR_ONE: r"و\s?/\s?أو",
    Unclear.WHICH_STEPS: arabic(
        "الإجراءات اللازمة|الإجراءات المناسبة|التدابير اللازمة|التدابير المناسبة"
        "|الخطوات اللازمة|الخطوات المناسبة"
    ),
    Unclear.TWICE_DENIED: arabic("ليس بدون|ليس من غير|لا يخلو|ليس من المستبعد"),
    Unclear.OF_WHAT: r"(?<!\w)[وف]?(?:لل|ال)(?:تحرك|حركة|انسحاب|مغادرة|إجلاء|إخلاء|إغلاق|ترحيل)(?!\w)"
    r"(?!\s+(?:من|ل))",
}

_RULES: Mapping[str, tuple[tuple[Unclear, re.Pattern[str]], ...]] = {
    "en": tuple((rule, re.compile(words, re.IGNORECASE)) for rule, words in _ENGLISH.items()),
    "ar": tuple((rule, re.compile(words)) for rule, words in _ARABIC.items()),
}


def ambiguities(text: str, language: str) -> tuple[Ambiguity, ...]:
    """
    The places of the text that a rule asks about, in the order in which they stand.

    None for a language without rules: nothing was looked for there.
    """
    rules = _RULES.get(language.partition("-")[0], ())
    return tuple(sorted(_found(rules, text), key=lambda each: (each.span, each.unclear)))


def _found(rules: tuple[tuple[Unclear, re.Pattern[str]], ...], text: str) -> Iterator[Ambiguity]:
    for unclear, pattern in rules:
        for place in pattern.finditer(text):
            words = place.group()
            start = place.end() - len(words.lstrip())
            yield Ambiguity(unclear=unclear, span=(start, place.end()))
