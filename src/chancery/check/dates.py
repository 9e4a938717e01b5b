"""Dates as letters print them, in English and Arabic: enough to see that two days are not the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from chancery.record.words import Span

_ENGLISH = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ARABIC = (
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
    *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
)
_LEVANTINE = (
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
    *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
)
_MONTHS = {
    **{name: number for number, name in enumerate(_ENGLISH, 1)},
    **{name[:3]: number for number, name in enumerate(_ENGLISH, 1)},
    **{name: number for number, name in enumerate(_ARABIC, 1)},
    **{name: number for number, name in enumerate(_LEVANTINE, 1)},
}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NAMES = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_WRITTEN = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_NAMES})\.?,? (?P<year>\d{{4}})"
    rf"|(?P<month2>{_NAMES})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year2>\d{{4}})"
    r"|(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2})",
    re.IGNORECASE,
)


def month_names() -> Mapping[str, int]:
    """Every name and short form of a month, in small letters, and which month it is."""
    return _MONTHS


def written_out(day: date) -> tuple[str, ...]:
    """A day as letters print it, in English and in Arabic."""
    months = (_ENGLISH[day.month - 1], _ARABIC[day.month - 1])
    return tuple(f"{day.day} {month} {day.year}" for month in months)


def dates(text: str) -> Iterator[tuple[Span, date]]:
    """Every day written out in *text* with its year; days that no calendar has are passed over."""
    for found in _WRITTEN.finditer(text.translate(_DIGITS)):
        day = found["day"] or found["day2"] or found["day3"]
        year = found["year"] or found["year2"] or found["year3"]
        named = found["month"] or found["month2"]
        month = _MONTHS[named.lower()] if named else int(found["month3"])
        try:
            yield found.span(), date(int(year), month, int(day))
        except ValueError:
            continue
