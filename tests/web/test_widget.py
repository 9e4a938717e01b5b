"""`<chancery-standing>` on somebody else's page, in a real browser: words with every shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, Route

from chancery.phrases import LANGUAGES, say
from tests.web.seen import chromium, counter_listening, site
from tests.web.small_record import LETTER, ORDER, codes

pytestmark = pytest.mark.browser

CODE, ORDER_CODE = codes((LETTER, ORDER))
SOON = "2020-01-06T13:04:00Z"
"""A reader's clock shortly after the small record's: four minutes."""

ANYWHERE = "default-src *"
"""The policy of a site that lets the widget ask whomever it likes: nothing but the answer fails it."""

ELEMENT = "document.querySelector('chancery-standing').shadowRoot"


@pytest.fixture(scope="module")
def counter_address() -> Iterator[str]:
    """The Counter whose widget is embedded."""
    with counter_listening() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@contextmanager
def embedded(
    browser: Browser,
    counter: str,
    code: str = CODE,
    *,
    language: str = "en",
    policy: str = "",
    now: str = SOON,
    **attributes: str,
) -> Iterator[Page]:
    """A page of another site, under a strict policy of its own, that shows where a letter stands."""
    more = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    rules = policy or f"default-src 'none'; script-src {counter}; connect-src {counter}"
    html = (
        f'<!doctype html><html lang="{language}"><title>News</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
        f'<script async src="{counter}/widget/chancery-standing.js"></script>'
        f'<main><h1>News</h1><chancery-standing code="{code}" {more}></chancery-standing></main></html>'
    )
    with site(("/", html)) as news:
        page = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
        page.clock.install(time=now)
        page.goto(news)
        yield page
        page.context.close()


def text(page: Page) -> str:
    """What the widget says, once it has asked."""
    asking = [say("feeds.widget.asking", language) for language in LANGUAGES]
    page.wait_for_function(
        "asking => { const e = document.querySelector('chancery-standing'); const s = e && e.shadowRoot;"
        " return s && s.textContent && !asking.some(each => s.textContent.includes(each)); }",
        arg=asking,
    )
    told: str = page.evaluate(f"{ELEMENT}.textContent")
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_disowned_letter_is_told_so(browser: Browser, counter_address: str, language: str) -> None:
    """Shape with its word, standing, sentence, moment, and the way to the record, in the page's language."""
    with embedded(browser, counter_address, language=language) as page:
        told = text(page)
        assert say("standing.disowned.short", language) in told
        assert "2020" in told
        assert page.evaluate(f"{ELEMENT}.querySelector('svg').getAttribute('aria-label')") == say(
            "page.mark.no", language
        )
        link = page.evaluate(f"{ELEMENT}.querySelector('a').href")
        assert link == f"{counter_address}/{language}/letter/{CODE}"
        section = page.evaluate(
            f"[{ELEMENT}.querySelector('section').dir, {ELEMENT}.querySelector('section').lang]"
        )
        assert section == ["rtl" if language == "ar" else "ltr", language]


def test_no_shape_is_ever_alone(browser: Browser, counter_address: str) -> None:
    """Whatever state it is in: beside each shape stand words that can be seen."""
    for code in (CODE, ORDER_CODE, "00000-00000-0", ""):
        with embedded(browser, counter_address, code) as page:
            assert len(text(page).split()) > 5
            box = page.evaluate(
                f"(() => {{ const r = {ELEMENT}.querySelector('p').getBoundingClientRect();"
                " return r.width * r.height; })()"
            )
            assert box > 100


def test_a_letter_in_force_gets_no_tick(browser: Browser, counter_address: str) -> None:
    """*No notice against it* is said, with the ring for what is merely stated."""
    with embedded(browser, counter_address, ORDER_CODE) as page:
        assert say("standing.current.short", "en") in text(page)
        assert page.evaluate(f"{ELEMENT}.querySelector('svg').getAttribute('aria-label')") == say(
            "page.mark.stated", "en"
        )


@pytest.mark.parametrize("code", ["00000-00000-0", "nonsense", ""])
def test_what_is_not_on_the_record_could_not_be_checked(
    browser: Browser, counter_address: str, code: str
) -> None:
    """It says neither that the letter is good nor that it is not."""
    with embedded(browser, counter_address, code) as page:
        told = text(page)
        assert told.startswith(say("feeds.widget.could_not_check", "en"))
        assert say("feeds.widget.read_the_record", "en") in told


