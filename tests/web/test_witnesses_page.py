"""Who else has seen the record, on a page for everybody: who cosigned, who is missing, as of when."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.test.utils import override_settings

from chancery.check.freshness import Doubt
from chancery.phrases import LANGUAGES
from chancery.record.statement import Instant, Institution
from chancery.registry.observing import SeenBy
from chancery.wiring.as_seen import AsSeen, RecordSeen, WitnessSeen
from tests.web.axe import faults, telephone
from tests.web.seen import chromium, counter_listening

NOW = Instant(1_578_312_300)
US, IQ, FAR = Institution("us.demo"), Institution("iq.demo"), Institution("far.example")
BY = SeenBy(by=IQ, since=Instant(NOW - 90_000), last=Instant(NOW - 3_000), size=1_190, first_charter=None)


def shown() -> AsSeen:
    """A log with every kind of witness, and three neighbours."""
    return AsSeen(
        now=NOW,
        origin="us.demo/register",
        signed=Instant(NOW - 40),
        own=RecordSeen(institution=US, size=1_204, seen=Instant(NOW - 300), doubt=None, observed=(BY,)),
        witnesses=(
            _witness("archive", signed=NOW - 300, size=1_200),
            _witness("court-of-very-long-names.example", signed=NOW - 7_200, missing=NOW - 3_600),
            _witness("press", missing=NOW - 86_400),
            _witness("school", asked=False),
        ),
        asks=True,
        others=(
            RecordSeen(institution=IQ, size=17, seen=Instant(NOW - 60), doubt=None, observed=()),
            RecordSeen(
                institution=FAR, size=9, seen=Instant(NOW - 90_000), doubt=Doubt.TWO_HISTORIES, observed=(BY,)
            ),
            RecordSeen(institution=Institution("new.example"), size=0, seen=None, doubt=None, observed=()),
        ),
    )


def _witness(
    name: str, *, size: int = 0, signed: int | None = None, missing: int | None = None, asked: bool = True
) -> WitnessSeen:
    return WitnessSeen(
        name=name,
        size=size,
        signed=None if signed is None else Instant(signed),
        missing_since=None if missing is None else Instant(missing),
        asked=asked,
    )


@pytest.fixture
def told(counter: Client) -> Iterator[Client]:
    with override_settings(CHANCERY_AS_SEEN="tests.web.test_witnesses_page.shown"):
        yield counter


def text(counter: Client, language: str = "en") -> str:
    response = counter.get(f"/{language}/witnesses")
    assert response.status_code == 200
    return re.sub(
        r"\s+",
        " ",
        re.sub(r"<[^>]+>", " ", response.content.decode()).translate({0x2068: None, 0x2069: None}),
    )


def test_who_has_signed_and_who_is_missing_since_when(told: Client) -> None:
    """Each with its moment; the age is told beside it."""
    page = text(told)
    for sentence in (
        "1,204 entries.",
        "We last stood by it at 12:04:20 UTC on 6 January 2020, 40 seconds ago.",
        "Enough witnesses vouch for it up to 12:00 UTC on 6 January 2020, 5 minutes ago.",
        "Signed at 12:00 UTC on 6 January 2020, 5 minutes ago, when it had 1,200 entries.",
        "Missing since 11:05 UTC on 6 January 2020. It last signed at 10:05 UTC on 6 January 2020.",
        "Missing since 12:05 UTC on 5 January 2020. It has never signed.",
        "Not asked yet.",
        "since 11:05 UTC on 5 January 2020, last at 11:15 UTC on 6 January 2020.",
        "Known up to 12:04 UTC on 6 January 2020, 1 minute ago.",
        "The record of far.example has shown two histories, and nothing it shows is believed here.",
        "Not read yet.",
    ):
        assert sentence in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_told_by_a_shape_or_a_colour_alone(told: Client, language: str) -> None:
    """Beside each shape stands its word, for those who do not see it."""
    html = told.get(f"/{language}/witnesses").content.decode()
    assert f'hreflang="{"ar" if language == "en" else "en"}"' in html
    assert len(re.findall(r'<svg class="mark [^>]*role="img" aria-label="[^"]+"', html)) >= 7


def test_a_page_of_ages_is_kept_by_nobody(told: Client) -> None:
    """An old copy of it would tell ages that are no longer so."""
    assert told.get("/en/witnesses").headers["Cache-Control"] == "no-store"
    assert told.post("/en/witnesses").status_code == 405


def test_a_counter_that_was_told_of_no_witness_says_so(
    counter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than nothing, which could be taken for “all of them”."""
    monkeypatch.delenv("CHANCERY_HOME", raising=False)
    assert "This Counter was not told of any witness." in text(counter)


def test_the_page_is_found_from_the_charter_and_from_every_foot(counter: Client) -> None:
    for page in ("/en/charter", "/en/"):
        assert '<a href="/en/witnesses">Who else has seen it</a>' in counter.get(page).content.decode()


@pytest.mark.browser
def test_it_fits_a_telephone_in_both_languages() -> None:
    """360 pixels wide, unfolded, from left to right and from right to left."""
    with (
        counter_listening(CHANCERY_AS_SEEN="tests.web.test_witnesses_page.shown") as address,
        chromium() as browser,
    ):
        page, found = telephone(browser), []
        for language in LANGUAGES:
            page.goto(f"{address}/{language}/witnesses")
            found += faults(page, language, "witnesses")
    assert found == []
