"""The post room in a real browser: on a telephone, in both languages, before axe-core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser

from chancery.phrases import LANGUAGES, say
from chancery.record.statement import Instant
from chancery.registry.outgoing import DELIVERED, Fault, Outcome, Way
from chancery.registry.picking_up import PickUp
from chancery.store.post.address_book import Addressee
from chancery.web.desk import door
from chancery.wiring.post_room import post_room
from tests.rigs.stage import copied
from tests.web.axe import faults, telephone
from tests.web.desk.conftest import account_of, as_the_desk
from tests.web.desk.test_post import ADDRESSEE, MINISTRY, letter_with_addressees, message
from tests.web.seen import chromium, listening

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Stage:
    """A Desk on loopback whose post is in every state, and the session of an officer."""

    home: str
    session: str
    code: str


@pytest.fixture(scope="module")
def stage(played, empty_accounts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("post-at-the-desk")
    with as_the_desk(copied(played, folder / "houses"), empty_accounts) as house:
        code = put(house)
        client = Client()
        client.force_login(account_of("h-secretary"))
        with listening(get_wsgi_application()) as home:
            yield Stage(home, client.cookies["desk"].value, code)
        door.closed()


def put(house: object) -> str:
    """One message delivered, one that waits, one given up; a letter that nobody has acknowledged."""
    letter, code = letter_with_addressees(house)  # type: ignore[arg-type]
    room = post_room(door.house(), clock=door.now)
    room.book.write(Addressee(**MINISTRY))
    room.book.write(Addressee(name="وزارة الخارجية", language="ar", mail="foreign@iq.demo"))
    outcomes = (
        DELIVERED,
        Outcome(fault=Fault.BUSY, said="503 Service unavailable"),
        Outcome(fault=Fault.NOT_PUBLIC, final=True),
    )
    for number, outcome in enumerate(outcomes):
        room.outbox.enqueue(message(f"m{number}", about=letter.id, addressee=ADDRESSEE, with_file=True))
        (claimed,) = room.outbox.claim(Way.WEBHOOK, 1)
        room.outbox.settle({claimed.number: (0, outcome)})
    word = room.pick_up_link(letter.id, ADDRESSEE, "en").rpartition("/")[2]
    laid_out = PickUp(letter=letter.id, addressee=ADDRESSEE, laid_out=Instant(door.now() - 7_200))
    room.pick_ups.lay_out([(word, laid_out)])
    return code


@pytest.fixture(scope="module")
def browser(stage: Stage) -> Iterator[Browser]:
    """Debian's Chromium; opened last, for Django refuses a thread in which Playwright runs its loop."""
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_post_room_holds(browser: Browser, stage: Stage, language: str) -> None:
    """The overview, a letter's deliveries, the address book, and a form that is sent back."""
    page = telephone(browser)
    page.context.add_cookies([{"name": "desk", "value": stage.session, "url": stage.home}])
    page.goto(f"{stage.home}/{language}/post")
    assert faults(page, language, "post") == []
    page.goto(f"{stage.home}/{language}/post/letter/{stage.code}")
    assert say("post.letter.news", language) not in page.inner_text("main")
    assert faults(page, language, "post-letter") == []
    page.goto(f"{stage.home}/{language}/post/addresses?name={ADDRESSEE}")
    assert faults(page, language, "post-addresses") == []
    page.fill("#webhook", "https://user@iq.demo/")
    page.click("form.bring button[type=submit]")
    assert page.get_by_role("alert").count() == 1
    assert page.input_value("#webhook") == "https://user@iq.demo/"
    assert faults(page, language, "post-fault") == []


def test_what_was_given_up_is_tried_again_from_a_telephone(browser: Browser, stage: Stage) -> None:
    """One button beside it, and the page says so."""
    page = telephone(browser)
    page.context.add_cookies([{"name": "desk", "value": stage.session, "url": stage.home}])
    page.goto(f"{stage.home}/en/post")
    page.click(f"button:has-text('{say('post.replay', 'en')}')")
    assert say("post.replayed", "en") in page.inner_text("main")
    assert say("post.given_up", "en") not in [each.inner_text() for each in page.locator("h2").all()]
