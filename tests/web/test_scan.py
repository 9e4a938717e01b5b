"""Scanning a code at the Counter: with a film for a camera, and without any."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import segno
from django.test import Client
from PIL import Image
from playwright.sync_api import Page

from chancery.phrases import LANGUAGES, say
from chancery.record.statement import Institution
from chancery.seal.keys import Kind, SigningKey
from chancery.seal.mark import write_mark
from tests.web.seen import chromium, counter_listening, with_camera
from tests.web.small_record import LETTER, US, codes

(CODE,) = codes((LETTER,))
KEY = SigningKey.from_seed(Kind.ED25519, bytes(32))
MARK = write_mark(US, CODE, KEY)
"""As it is printed on the letter, with its signature: the longest code there is."""
ELSEWHERE = write_mark(Institution("us-demo.example"), CODE, KEY)
WIDE, HIGH, FRAMES = 640, 480, 6


def film(text: str, folder: Path) -> Path:
    """A paper with that code held before a camera, a little askew; as raw video (YUV4MPEG2)."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="png", scale=4, border=4)
    code = Image.open(drawn).convert("L").resize((400, 400)).rotate(6, expand=True, fillcolor=255)
    paper = Image.new("L", (WIDE, HIGH), 205)
    paper.paste(code, ((WIDE - code.width) // 2, (HIGH - code.height) // 2))
    grey = bytes([128]) * (WIDE * HIGH // 4)
    frame = b"FRAME\n" + paper.tobytes() + grey + grey
    place = folder / "film.y4m"
    place.write_bytes(f"YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * FRAMES)
    return place


@contextmanager
def scanning(text: str, folder: Path, language: str = "en") -> Iterator[tuple[Page, list[str]]]:
    """The scan page with a camera that sees that code; and every address that was fetched."""
    fetched: list[str] = []
    with counter_listening() as address, chromium(*with_camera(film(text, folder))) as browser:
        context = browser.new_context(viewport={"width": 360, "height": 740}, permissions=["camera"])
        page = context.new_page()
        page.on("request", lambda request: fetched.append(request.url.removeprefix(address)))
        page.goto(f"{address}/{language}/scan")
        yield page, fetched


def shown(page: Page) -> str:
    """What the page says once it has read the code."""
    page.click("[data-do=start]")
    page.wait_for_selector("[data-told] .leads, [data-told] blockquote", timeout=20_000)
    return page.inner_text("[data-told]")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letters_own_code_leads_here_and_opens_nothing(tmp_path: Path, language: str) -> None:
    """The domain in big letters, and a way to the letter that the reader may take."""
    with scanning(MARK, tmp_path, language) as (page, fetched):
        told = shown(page)
        assert page.inner_text(".leads") == "us.demo"
        assert say("feeds.scan.here", language, domain="us.demo") in told
        link = page.locator("[data-told] a")
        assert link.get_attribute("href") == f"/{language}/letter/{CODE}"
        assert CODE in link.inner_text()
        assert page.url.endswith("/scan")
        assert [each for each in fetched if "/letter/" in each or "/C/" in each] == []
        link.click()
        page.wait_for_url(f"**/letter/{CODE}")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_look_alike_is_named_and_leads_nowhere(tmp_path: Path, language: str) -> None:
    """“This code leads to X, not to Y”, with no link to X anywhere."""
    with scanning(ELSEWHERE, tmp_path, language) as (page, _):
        told = shown(page)
        assert page.inner_text(".leads") == "us-demo.example"
        assert "us-demo.example" in told.replace(page.inner_text(".leads"), "", 1)
        assert "us.demo" in told
        assert page.locator("[data-told] a").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
@pytest.mark.parametrize(
    "text",
    [
        f"https://us.demo@us-demo.example/C/{CODE}",
        f"https://us.demo.example/C/{CODE}",
        f"https://us-demo.example/?us.demo/C/{CODE}",
    ],
)
def test_no_trick_with_an_address_makes_it_ours(tmp_path: Path, text: str) -> None:
    """Neither a name before an @, nor ours as the beginning of another, nor ours in the rest."""
    with scanning(text, tmp_path) as (page, _):
        shown(page)
        assert page.inner_text(".leads") != "us.demo"
        assert page.locator("[data-told] a").count() == 0


@pytest.mark.browser
def test_a_code_that_is_no_address_is_shown_as_text(tmp_path: Path) -> None:
    """As characters, never as markup, and never run."""
    with scanning("javascript:alert(1)//<img src=x>", tmp_path) as (page, _):
        assert "javascript:alert(1)//<img src=x>" in shown(page)
        assert page.locator("[data-told] img, [data-told] a").count() == 0


@pytest.mark.browser
def test_without_a_camera_a_picture_is_asked_for() -> None:
    """In one sentence; the form for it is on the page."""
    with counter_listening() as address, chromium() as browser:
        page = browser.new_context().new_page()
        page.goto(f"{address}/en/scan")
        page.click("[data-do=start]")
        page.wait_for_selector("[data-told] .flag")
        assert say("feeds.scan.no_camera", "en") in page.inner_text("[data-told]")
        assert page.locator("input[type=file]").is_visible()


@pytest.mark.browser
def test_without_a_script_the_page_is_a_form() -> None:
    """And says why; no button stands there that does nothing."""
    with counter_listening() as address, chromium() as browser:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{address}/en/scan")
        assert say("feeds.scan.no_script", "en") in page.inner_text("main")
        assert not page.locator("[data-do=start]").is_visible()
        assert page.locator("input[type=file]").is_visible()


def test_this_page_alone_may_use_the_camera_and_run_its_script(counter: Client) -> None:
    """Scripts from here and nothing else: no inline script, no evaluation, no other site."""
    response = counter.get("/en/scan")
    assert "camera=(self)" in response.headers["Permissions-Policy"]
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    other = counter.get("/en/")
    assert "camera=()" in other.headers["Permissions-Policy"]
    assert "script-src" not in other.headers["Content-Security-Policy"]


def test_what_reads_codes_lies_here_with_its_licence(counter: Client) -> None:
    """Unchanged, named with its version and digest."""
    from hashlib import sha256
    from importlib.resources import files

    place = files("chancery.web.counter").joinpath("static", "counter", "scan")
    octets = place.joinpath("jsQR.js").read_bytes()
    origin = place.joinpath("ORIGIN.txt").read_text("utf-8")
    assert sha256(octets).hexdigest() in origin
    assert "Apache License" in place.joinpath("jsQR.LICENSE.txt").read_text("utf-8")
    assert counter.get("/static/counter/scan/jsQR.js").status_code == 200
