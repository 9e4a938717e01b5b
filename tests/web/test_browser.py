"""The Counter in a real browser: narrow, from right to left, by keyboard, and before axe-core.

That axe finds nothing is not WCAG 2.2 AA.  What it cannot see (a screen reader's reading, text at
400 %, plain words) is on the list of checks by hand in `docs/`.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from importlib.resources import files
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from chancery.phrases import LANGUAGES
from tests.conftest import leave_out
from tests.web.small_record import LETTER, codes

pytestmark = pytest.mark.browser

(CODE,) = codes((LETTER,))
PAGES = (
    "",
    f"letter/{CODE}",
    f"letter/{CODE}?at=2020-01-06T12:05Z&known=2020-01-06T12:01Z",
    "charter",
    "offices",
    "letter/nothing",
)
ALTERED = "we will withdraw the forces over the coming days to prepare the movement."
ARTICLE = "The letter said it would “reposition the forces”. Others were “not amused” by it."
ONLY_LOCAL = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(WSGIRequestHandler):
    """Answers without writing a line about it."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The Counter of the small record on loopback."""
    with override_settings(CHANCERY_REGISTRY="tests.web.small_record.small_record", ALLOWED_HOSTS=["*"]):
        server: WSGIServer = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which nothing was downloaded for."""
    chromium = shutil.which("chromium")
    if chromium is None:
        leave_out("chromium")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=list(ONLY_LOCAL))
        yield opened
        opened.close()


def shown(browser: Browser, width: int) -> Page:
    """An empty page of that width; the policy is lifted for axe alone, which is put in by the test."""
    return browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True).new_page()


def open_all(page: Page) -> None:
    """Unfold everything, so that it is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def visits(page: Page, address: str, language: str) -> Iterator[str]:
    """Go to every page there is, and say which."""
    for each in PAGES:
        page.goto(f"{address}/{language}/{each}")
        yield each
    for what, words in (
        ("letter", ALTERED),
        ("article", ARTICLE),
        ("letter", "Nobody ever wrote about lemons."),
    ):
        page.goto(f"{address}/{language}/")
        page.fill("#words", words)
        page.check(f"input[value={what}]")
        with page.expect_navigation():
            page.click("button[type=submit]")
        yield f"result for {words[:20]}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(browser: Browser, address: str, language: str, width: int) -> None:
    """Every page, everything unfolded, in both languages, on a phone and on a desk."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page = shown(browser, width)
    found = []
    for where in visits(page, address, language):
        open_all(page)
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [
            (
                where,
                fault["id"],
                fault["nodes"][0]["target"],
                fault["nodes"][0].get("failureSummary", "")[:200],
            )
            for fault in result["violations"]
        ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_scrolls_sideways_at_320_pixels(browser: Browser, address: str, language: str) -> None:
    """WCAG 2.2, 1.4.10 Reflow."""
    page = shown(browser, 320)
    wide = []
    for where in visits(page, address, language):
        open_all(page)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(where)
    assert wide == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_more_space_between_letters_and_lines_hides_nothing(
    browser: Browser, address: str, language: str
) -> None:
    """WCAG 2.2, 1.4.12 Text Spacing, at 320 pixels."""
    page = shown(browser, 320)
    for _ in visits(page, address, language):
        page.add_style_tag(
            content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
            " word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }"
        )
        open_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_goes_through_the_form_in_reading_order(browser: Browser, address: str) -> None:
    """First the way past the head, then the head, then the fields as they stand; each is seen to be there."""
    page = shown(browser, 1280)
    page.goto(f"{address}/en/")
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                " return [e.id || e.name || e.textContent.trim().slice(0, 20), s.outlineStyle]; })()"
            )
        )
    names = [name for name, _ in reached]
    assert names[0] == "Skip to the content"
    assert [each for each in names if each in ("words", "what", "file", "code", "Check")] == [
        "words",
        "what",
        "file",
        "code",
        "Check",
    ]
    assert all(outline != "none" for _, outline in reached)


def test_nothing_is_fetched_from_elsewhere_and_the_policy_is_never_broken(
    browser: Browser, address: str
) -> None:
    """With the policy in force: every request goes to us, and the console stays silent."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for _ in visits(page, address, "en"):
        pass
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []
    assert [text for text in said if "404" not in text] == []


def test_arabic_is_mirrored(browser: Browser, address: str) -> None:
    """The shape stands before the answer: at the left in English, at the right in Arabic."""
    page = shown(browser, 1280)
    sides = {}
    for language in LANGUAGES:
        page.goto(f"{address}/{language}/letter/{CODE}")
        shape, told = (page.locator(f".card {part}").first.bounding_box() for part in (".shape", ".told"))
        assert shape is not None
        assert told is not None
        sides[language] = shape["x"] < told["x"]
    assert sides == {"en": True, "ar": False}
