"""Letters in a real browser: on a phone, in both languages, before axe-core, and while one writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from chancery.phrases import LANGUAGES
from chancery.web.desk import door
from tests.rigs.stage import copied
from tests.web.desk import two_agree
from tests.web.desk.conftest import account_of, as_the_desk
from tests.web.desk.test_letters import ARABIC, DECISION, ONE_CLAUSE, kept, submitted, written
from tests.web.seen import chromium, listening

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTH = 360
UNCLEAR = "We will prepare for the movement of 5 trucks soon. We respect your decision."


@dataclass(frozen=True)
class Stage:
    """A Desk on loopback with drafts of every kind, and the session of somebody whom all concern."""

    home: str
    session: str
    writing: str
    """A draft with much to remark, that is being written."""
    asked: str
    """A draft that waits for the officer's approval."""
    ready: str
    """A draft that the officer may release."""


@pytest.fixture(scope="module")
def stage(played: Path, empty_accounts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Drafts of the secretary and of the command; the deputy looks at them."""
    folder = tmp_path_factory.mktemp("letters-in-a-browser")
    with as_the_desk(copied(played, folder / "houses"), empty_accounts):
        two_agree.adopt()
        secretary, deputy = _client("h-secretary"), _client("h-deputy")
        asked = submitted(secretary, DECISION, "defence-secretary")
        ready = submitted(secretary, {**DECISION, "clause-0-verb": "inform"}, "defence-secretary")
        writing = _remarkable(secretary)
        with listening(get_wsgi_application()) as home:
            yield Stage(home, deputy.cookies["desk"].value, writing, asked, ready)
        door.closed()


def _client(person: str) -> Client:
    client = Client()
    client.force_login(account_of(person))
    return client


def _remarkable(client: Client) -> str:
    """A draft of two versions with a condition, and with something to say against it in both languages."""
    fields = {
        **DECISION,
        "text-en": UNCLEAR,
        "text-ar": "سنستعد لحركة ٦ شاحنات قريبا. نحترم قراركم.",
        "clause-0-words-en": UNCLEAR.partition(". ")[0] + ".",
        "clause-0-words-ar": "",
        "clause-0-condition-0-id": "k1",
        "clause-0-condition-0-kind": "date",
        "clause-0-condition-0-at": "2020-03-01 09:00",
    }
    address = written(client, DECISION, "defence-secretary")
    kept(client, address, **fields)
    client.post(f"{address}/step", {"do": "submit"})
    client.post(f"{address}/step", {"do": "give_back", "reason": "Which movement?"})
    return address


@pytest.fixture(scope="module")
def browser(stage: Stage) -> Iterator[Browser]:
    """Debian's Chromium; opened last, for Django refuses a thread in which Playwright runs its loop."""
    with chromium() as opened:
        yield opened


def page_of(browser: Browser, stage: Stage, width: int = WIDTH, *, policy: bool = False) -> Page:
    """A page of that width; the policy is lifted for axe alone, which is put in by the test."""
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=not policy)
    context.add_cookies([{"name": "desk", "value": stage.session, "url": stage.home}])
    return context.new_page()


def visited(stage: Stage, language: str) -> dict[str, str]:
    """Every page of the section, by a name for it."""
    pages = {
        "list": "/en/letters",
        "begin": "/en/letters/begin",
        "draft": stage.writing,
        "edit": f"{stage.writing}/edit",
        "versions": f"{stage.writing}/versions?from=2&to=3",
        "asked": stage.asked,
        "approve": f"{stage.asked}/approve",
        "release": f"{stage.ready}/release",
    }
    return {name: place.replace("/en/", f"/{language}/", 1) for name, place in pages.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [WIDTH, 1280])
def test_every_page_holds(browser: Browser, stage: Stage, language: str, width: int) -> None:
    """On a phone and on a desk: axe finds nothing, and nothing scrolls sideways."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page = page_of(browser, stage, width)
    found, wide = [], []
    for name, place in visited(stage, language).items():
        response = page.goto(stage.home + place)
        assert response is not None
        assert response.status == 200, name
        if folder := os.environ.get("CHANCERY_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{language}-{width}.png", full_page=True)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [
            (
                name,
                fault["id"],
                fault["nodes"][0]["target"],
                fault["nodes"][0].get("failureSummary", "")[:300],
            )
            for fault in result["violations"]
        ]
    assert found == []
    assert wide == []


def test_the_panel_follows_what_is_written(browser: Browser, stage: Stage) -> None:
    """With the policy in force: a word is changed, the remarks beside the text follow, nothing is kept."""
    page = page_of(browser, stage, 1280, policy=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{stage.home}{stage.writing}/edit")
    assert "A number differs" in page.inner_text("#look")
    page.fill("#text-ar", "سنستعد لحركة ٥ شاحنات قريبا. نحترم قراركم.")
    expect(page.locator("#look")).not_to_contain_text("A number differs")
    page.reload()
    assert "A number differs" in page.inner_text("#look")
    assert said == []


def test_without_scripts_the_button_does_the_same(browser: Browser, stage: Stage) -> None:
    """Look again, confirm what is suggested, and keep it."""
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "desk", "value": stage.session, "url": stage.home}])
    page = context.new_page()
    page.goto(f"{stage.home}/en/letters/begin")
    page.select_option("#office", "defence-secretary")
    page.click("main button[type=submit]")
    page.fill("#text-en", ONE_CLAUSE["text-en"])
    page.fill("#text-ar", ARABIC)
    page.click("button[value=suggest]")
    page.select_option("#clause-0-verb", "undertake")
    page.fill("#clause-0-subject", "forces/posture")
    page.click("main button[value=look] >> nth=1")
    assert "Nothing to remark" in page.inner_text("#look")
    page.click("button[value=save]")
    assert "Kept as a new version" in page.inner_text("main")


def test_an_officer_agrees_with_one_press(browser: Browser, stage: Stage) -> None:
    """In the demonstration the Desk signs for them; the page shows the words above the button."""
    page = page_of(browser, stage, policy=True)
    page.goto(f"{stage.home}{stage.ready}/release")
    page.check("input[name=when][value=later]")
    page.fill("#hour", "2020-01-09 09:00")
    page.click(".hand button")
    assert "It goes out at" in page.inner_text("main").replace("\u2068", "").replace("\u2069", "")
