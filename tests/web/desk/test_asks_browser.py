"""Questions at the Desk in a real browser: on a telephone, in both languages, before axe-core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser

from chancery.phrases import LANGUAGES
from chancery.record.asks import Ask, Reassurance
from chancery.record.naming import named
from chancery.record.statement import Instant, Statement, StatementId
from chancery.registry.asking import Came, KeptAsk
from chancery.web.desk import door
from chancery.web.desk.asks.here import inbox
from tests.rigs.stage import copied
from tests.web.axe import faults, telephone
from tests.web.desk.conftest import T0, account_of, as_the_desk
from tests.web.seen import chromium, listening

pytestmark = pytest.mark.browser

HOUR = 3_600


@dataclass(frozen=True)
class Stage:
    """A Desk on loopback to which people have put questions, and the session of an officer."""

    home: str
    session: str


@pytest.fixture(scope="module")
def stage(played, empty_accounts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:  # type: ignore[no-untyped-def]
    """Three who ask about one letter, one about none, and one of whom a report tells."""
    folder = tmp_path_factory.mktemp("asks-at-the-desk")
    with as_the_desk(copied(played, folder / "houses"), empty_accounts):
        put()
        client = Client()
        client.force_login(account_of("h-secretary"))
        with listening(get_wsgi_application()) as home:
            yield Stage(home, client.cookies["desk"].value)
        door.closed()


def put() -> None:
    home, letters = door.registry().institution, door.registry().recent(50)
    held = (door.registry().held(name.id) for name in reversed(letters))
    about = next(each[0] for each in held if each and isinstance(each[0].act, Statement))
    assert isinstance(about.act, Statement)
    for number, came in enumerate((*[Came.COUNTER] * 3, Came.TELEPHONE, Came.REPORTED)):
        ask = Ask(
            id=_name(number),
            asker="" if came is Came.COUNTER else "A caller",
            asked=(home,),
            institution=home,
            about=about.id if came is Came.COUNTER else None,
            asked_at=None if came is Came.REPORTED else Instant(T0 + number * HOUR),
            asked_when="2020-01-06?" if came is Came.REPORTED else None,
            due=Instant(T0 + 10 * HOUR) if came is Came.COUNTER else None,
        )
        kept = KeptAsk(
            ask=ask,
            came=came,
            words="Does it stand?",
            language="en",
            office=about.act.office if came is Came.COUNTER else None,
            quoted="we will be repositioning forces" if came is Came.COUNTER else "",
            address="reader@press.example" if came is Came.COUNTER else "",
        )
        inbox().asks.keep(kept)
    inbox().asks.reassure([_name(0)], Reassurance(by="A general", words="Do not worry.", at=Instant(T0)))


def _name(number: int) -> StatementId:
    return named(door.registry().institution, bytes([number + 1] * 7))


@pytest.fixture(scope="module")
def browser(stage: Stage) -> Iterator[Browser]:
    """Debian's Chromium; opened last, for Django refuses a thread in which Playwright runs its loop."""
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_officer_answers_everybody_from_a_telephone(browser: Browser, stage: Stage, language: str) -> None:
    """The list, the inquiry, a call written down, a form sent back, and on to the draft that answers."""
    page = telephone(browser)
    page.context.add_cookies([{"name": "desk", "value": stage.session, "url": stage.home}])
    page.goto(f"{stage.home}/{language}/asks")
    assert page.locator("svg.silence").count() == 2
    assert faults(page, language, "desk-list") == []
    page.click("ol.silences a >> nth=0")
    assert page.locator(".asked > li").count() == 3
    assert faults(page, language, "desk-inquiry") == []
    page.eval_on_selector("form.bring", "form => form.noValidate = true")
    page.click("button[value=answer]")
    assert page.get_by_role("alert").count() == 1
    assert faults(page, language, "desk-fault") == []
    page.fill("#answer-words", "It is being clarified.")
    page.click("button[value=answer]")
    page.wait_for_url("**/letters/*")
    page.goto(f"{stage.home}/{language}/asks/call")
    assert faults(page, language, "desk-call") == []
