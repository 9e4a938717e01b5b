"""A question at the Counter in a real browser: on a telephone, in both languages, before axe-core."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from chancery.phrases import LANGUAGES, say
from chancery.wiring.ask_policy import AskPolicy, Shown
from tests.web.axe import SMALL, faults, telephone
from tests.web.inbox import inbox_in
from tests.web.seen import chromium, counter_listening
from tests.web.small_record import LETTER, codes

pytestmark = pytest.mark.browser

(CODE,) = codes((LETTER,))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Counter that takes questions, promises an hour, and shows everybody how long they wait."""
    folder: Path = tmp_path_factory.mktemp("asks-in-a-browser")
    policy = AskPolicy(public=Shown.AGES, answer_within=3_600)
    with inbox_in(folder, policy), counter_listening(CHANCERY_LIMITS="off") as home:
        yield home


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    """Debian's Chromium; opened last, for Django refuses a thread in which Playwright runs its loop."""
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_asks_and_is_shown_how_long_it_takes(browser: Browser, address: str, language: str) -> None:
    """From a check that finds nothing, without a script; what is deleted from the form is not sent."""
    page = telephone(browser)
    page.goto(f"{address}/{language}/")
    page.fill("#words", "Nobody ever wrote about lemons.")
    page.click("form.bring button[type=submit]")
    assert faults(page, language, "result") == []
    page.click(f"button:has-text('{say('asks.form.title', language)}')")
    assert page.input_value("#quoted") == "Nobody ever wrote about lemons."
    page.fill("#quoted", "")
    page.fill("#question", "Is this yours?")
    page.fill("#address", "nobody at all")
    page.eval_on_selector("form.bring", "form => form.noValidate = true")
    page.click("form.bring button[type=submit]")
    assert page.get_by_role("alert").count() == 1
    assert faults(page, language, "fault") == []
    page.fill("#address", "reader@press.example")
    page.click("form.bring button[type=submit]")
    page.wait_for_url("**/question/*")
    assert faults(page, language, "own") == []
    shown = page.inner_text("main")
    assert "Is this yours?" in shown
    assert "lemons" not in shown
    page.click(f"button:has-text('{say('asks.own.forget', language)}')")
    assert "reader@press.example" not in page.inner_text("main")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_holds(browser: Browser, address: str, language: str) -> None:
    """The forms, the open questions, the letter with what it offers, the links that were mailed."""
    page = telephone(browser)
    found = {}
    for name, rest in {
        "ask": f"ask?letter={CODE}",
        "questions": "questions",
        "told": f"told?letter={CODE}",
        "letter": f"letter/{CODE}",
        "stopped": "told/stop/none",
        "expired": "told/confirm/none",
    }.items():
        page.goto(f"{address}/{language}/{rest}")
        found[name] = faults(page, language, name)
    assert {name: each for name, each in found.items() if each} == {}


def test_the_check_for_small_targets_bites(browser: Browser) -> None:
    """A button of ten pixels is found."""
    page = telephone(browser)
    page.set_content("<button style='width:10px;height:10px;padding:0;border:0'></button>")
    assert len(page.evaluate(SMALL)) == 1
