"""What a newcomer does with the demonstration: take the letter back, and see who notices."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from chancery.phrases import say
from tests.web.day.town import CHANCERY, SLOW
from tests.web.seen import chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECRETARY, CHAIR = "h-secretary", "h-chair"
NEWSPAPER = "newsdesk@gazette.demo"


@dataclass(frozen=True)
class Shown:
    """The addresses that the demonstration printed."""

    counter: str
    desk: str
    newspaper: str


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """`chancery demo`, until its last line."""
    folder = tmp_path_factory.mktemp("shown")
    process = subprocess.Popen(
        [*CHANCERY, "demo", "--data", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    addresses: list[str] = []
    for line in process.stdout:
        addresses += re.findall(r"http://\S+", line)
        if "Ctrl-C" in line:
            break
    assert len(addresses) == 5, "two Counters, two Desks and a newspaper"
    yield Shown(counter=addresses[0], desk=addresses[1].partition("/en/")[0], newspaper=addresses[4])
    process.terminate()
    try:
        process.wait(timeout=30)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def browser(shown: Shown) -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as opened:
        yield opened


def signed_in(browser: Browser, shown: Shown, person: str) -> Page:
    """A browser in which that officer of the demonstration sits."""
    page = browser.new_context(viewport={"width": 420, "height": 900}).new_page()
    page.goto(f"{shown.desk}/en/demonstration")
    with page.expect_navigation(timeout=SLOW):
        page.click(f'button[value="{person}"]')
    return page


def pressed(page: Page, button: str) -> None:
    with page.expect_navigation(timeout=SLOW):
        page.locator(button).first.click()


def test_a_newcomer_takes_the_letter_back_and_everybody_notices(browser: Browser, shown: Shown) -> None:
    """Two taps, two officers; the open newspaper changes by itself, and who must know is written to."""
    newspaper = browser.new_context().new_page()
    newspaper.goto(shown.newspaper)
    standing = newspaper.locator("chancery-standing")
    expect(standing).to_contain_text("No notice against it", timeout=SLOW)
    secretary = signed_in(browser, shown, SECRETARY)
    pressed(secretary, 'a[href*="/notices/act/disown/"]')
    pressed(secretary, 'button[value="go"]')
    pressed(secretary, 'form:has(input[value="submit"]) button')
    notice = secretary.url
    chair = signed_in(browser, shown, CHAIR)
    expect(chair.locator("main")).to_contain_text("isown")
    chair.goto(notice)
    pressed(chair, 'form:has(input[value="approve"]) button')
    secretary.goto(notice)
    pressed(secretary, 'form:has(input[value="release"]) button')
    expect(standing).to_contain_text("Disowned", timeout=SLOW)
    newspaper.goto(f"{shown.counter}en/")
    expect(newspaper.locator("main")).to_contain_text("isowned")
    for _ in range(30):
        newspaper.goto(f"{shown.desk}/en/demonstration/mail")
        if NEWSPAPER in newspaper.inner_text("main"):
            break
        newspaper.wait_for_timeout(1_000)
    expect(newspaper.locator("main")).to_contain_text(NEWSPAPER)


def test_nothing_of_it_is_open_to_strangers(browser: Browser, shown: Shown) -> None:
    """Whoever chose no officer is asked to sign in."""
    page = browser.new_context().new_page()
    page.goto(f"{shown.desk}/en/letters")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("entry.sign_in.title", "en"))
