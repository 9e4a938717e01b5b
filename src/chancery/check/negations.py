"""Words that deny, counted in two languages so that the counts can be compared.

A count has a least and a most.  Some words surely deny (“not”, لم); others may, or are one
way among several of saying a thing (“unauthorised”, غير مصرح, “neither … nor” for لا … ولا):
they widen the count and make no difference by themselves.  “Unless” and ما لم set a
condition, and “no … but” and لا … إلا say “only”; they are no denials.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chancery.record.words import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Denials:
    """How often a stretch denies, at least and at most, and where it does."""

    least: int
    most: int
    spans: tuple[Span, ...]

    def shown(self, text: str) -> tuple[str, Span] | None:
        """The first denying words and their place; None if there are none."""
        if not self.spans:
            return None
        return text[slice(*self.spans[0])], self.spans[0]


_SURE = {
    "en": r"\b(?:not|cannot|never|none|nobody|nothing|without|neither|refuses?|refused|denies|denied"
    r"|declines?|declined|no)\b|n['’]t\b",
    "ar": r"(?<!\w)[وف]?(?:لا|لم|لن|ليس|ليست|ليسوا|لست|لسنا|دون|بدون|عدم|لعدم|بعدم|يرفض|ترفض|نرفض|رفض|رفضت"
    r"|ننفي|ينفي|تنفي|نفى|نفت|يمتنع|نمتنع)(?!\w)",
}
_MAYBE = {
    "en": r"\b(?:nor|hardly|fails?|failed|lacks?|forbid(?:s|den)?|prohibit(?:s|ed)?|no\s+longer"
    r"|(?:un(?!der|i[tvof]|til|less)|non-?|il(?=l)|im(?=p)|ir(?=r))\w{4,}"
    r"|in(?:valid|complete|accurate|sufficient|capable|active|formal|direct))\b",
    "ar": r"(?<!\w)[وف]?(?:غير|ولا|انعدام|يمنع|تمنع|يحظر|تحظر|ممنوع|محظور|كلا|أبدا|أبدًا|ما\s+عاد|لأي|أي"
    r"|أحد)(?!\w)",
}
_NOT_AT_ALL = {
    "en": r"\bno\s+later\s+than\b|\bnot\s+later\s+than\b|\bnot\s+only\b|\bno\s*\.\s*\d"
    r"|\bno(?:t)?\s+\w+(?:\s+\w+)?\s+(?:but|except)\b",
    "ar": r"(?<!\w)ما\s+لم(?!\w)|(?<!\w)[وف]?(?:لا|لم|لن|ليس)(?!\w)[^.؛،\n]{1,60}(?<!\w)إلا(?!\w)"
    r"|(?<!\w)[وف]?إلا(?!\w)"
    r"|(?<!\w)(?:لا\s+بد|لا\s+سيما|ليس\s+فقط|لا\s+تزال?|لا\s+يزال|لا\s+يتجاوز|لا\s+يقل)(?!\w)",
}
"""What looks like a denial and is none."""

_Patterns = Mapping[str, re.Pattern[str]]
_SURELY: _Patterns = {language: re.compile(words, re.IGNORECASE) for language, words in _SURE.items()}
_PERHAPS: _Patterns = {language: re.compile(words, re.IGNORECASE) for language, words in _MAYBE.items()}
_NEVER: _Patterns = {language: re.compile(words, re.IGNORECASE) for language, words in _NOT_AT_ALL.items()}


def denials(text: str, language: str) -> Denials:
    """How often *text* denies; KeyError for a language that is not read here."""
    passed = _marked(text, [found.span() for found in _NEVER[language].finditer(text)])
    sure = _free(_SURELY[language], text, passed)
    maybe = _free(_PERHAPS[language], text, passed)
    weak, strong = _marked(text, maybe), _marked(text, sure)
    weakened = sum(any(weak[slice(*span)]) for span in sure)
    extra = sum(not any(strong[slice(*span)]) for span in maybe)
    return Denials(least=len(sure) - weakened, most=len(sure) + extra, spans=tuple(sorted([*sure, *maybe])))


def _free(pattern: re.Pattern[str], text: str, passed: bytearray) -> list[Span]:
    found = (place.span() for place in pattern.finditer(text))
    return [span for span in found if not any(passed[slice(*span)])]


def _marked(text: str, spans: list[Span]) -> bytearray:
    """The text as octets, one for each character, set where a span covers it."""
    marked = bytearray(len(text))
    for start, end in spans:
        marked[start:end] = b"\1" * (end - start)
    return marked