@pytest.mark.parametrize(
    "failing",
    [
        lambda route: route.abort(),
        lambda route: route.fulfill(status=503, body="gone"),
        lambda route: route.fulfill(status=200, body="<html>", content_type="text/html"),
        lambda route: route.fulfill(status=200, body="{}", content_type="application/json"),
        lambda route: route.fulfill(status=200, body='{"mark": "yes"}', content_type="application/json"),
        lambda route: route.fulfill(status=200, body="null", content_type="application/json"),
    ],
    ids=["no line", "503", "a page", "nothing in it", "a lone tick", "null"],
)
def test_whatever_fails_nothing_is_claimed(browser: Browser, counter_address: str, failing: object) -> None:
    """A line that is down, a server that is, an answer that is none: could not check."""
    with embedded(browser, counter_address, policy=ANYWHERE, record="http://127.0.0.1:9") as page:
        page.route("**/*.json", failing)  # type: ignore[arg-type]
        page.evaluate("document.querySelector('chancery-standing').setAttribute('record', location.origin)")
        told = text(page)
        assert told.startswith(say("feeds.widget.could_not_check", "en"))
        assert page.evaluate(f"{ELEMENT}.querySelector('svg').getAttribute('aria-label')") == say(
            "page.mark.unknown", "en"
        )


def test_a_disowning_is_shown_without_a_new_visit(browser: Browser, counter_address: str) -> None:
    """The page stays open; a minute later the widget asks again, and says what is so now."""
    with embedded(browser, counter_address, ORDER_CODE) as page:
        assert say("standing.current.short", "en") in text(page)
        disowned = page.request.get(f"{counter_address}/en/letter/{CODE}.json").json()
        page.route("**/*.json", lambda route: _with(route, disowned))
        page.clock.run_for(61_000)
        page.wait_for_function(
            f"() => {ELEMENT}.textContent.includes('{say('standing.disowned.short', 'en')}')"
        )
        assert say("standing.current.short", "en") not in text(page)


def test_an_answer_that_can_no_longer_be_had_grows_old(browser: Browser, counter_address: str) -> None:
    """The last known state stays, with since when nothing is known: never as if it were now."""
    with embedded(browser, counter_address, ORDER_CODE) as page:
        text(page)
        page.route("**/*.json", lambda route: route.abort())
        page.clock.run_for(61_000)
        old = say("page.mark.old", "en")
        page.wait_for_function(f"() => {ELEMENT}.querySelector('svg').getAttribute('aria-label') === '{old}'")
        assert text(page).startswith("Could not check since 13:00 UTC on 6 January 2020.")


def test_an_answer_that_somebody_kept_on_the_way_is_old(browser: Browser, counter_address: str) -> None:
    """Read a day ago and given out as if fresh: the widget compares it with the reader's clock."""
    with embedded(browser, counter_address, ORDER_CODE, now="2020-01-07T13:00:00Z") as page:
        assert text(page).startswith("Could not check since")
        assert say("standing.current.short", "en") not in text(page).split(".")[0]


def test_what_an_answer_says_is_never_markup(browser: Browser, counter_address: str) -> None:
    """A record that lies in its sentences can show text, and run nothing."""
    with embedded(browser, counter_address, policy=ANYWHERE, record="http://127.0.0.1:9") as page:
        told = page.request.get(f"{counter_address}/en/letter/{CODE}.json").json()
        told |= {"lead": "<img src=x onerror=alert(1)>", "mark": "constructor", "page": "javascript:alert(1)"}
        page.route("**/*.json", lambda route: _with(route, told))
        page.evaluate("document.querySelector('chancery-standing').setAttribute('record', location.origin)")
        assert "<img src=x" in text(page)
        assert page.evaluate(f"{ELEMENT}.querySelectorAll('img').length") == 0
        assert page.evaluate(f"{ELEMENT}.querySelector('a').protocol") == "http:"


def _with(route: Route, told: object) -> None:
    route.fulfill(
        status=200,
        body=json.dumps(told),
        content_type="application/json",
        headers={"Access-Control-Allow-Origin": "*"},
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_it(browser: Browser, counter_address: str, language: str) -> None:
    """On the foreign page, which lets nothing else run; axe is put in past its policy."""
    policy = "default-src * 'unsafe-inline' 'unsafe-eval'"
    with embedded(browser, counter_address, language=language, policy=policy) as page:
        text(page)
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        assert [(each["id"], each["nodes"][0]["target"]) for each in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
