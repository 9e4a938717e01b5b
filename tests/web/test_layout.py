"""
Every page of the Counter in a real browser, at three widths, in both languages, before axe and our own eyes.

What axe cannot see of WCAG 2.2 is looked at here: reflow (1.4.10), text spacing (1.4.12), focus that is
not hidden (2.4.11), target size (2.5.8); and how a letter prints.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.resources import files
from itertools import product

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from chancery.check.answers import Question
from chancery.phrases import LANGUAGES, question, say
from tests.web.seen import chromium, counter_listening, site
from tests.web.small_record import DISOWNING, LETTER, ORDER, VOTE, codes

pytestmark = pytest.mark.browser

CODE, VOTE_CODE, ORDER_CODE, NOTICE_CODE = codes((LETTER, VOTE, ORDER, DISOWNING))
WIDTHS = (320, 390, 1280)
"""A telephone, another one, a desk; 320 pixels are also what is left of 1,280 at 400 %."""

ADDRESSES = (
    "",
    "scan",
    f"letter/{CODE}",
    f"letter/{VOTE_CODE}",
    f"letter/{ORDER_CODE}",
    f"letter/{NOTICE_CODE}",
    f"letter/{CODE}?at=2020-01-06T12:05Z&known=2020-01-06T12:01Z",
    "charter",
    "charter/iq.demo",
    "offices",
    "letter/nothing",
)
BROUGHT = (
    ("letter", "we will withdraw the forces over the coming days to prepare the movement."),
    ("article", "The letter said it would “reposition the forces”. Others were “not amused” by it."),
    ("letter", "Nobody ever wrote about lemons."),
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SMALL_TARGETS = """() => {
  const seen = [];
  for (const each of document.querySelectorAll('a, button, input, summary, textarea, select')) {
    const box = each.getBoundingClientRect();
    const style = getComputedStyle(each);
    if (!box.width || !box.height || style.visibility === 'hidden' || each.closest('.skip')) continue;
    // Within a sentence the height of a line is enough (2.5.8, exception "inline").
    if (each.tagName === 'A' && style.display === 'inline') continue;
    const label = each.closest('label');
    const reach = label ? label.getBoundingClientRect() : box;
    if (Math.max(box.height, reach.height) < 24 || Math.max(box.width, reach.width) < 24)
      seen.push([each.tagName, each.textContent.trim().slice(0, 30), box.width, box.height]);
  }
  return seen;
}"""

HIDDEN_FOCUS = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const box = it.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
  const y = Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 1), innerHeight - 2);
  if (box.bottom < 0 || box.top > innerHeight) return [it.outerHTML.slice(0, 80), 'outside the window'];
  const top = document.elementFromPoint(x, y);
  const own = top === it || it.contains(top) || top?.contains(it) || it.labels?.[0]?.contains(top);
  const covered = top && !own;
  const outline = getComputedStyle(it).outlineStyle;
  if (covered) return [it.outerHTML.slice(0, 80), 'under ' + top.outerHTML.slice(0, 60)];
  return outline === 'none' && it.id !== 'content' ? [it.outerHTML.slice(0, 80), 'no outline'] : null;
}"""

SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    " p { margin-block-end: 2em !important; }"
)

CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(each => {
  const style = getComputedStyle(each);
  return (style.overflowX === 'hidden' || style.overflowY === 'hidden') && style.position !== 'absolute'
    && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1);
}).map(each => each.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The Counter of the small record, with live pages, so that their script is on them too."""
    with counter_listening(CHANCERY_LIVE="http://127.0.0.1:9") as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(params=list(product(LANGUAGES, WIDTHS)), ids=lambda pair: f"{pair[0]}-{pair[1]}")
def visits(
    request: pytest.FixtureRequest, browser: Browser, address: str
) -> Iterator[Iterator[tuple[Page, str]]]:
    """Every page in one language at one width, everything unfolded, one after the other."""
    language, width = request.param
    # Without motion: what slides into view is looked at where it comes to rest.
    context = browser.new_context(
        viewport={"width": width, "height": 800}, bypass_csp=True, reduced_motion="reduce"
    )
    yield _visits(context.new_page(), address, language)
    context.close()


def _visits(page: Page, address: str, language: str) -> Iterator[tuple[Page, str]]:
    for each in ADDRESSES:
        page.goto(f"{address}/{language}/{each}")
        yield _unfolded(page), each
    for what, words in BROUGHT:
        page.goto(f"{address}/{language}/")
        page.fill("#words", words)
        page.check(f"input[value={what}]")
        with page.expect_navigation():
            page.click("main form button[type=submit]")
        yield _unfolded(page), f"result for {words[:20]}"


def _unfolded(page: Page) -> Page:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    return page


def test_axe_finds_nothing_and_nothing_scrolls_sideways(visits: Iterator[tuple[Page, str]]) -> None:
    """Not at 320 pixels, which is 400 % of 1,280 (1.4.10), nor wider; no target is too small (2.5.8)."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    found: list[object] = []
    for page, where in visits:
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [(where, each["id"], each["nodes"][0]["target"]) for each in result["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((where, "scrolls sideways"))
        found += [(where, *each) for each in page.evaluate(SMALL_TARGETS)]
    assert found == []


def test_more_space_in_the_text_cuts_nothing_off(visits: Iterator[tuple[Page, str]]) -> None:
    """WCAG 2.2, 1.4.12: lines, paragraphs, letters and words as far apart as anybody may set them."""
    found: list[object] = []
    for page, where in visits:
        page.add_style_tag(content=SPACED)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((where, "scrolls sideways"))
        found += [(where, each) for each in page.evaluate(CUT_OFF)]
    assert found == []


def test_whatever_has_the_focus_is_seen(visits: Iterator[tuple[Page, str]]) -> None:
    """WCAG 2.2, 2.4.11 and 2.4.7: by keyboard through each page, never under anything, always marked."""
    found: list[object] = []
    for page, where in visits:
        for _ in range(45):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            if hidden := page.evaluate(HIDDEN_FOCUS):
                found.append((where, hidden))
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_prints_on_one_page(browser: Browser, address: str, language: str) -> None:
    """On A4: its code, the moment, the address, and all five answers."""
    page = browser.new_page()
    page.goto(f"{address}/{language}/letter/{CODE}")
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    try:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    assert CODE in text
    assert "13:00" in text
    if language == "en":  # what is written from right to left comes out of a PDF in another order
        assert f"/en/letter/{CODE}" in text.replace("\r\n", "").replace("\n", "")
        assert [each for each in Question if question(each, "en") not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_older_than_the_record_says_so_and_changes_no_word(
    browser: Browser, language: str
) -> None:
    """Told of something new, it offers to be read again; what the reader was reading stays as it was."""
    stream = "retry: 60000\n\nid: 9\nevent: standing\ndata: {}\n\n"
    with (
        site(("/events", stream), kind="text/event-stream") as live,
        counter_listening(CHANCERY_LIVE=live) as here,
    ):
        page = browser.new_context().new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{here}/{language}/letter/{CODE}")
        page.wait_for_selector(".older")
        assert page.locator(".older a").get_attribute("href") == ""
        assert say("feeds.live.older", language) in page.inner_text("#live")
        page.evaluate("document.querySelector('.older').remove()")
        still = browser.new_context(java_script_enabled=False).new_page()
        still.goto(f"{here}/{language}/letter/{CODE}")
        assert page.inner_text("body") == still.inner_text("body")
        assert said == []


def test_without_a_live_house_no_page_of_a_letter_has_a_script(browser: Browser) -> None:
    """Nothing is loaded that nobody would be told by."""
    with counter_listening() as here:
        page = browser.new_page()
        page.goto(f"{here}/en/letter/{CODE}")
        assert page.locator("script").count() == 0
