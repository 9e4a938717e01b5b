"""A corrected letter on its public page: both texts side by side, for as long as the correction counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.test import Client
from django.test.utils import override_settings

from chancery.phrases import LANGUAGES
from chancery.record.code import code_of
from chancery.record.statement import Notice, Severity, StatementId, Target, Verb
from chancery.record.words import Text, Words
from chancery.registry.registry import Registry
from chancery.web.counter import door
from tests.institution import Clock, Institution, department
from tests.letters import ORDER, Saying, saying
from tests.people import GENERAL

WORDS = "All operations are suspended until the end of March of this year."
CORRECTED = "All operations are suspended until the end of April of this year."


@cache
def here() -> Institution:
    return department(Clock())


def registry() -> Registry:
    """What the Counter under test stands before."""
    return here().registry


@pytest.fixture
def us() -> Iterator[Institution]:
    here.cache_clear()
    door._opened.cache_clear()
    with override_settings(CHANCERY_REGISTRY="tests.web.test_corrections.registry"):
        yield here()
    door._opened.cache_clear()


def correction(of: StatementId, words: str | None, *, severity: Severity = Severity.SUBSTANTIVE) -> Saying:
    text = None if words is None else Words(authoritative=Text(language="en", text=words))
    target = (Target(statement=of),)
    return Saying(notice=Notice(verb=Verb.CORRECT, targets=target, severity=severity), words=text)


def page(id: StatementId, language: str = "en", at: str = "") -> str:
    response = Client().get(f"/{language}/letter/{code_of(id)}{at}")
    assert response.status_code == 200
    return response.content.decode()


def told(html: str) -> str:
    text = re.sub(r"<[^>]+>", "", html.partition('id="corrections"')[2].partition("</section>")[0])
    return re.sub(r"\s+", " ", text.translate({0x2068: None, 0x2069: None}))


@pytest.fixture
def corrected(us: Institution) -> StatementId:
    order = us.release(saying(WORDS, ORDER, "forces/operations"), by=GENERAL)
    us.clock.turn("5m")
    us.release(correction(order, CORRECTED), by=GENERAL)
    return order


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_corrected_words_stand_beside_the_registered_ones(corrected: StatementId, language: str) -> None:
    """Each word that differs is marked on its side, and read aloud as taken out or put in."""
    html = page(corrected, language)
    assert re.search(r"<del><bdi[^>]*>[^<]*</bdi>March", html)
    assert re.search(r"<ins><bdi[^>]*>[^<]*</bdi>April", html)


def test_who_corrected_it_and_when_is_said(corrected: StatementId) -> None:
    """In one sentence above the two texts."""
    assert "Corrected by the office command-iraq at 12:05 UTC on 6 January 2020." in told(page(corrected))


def test_before_the_correction_there_was_none(corrected: StatementId) -> None:
    """The page about a moment shows what counted then."""
    assert 'id="corrections"' not in page(corrected, at="?at=2020-01-06T12:04Z")


def test_a_correction_that_was_undone_is_not_shown(us: Institution, corrected: StatementId) -> None:
    """It has no effect any more."""
    notice = us.registry.recent(1)[0].id
    us.clock.turn("1m")
    us.reinstate(notice, by=GENERAL)
    assert 'id="corrections"' not in page(corrected)


def test_what_only_speaks_about_the_letter_is_shown_as_it_stands(us: Institution) -> None:
    """No difference is drawn between texts that are no versions of one another."""
    order = us.release(saying(WORDS, ORDER, "forces/operations"), by=GENERAL)
    us.release(correction(order, "We regret a clerical mistake.", severity=Severity.MINOR), by=GENERAL)
    shown = told(page(order))
    assert "We regret a clerical mistake." in shown
    assert "The office calls this a small correction." in shown
    assert "<del>" not in page(order)


def test_a_correction_without_words_says_so(us: Institution) -> None:
    """Something was wrong, and the office does not say what is right."""
    order = us.release(saying(WORDS, ORDER, "forces/operations"), by=GENERAL)
    us.release(correction(order, None), by=GENERAL)
    assert "gives no corrected words" in told(page(order))
