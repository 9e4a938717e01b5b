"""Days as letters name them in English and Arabic: dates with or without a year, months, days of the week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chancery.check.dates import month_names
from chancery.check.normalise import fold
from chancery.record.words import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """
    A day, as far as the text says which.

    *week* is the day of the week, Monday being 0; each part is None where the text is silent.
    """

    span: Span
    written: str
    day: int | None = None
    month: int | None = None
    year: int | None = None
    week: int | None = None

    def may_be(self, other: Day) -> bool:
        """Whether both can be one day: they name the same parts, and only the year may be left out."""
        same = (self.day, self.month, self.week) == (other.day, other.month, other.week)
        return same and (None in (self.year, other.year) or self.year == other.year)


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ENGLISH_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ARABIC_WEEK = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_TOMORROW, _YESTERDAY = 7, 8
_WEEK = {
    **{name: number for number, name in enumerate(_ENGLISH_WEEK)},
    **{name: number for number, name in enumerate(_ARABIC_WEEK)},
    "الإثنين": 0,
    **dict.fromkeys(("tomorrow", "غدا", "غدًا", "غداً"), _TOMORROW),
    **dict.fromkeys(("yesterday", "أمس"), _YESTERDAY),
}
"""The days of the week, and two that depend on when a letter is read."""
_ORDINALS = {
    name: number
    for number, name in enumerate(
        (
            *("الأول", "الثاني", "الثالث", "الرابع", "الخامس"),
            *("السادس", "السابع", "الثامن", "التاسع", "العاشر"),
        ),
        1,
    )
}
_MONTHS = {
    form: number
    for name, number in month_names().items()
    for form in (name, fold(name))
    if form != fold("آب")
}
"""Also without hamzas, but for the one that would then be any word of two letters."""
_NAMED = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_SPELLED = "|".join(_ORDINALS)
_DAY = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of|\s+من(?:\s+شهر)?)?\s+(?P<month>{_NAMED})(?:\.?,?\s+(?:عام\s+|سنة\s+)?(?P<year>\d{{4}}))?(?!\w)"
    rf"|(?<!\w)(?P<month2>{_NAMED})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,?\s+(?P<year2>\d{{4}}))?(?!\w)"
    rf"|(?P<year3>\d{{4}})-(?P<month3>\d{{2}})-(?P<day3>\d{{2}})(?!\d)"
    rf"|(?<!\w)(?P<ordinal>{_SPELLED})\s+من\s+(?:شهر\s+)?(?P<month4>{_NAMED})(?:\s+(?:عام\s+|سنة\s+)?(?P<year4>\d{{4}}))?(?!\w)"
    rf"|(?<!\w)[وبلف]?(?P<month5>{_NAMED})(?:\.?,?\s+(?:عام\s+|سنة\s+)?(?P<year5>\d{{4}}))?(?!\w)"
    rf"|(?<!\w)[وبلف]?(?P<week>{'|'.join(_WEEK)})(?!\w)",
    re.IGNORECASE,
)
_NO_MONTH = frozenset({"may", "march", "mar", "sep", "jan", "dec", "oct", "nov"})
"""Words that are months only with a capital, or with a day beside them."""


def days(text: str) -> tuple[Day, ...]:
    """The days in their order; a “may” that is a verb is none."""
    return tuple(_days(text))


def _days(text: str) -> Iterator[Day]:
    for found in _DAY.finditer(text.translate(_DIGITS)):
        day = _read(found, text)
        if day is not None:
            yield day


def _read(found: re.Match[str], text: str) -> Day | None:
    written = text[slice(*found.span())]
    if found["week"]:
        week = _WEEK[found["week"].lower()]
        return Day(span=found.span(), written=written, week=week)
    month = next((found[name] for name in ("month", "month2", "month4", "month5") if found[name]), None)
    alone = found["month5"] is not None
    if alone and month is not None and month.lower() in _NO_MONTH and not _surely_a_month(month):
        return None
    number = int(found["month3"]) if found["month3"] else _MONTHS[(month or "").lower()]
    day = found["day"] or found["day2"] or found["day3"]
    year = next((found[name] for name in ("year", "year2", "year3", "year4", "year5") if found[name]), None)
    return Day(
        span=found.span(),
        written=written,
        day=_ORDINALS[found["ordinal"]] if found["ordinal"] else None if day is None else int(day),
        month=number,
        year=None if year is None else int(year),
    )


def _surely_a_month(word: str) -> bool:
    return (word[0].isupper() and len(word) > 3) or word == "May"
