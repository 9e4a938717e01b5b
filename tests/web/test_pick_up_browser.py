"""The pick-up page in a real browser: on a telephone, in both languages, without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from chancery.phrases import LANGUAGES, say
from chancery.registry.picking_up import PickUp
from tests.web.axe import faults, telephone
from tests.web.inbox import inbox_in
from tests.web.seen import chromium, counter_listening
from tests.web.small_record import LETTER, T0

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Counter with a letter laid out twice, once for each language of this test."""
    with inbox_in(tmp_path_factory.mktemp("pick-up-in-a-browser")) as inbox, counter_listening() as home:
        assert inbox.counter is not None
        for word in LANGUAGES:
            laid_out = PickUp(letter=LETTER, addressee=f"The Minister ({word})", laid_out=T0)
            inbox.counter.pick_ups.lay_out([(word * 13, laid_out)])
        yield home


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    """Debian's Chromium; opened last, for Django refuses a thread in which Playwright runs its loop."""
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_addressee_picks_a_letter_up(browser: Browser, address: str, language: str) -> None:
    """They read it, press the button, and the page says since when the office knows."""
    page = telephone(browser)
    page.goto(f"{address}/{language}/pick-up/{language * 13}")
    assert faults(page, language, "pick-up") == []
    page.click("form button[type=submit]")
    assert say("post.pick_up.received", language) in page.inner_text("main")
    assert faults(page, language, "picked-up") == []
