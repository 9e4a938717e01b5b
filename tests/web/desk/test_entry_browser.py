"""First start in a real browser with a real passkey: from an empty folder to a charter on the record.

The passkey lives in Chromium's virtual authenticator (WebAuthn domain of its debugging
protocol); the Desk is the program as anybody starts it.
"""

from __future__ import annotations

import os
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from chancery.phrases import LANGUAGES, say
from tests.web.seen import chromium

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 780}
PATIENCE = 180.0
PERSON = "A. First"


@dataclass
class Started:
    """The Desk as it was started, and what it has printed."""

    process: subprocess.Popen[bytes]
    home: str
    printed: str = ""

    def line(self, pattern: str) -> str:
        """Wait for a line that matches, and give the part in brackets."""
        assert self.process.stdout is not None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := re.search(pattern, self.printed):
                return found[1]
            if select.select([self.process.stdout], [], [], 1.0)[0]:
                self.printed += os.read(self.process.stdout.fileno(), 65_536).decode()
        raise AssertionError(f"{pattern} was not printed, but: {self.printed}")


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    """`chancery desk` on a folder that is not there yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-u", "-m", "chancery", "desk", "--data", str(tmp_path / "house")]
    process = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.PIPE)
    yield Started(process=process, home=f"http://localhost:{port}")
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def with_authenticator(browser: Browser) -> Page:
    """A telephone with a passkey holder whose owner always agrees."""
    context = browser.new_context(viewport=PHONE, bypass_csp=False)
    context.set_default_timeout(60_000)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def look(page: Page, name: str) -> None:
    """Axe finds nothing and nothing runs off the side; a picture is kept where somebody wants to look."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    devtools = page.context.new_cdp_session(page)
    # Not through the page: its policy lets in no script but the Desk's own.
    devtools.send("Runtime.evaluate", {"expression": script})
    found = devtools.send(
        "Runtime.evaluate",
        {
            "expression": f"axe.run({{runOnly: {RULES}}}).then(r => JSON.stringify(r.violations.map("
            "each => [each.id, each.nodes.map(node => node.html.slice(0, 120))])))",
            "awaitPromise": True,
        },
    )
    assert found["result"].get("value") == "[]", (name, found["result"].get("value"))
    pictures = os.environ.get("CHANCERY_PICTURES")
    if pictures:
        page.screenshot(path=f"{pictures}/{name}.png", full_page=True)


def look_in_both(page: Page, name: str) -> None:
    """The same page in each language."""
    here = page.url
    for language in LANGUAGES:
        page.goto(re.sub(r"/(en|ar)(?=/|$)", f"/{language}", here, count=1))
        look(page, f"{name}-{language}")
    page.goto(here)


def press(page: Page, key: str, **facts: str) -> None:
    """The button with those words."""
    page.get_by_role("button", name=say(key, "en", **facts)).click()


def test_from_an_empty_folder_to_a_charter_on_the_record(started: Started, browser: Browser) -> None:
    """Founded, invited, a passkey made, out and in with it, a charter composed, signed and published."""
    page = with_authenticator(browser)
    page.goto(started.line(r"(http://localhost:\d+/en/first/\S+)\s"))
    look_in_both(page, "first")
    page.fill("#domain", "mod.example")
    page.fill("#person", PERSON)
    page.fill("#address", "first@mod.example")
    press(page, "founding.first.found")
    expect(page.get_by_role("heading", level=1)).to_contain_text("mod.example")
    look(page, "ready-en")
    go = page.get_by_role("link", name=say("founding.first.go", "en")).get_attribute("href")
    assert go is not None
    started.line(r"(The Desk of mod\.example answers)")

    page.goto(go)
    look_in_both(page, "invitation")
    press(page, "entry.invitation.button")
    look_in_both(page, "add-passkey")
    page.fill("#name", "telephone")
    press(page, "entry.passkey.add")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("entry.codes.title", "en"))
    look(page, "codes-en")
    page.goto(f"{started.home}/en/")
    look_in_both(page, "home-before-the-charter")
    page.goto(f"{started.home}/en/account")
    look_in_both(page, "account")
    page.goto(f"{started.home}/en/people")
    look_in_both(page, "people")

    page.goto(f"{started.home}/en/accounts/logout/")
    look_in_both(page, "sign-out")
    press(page, "entry.sign_out.button")
    page.goto(f"{started.home}/en/")
    assert "/en/accounts/login/" in page.url
    look_in_both(page, "sign-in")
    press(page, "entry.sign_in.button")
    page.wait_for_url(f"{started.home}/en/")

    page.goto(f"{started.home}/en/charter")
    press(page, "founding.charter.begin_first")
    look_in_both(page, "charter-begun")
    page.goto(f"{started.home}/en/charter/whole")
    look_in_both(page, "charter-whole")
    page.fill("#title-en", "Ministry of Works")
    press(page, "founding.form.keep")
    page.goto(f"{started.home}/en/charter/root")
    look_in_both(page, "charter-root")
    page.get_by_role("checkbox", name=PERSON).check()
    page.fill("#threshold", "1")
    press(page, "founding.form.keep")
    page.goto(f"{started.home}/en/charter/office")
    look_in_both(page, "charter-office")
    page.fill("#name", "minister")
    page.fill("#title-en", "Minister")
    page.fill("#h0p", PERSON)
    press(page, "founding.form.keep")
    page.goto(f"{started.home}/en/charter/mandate")
    look_in_both(page, "charter-mandate")
    page.get_by_role("checkbox", name=say("verb.inform", "en"), exact=True).check()
    page.fill("#about", "**")
    press(page, "founding.form.keep")
    page.goto(f"{started.home}/en/charter/capacity")
    look_in_both(page, "charter-capacity")
    page.goto(f"{started.home}/en/charter/text")
    look_in_both(page, "charter-text")
    page.goto(f"{started.home}/en/charter")
    look_in_both(page, "charter-written")
    press(page, "founding.writing.offer")
    look_in_both(page, "charter-to-sign")
    press(page, "founding.signing.sign")
    expect(page.get_by_text(say("founding.signing.enough", "en"))).to_be_visible()
    press(page, "founding.signing.publish")
    look_in_both(page, "charter-published")
    page.goto(f"{started.home}/en/")
    expect(page.get_by_text(say("entry.home.seats", "en", offices=("Minister",)))).to_be_visible()
    look_in_both(page, "home")
