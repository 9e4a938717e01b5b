"""The entrance and the charter in a browser: on a phone and a desk, in both languages, before axe-core."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser

from chancery.phrases import LANGUAGES
from tests.rigs.stage import copied
from tests.web.desk.authenticator import Phone
from tests.web.desk.conftest import account_of, as_the_desk
from tests.web.desk.test_entry import ADDRESS, come, invited
from tests.web.seen import chromium, listening

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Stage:
    """A Desk on loopback, where a charter is being written, and the sessions of two people."""

    home: str
    root: str
    """The session of a holder of the root."""
    secretary: str
    link: str
    """An open invitation."""


@pytest.fixture(scope="module")
def stage(played: Path, empty_accounts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("entrance-in-a-browser")
    with as_the_desk(copied(played, folder / "houses"), empty_accounts):
        root, secretary = _client("root1"), _client("h-secretary")
        come(Phone(), "N. Newcomer", ADDRESS)
        root.post("/en/people", {"person": "Somebody Asked", "address": "asked@us.demo", "tongue": "ar"})
        root.post("/en/charter", {"what": "begin"})
        root.post("/en/charter/root", {"person": ["root1"], "more": "N. Newcomer", "threshold": "1"})
        link = invited("S. Second", "second@us.demo")
        with listening(get_wsgi_application()) as home:
            yield Stage(home, root.cookies["desk"].value, secretary.cookies["desk"].value, link)


def _client(person: str) -> Client:
    client = Client()
    client.force_login(account_of(person))  # type: ignore[arg-type]
    return client


@pytest.fixture(scope="module")
def browser(stage: Stage) -> Iterator[Browser]:
    """Opened last, for Django refuses a thread in which Playwright runs its loop."""
    with chromium() as opened:
        yield opened


def places(stage: Stage) -> Iterator[tuple[str, str, str]]:
    """Every page, by a name for it, with the session of whoever looks at it."""
    for name in ("login/", "login/code/", "closed/"):
        yield name.strip("/").replace("/", "-"), f"accounts/{name}", ""
    yield "demonstration", "demonstration", ""
    yield "invitation", stage.link.removeprefix("/en/"), ""
    yield "no-invitation", "invitation/none", ""
    yield "home", "", stage.secretary
    yield "may-not", "charter", stage.secretary
    for name in ("home", "account", "people", "charter", "charter/whole", "charter/root", "charter/capacity"):
        yield f"root-{name.replace('/', '-')}", name.removeprefix("home"), stage.root
    yield "office", "charter/office?name=defence-secretary", stage.root
    yield "mandate", "charter/mandate?id=US-1", stage.root
    yield "text", "charter/text", stage.root
    yield "sign-out", "accounts/logout/", stage.root


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_holds(browser: Browser, stage: Stage, language: str, width: int) -> None:
    """Axe finds nothing, and nothing scrolls sideways; everything folded is unfolded first."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    found, wide = [], []
    for name, place, session in places(stage):
        context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
        if session:
            context.add_cookies([{"name": "desk", "value": session, "url": stage.home}])
        page = context.new_page()
        page.goto(f"{stage.home}/{language}/{place}")
        if folder := os.environ.get("CHANCERY_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{language}-{width}.png", full_page=True)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
        page.evaluate(axe)
        report = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [(name, each["id"], each["nodes"][0]["html"][:120]) for each in report["violations"]]
        context.close()
    assert (found, wide) == ([], [])
