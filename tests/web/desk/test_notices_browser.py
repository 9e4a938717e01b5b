"""Notices in a real browser: on a phone, in both languages, before axe-core; and a letter paused by hand."""

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

from chancery.phrases import DIRECTIONS, LANGUAGES, say
from chancery.record.statement import Instant
from chancery.wiring import House
from tests.rigs.stage import copied
from tests.web.desk.conftest import CLOCK, HOUR, T0, account_of, as_the_desk
from tests.web.desk.test_notices import DISOWNING, LETTER, ORDER, begin, code_of, do
from tests.web.desk.test_notices_sightings import FORGED, check
from tests.web.seen import chromium, listening

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTH = 360
OFFICERS = ("h-secretary", "h-chair", "h-command", "h-duty1")


@dataclass(frozen=True)
class Stage:
    """A Desk on loopback with sightings and notices on their way, and the sessions of its officers."""

    home: str
    sessions: dict[str, str]
    pages: dict[str, tuple[str, str]]
    """Every page of the section: its address, and who looks at it."""


@pytest.fixture(scope="module")
def stage(played: Path, empty_accounts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The day after, when much is to be done."""
    CLOCK.at = Instant(T0 + 24 * HOUR)
    folder = tmp_path_factory.mktemp("notices-in-a-browser")
    with as_the_desk(copied(played, folder / "houses"), empty_accounts) as house:
        clients = {person: _client(person) for person in OFFICERS}
        pages = _pages(house, clients)
        with listening(get_wsgi_application()) as home:
            sessions = {person: client.cookies["desk"].value for person, client in clients.items()}
            yield Stage(home, sessions, pages)


def _client(person: str) -> Client:
    client = Client()
    client.force_login(account_of(person))
    return client


def _pages(house: House, clients: dict[str, Client]) -> dict[str, tuple[str, str]]:
    for text, at in (
        ("reposition the forces", 2),
        ("suspended all operations in Kuwait", 3),
        (FORGED, 21),
    ):
        check(house, text, T0 + at * HOUR, clock=CLOCK)
    secretary, command = clients["h-secretary"], clients["h-command"]
    disowning = begin(secretary, f"/en/notices/act/disown/{code_of(ORDER)}")
    do(secretary, disowning, "submit")
    correction = begin(
        command, f"/en/notices/act/correct/{code_of(ORDER)}", words="suspended most operations in Iraq"
    )
    order = code_of(ORDER)
    return {
        "home": ("/en/", "h-secretary"),
        "record": ("/en/notices", "h-secretary"),
        "letter": (f"/en/notices/letter/{order}", "h-secretary"),
        "letter taken back": (f"/en/notices/letter/{code_of(LETTER)}", "h-command"),
        "notice": (f"/en/notices/letter/{code_of(DISOWNING)}", "h-secretary"),
        "disown": (f"/en/notices/act/disown/{code_of('US/JCS/2020/4')}", "h-secretary"),
        "refused": (f"/en/notices/act/disown/{order}", "h-command"),
        "pause": (f"/en/notices/act/suspend/{order}", "h-duty1"),
        "correct": (f"/en/notices/act/correct/{order}", "h-command"),
        "undo": (f"/en/notices/act/reinstate/{code_of(DISOWNING)}", "h-secretary"),
        "key": ("/en/notices/key/report?key=k-h-chair&since=2020-01-06 12:03", "h-duty1"),
        "disclaim": (f"/en/notices/disclaim?sighting={'ab' * 32}", "h-duty1"),
        "disowning on its way": (disowning, "h-chair"),
        "correction on its way": (correction, "h-command"),
        "sightings": ("/en/notices/sightings?stretch=all", "h-secretary"),
    }


@pytest.fixture(scope="module")
def browser(stage: Stage) -> Iterator[Browser]:
    """Debian's Chromium; opened last, for Django refuses a thread in which Playwright runs its loop."""
    with chromium() as opened:
        yield opened


def page_of(browser: Browser, stage: Stage, person: str, *, width: int = WIDTH, policy: bool = False) -> Page:
    """A page as that officer sees it; the policy is lifted for axe alone, which is put in by the test."""
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=not policy)
    context.add_cookies([{"name": "desk", "value": stage.sessions[person], "url": stage.home}])
    return context.new_page()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_holds_on_a_phone(browser: Browser, stage: Stage, language: str) -> None:
    """axe finds nothing, nothing scrolls sideways, no button is too small, and it runs the right way."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    pages = {person: page_of(browser, stage, person) for person in OFFICERS}
    found: list[object] = []
    for name, (place, person) in stage.pages.items():
        page = pages[person]
        response = page.goto(stage.home + place.replace("/en/", f"/{language}/", 1))
        assert response is not None
        assert response.status == 200, name
        if folder := os.environ.get("CHANCERY_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{language}.png", full_page=True)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.dir") == DIRECTIONS[language]
        if page.evaluate("document.documentElement.scrollWidth") > WIDTH:
            found.append((name, "scrolls sideways"))
        found += [
            (name, "too small", box)
            for box in page.eval_on_selector_all(
                "main a.act, main button, main select, main input:not([type=hidden])",
                "all => all.map(each => each.getBoundingClientRect()).map(box => [box.width, box.height])",
            )
            if min(box) < 24
        ]
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [
            (
                name,
                each["id"],
                each["nodes"][0]["html"][:200],
                each["nodes"][0].get("failureSummary", "")[:300],
            )
            for each in result["violations"]
        ]
    assert found == [], "\n".join(map(str, found))


def test_a_letter_is_paused_by_hand_with_the_policy_in_force(browser: Browser, stage: Stage) -> None:
    """Chosen, foretold, signed: three pages, no script needed, and the console stays silent."""
    page = page_of(browser, stage, "h-duty1", policy=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{stage.home}/en/notices")
    page.get_by_role("link", name="The letter \u2068US/SECDEF/2020/12\u2069").click()
    page.get_by_role("link", name=say("notices.verb.suspend", "en"), exact=True).click()
    expect(page.get_by_text("It ends by itself at 12:00 UTC on 10 January 2020")).to_be_visible()
    page.get_by_role("button", name=say("notices.page.go", "en")).click()
    page.get_by_role("button", name=say("notices.draft.release", "en")).click()
    expect(page.get_by_role("status").first).to_contain_text("It is on the record.")
    assert said == []
