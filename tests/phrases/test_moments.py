"""Moments and stretches of time, in words."""

from __future__ import annotations

import pytest

from chancery.phrases import day, iso, moment, stretch
from chancery.phrases.catalogue import LANGUAGES

NOON = 1_578_312_000


@pytest.mark.parametrize(
    ("at", "language", "words"),
    [
        (NOON, "en", "12:00 UTC on 6 January 2020"),
        (NOON + 61, "en", "12:01:01 UTC on 6 January 2020"),
        (0, "en", "00:00 UTC on 1 January 1970"),
        (-1, "en", "23:59:59 UTC on 31 December 1969"),
        (NOON, "ar", "الساعة 12:00 بالتوقيت العالمي، 6 يناير 2020"),
    ],
)
def test_a_moment_is_said_with_utc(at: int, language: str, words: str) -> None:
    """Seconds only when there are any; never a month as a number."""
    assert words == moment(at, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_beyond_every_calendar_is_still_said(language: str) -> None:
    """A charter may name any number of seconds; a page must not fail on it."""
    assert moment(10**18, language) == moment(-(10**18), language) == day(10**15, language)


def test_machines_read_a_moment_as_rfc_3339() -> None:
    """The address bar and `<time>` carry the same form."""
    assert iso(NOON) == "2020-01-06T12:00:00Z"


def test_a_day_needs_no_hour() -> None:
    """Holders of offices come and go by days."""
    assert day(NOON, "en") == "6 January 2020"


@pytest.mark.parametrize(
    ("seconds", "language", "words"),
    [
        (240, "en", "4 minutes"),
        (60, "en", "1 minute"),
        (3_900, "en", "1 hour 5 minutes"),
        (86_405, "en", "1 day"),
        (0, "en", "no time at all"),
        (60, "ar", "دقيقة واحدة"),
        (120, "ar", "دقيقتان"),
        (240, "ar", "4 دقائق"),
        (11 * 60, "ar", "11 دقيقة"),
        (100 * 86_400, "ar", "100 يوم"),
        (11 * 86_400, "ar", "11 يومًا"),
    ],
)
def test_a_stretch_is_said_in_its_two_largest_units(seconds: int, language: str, words: str) -> None:
    """And in the plural its number takes."""
    assert words == stretch(seconds, language)
