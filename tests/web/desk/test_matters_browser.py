"""Matters in a real browser: on a phone, in both languages, before axe-core, and by selecting words."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from chancery.phrases import LANGUAGES
from chancery.play.matter import AFFAIR, packaged_matter, stage_in_room
from chancery.record.statement import Instant, Institution
from chancery.web.desk.matters.room import dossiers
from tests.conftest import leave_out
from tests.rigs.stage import copied
from tests.web.desk.conftest import CLOCK, HOUR, T0, account_of, as_the_desk

pytestmark = pytest.mark.browser

SOURCE = packaged_matter().source.name
TEXT = "The minister said “we stand by it, not by them”. It may rain, they say.\n"
ONLY_LOCAL = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTH = 360
SELECT = """([start, end]) => {
    const sentence = document.getElementById("sentence");
    const range = document.createRange();
    range.setStart(sentence.firstChild, start);
    range.setEnd(sentence.firstChild, end);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    sentence.dispatchEvent(new Event("mouseup"));
}"""


class Quiet(WSGIRequestHandler):
    """Answers without writing a line about it."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(
    played: Path, empty_accounts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str, str]]:
    """The Desk of us.demo on loopback with its matter, a session of its registrar, and a second source."""
    CLOCK.at = Instant(T0 + HOUR)
    folder = tmp_path_factory.mktemp("matters-in-a-browser")
    with as_the_desk(copied(played, folder / "houses"), empty_accounts):
        stage_in_room(dossiers(), Institution("us.demo"))
        note = dossiers().bring(
            AFFAIR, title="A note", text=TEXT, language="en", noted_in="en", by="h-registrar"
        )
        client = Client()
        client.force_login(account_of("h-registrar"))
        server: WSGIServer = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", client.cookies["desk"].value, note.name
        server.shutdown()
        thread.join()
        server.server_close()
    CLOCK.at = Instant(T0 + 24 * HOUR)


@pytest.fixture(scope="module")
def browser(address: tuple[str, str, str]) -> Iterator[Browser]:
    """Debian's Chromium, which nothing was downloaded for; opened once the Desk is open."""
    chromium = shutil.which("chromium")
    if chromium is None:
        leave_out("chromium")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=list(ONLY_LOCAL))
        yield opened
        opened.close()


def signed_in(browser: Browser, address: str, session: str, width: int, *, policy: bool = False) -> Page:
    """A page of that width; the policy is lifted for axe alone, which is put in by the test."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 800}, bypass_csp=not policy
    )
    context.add_cookies([{"name": "desk", "value": session, "url": address}])
    return context.new_page()


def pages(note: str) -> tuple[str, ...]:
    return (
        "matters",
        f"matters/{AFFAIR}?at=2020-01-06T12:01Z",
        f"matters/{AFFAIR}/sources",
        f"matters/{AFFAIR}/sources/{SOURCE}",
        f"matters/{AFFAIR}/sources/{note}/S0",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_holds_on_a_phone(browser: Browser, address: tuple[str, str, str], language: str) -> None:
    """At 360 pixels: axe finds nothing, nothing scrolls sideways, and every target can be hit."""
    home, session, note = address
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page = signed_in(browser, home, session, WIDTH)
    found, wide = [], []
    for each in pages(note):
        page.goto(f"{home}/{language}/{each}")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if page.evaluate("document.documentElement.scrollWidth") > WIDTH:
            wide.append(each)
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [
            (
                each,
                fault["id"],
                fault["nodes"][0]["target"],
                fault["nodes"][0].get("failureSummary", "")[:300],
            )
            for fault in result["violations"]
        ]
    assert found == []
    assert wide == []


def test_selecting_words_fills_the_form_and_the_claim_is_noted(
    browser: Browser, address: tuple[str, str, str]
) -> None:
    """With the policy in force: what is selected fills the fields, and the claim stands as noted."""
    home, session, note = address
    page = signed_in(browser, home, session, WIDTH, policy=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{home}/en/matters/{AFFAIR}/sources/{note}/S1")
    page.evaluate(SELECT, [3, 11])
    start = TEXT.index("may rain")
    assert page.input_value("#from") == str(start)
    assert page.input_value("#to") == str(start + 8)
    assert page.input_value("#words") == "may rain"
    page.fill("#ours", "rain is possible")
    page.check("input[name=hedge]")
    with page.expect_navigation():
        page.click("form.bring button[type=submit]")
    assert page.url.endswith(f"/sources/{note}#C1")
    assert "rain is possible" in page.inner_text("#C1")
    assert "reported only" in page.inner_text("#C1 .fixed")
    assert said == []
