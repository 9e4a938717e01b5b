"""“Tell me if this changes”: nobody is told before their address agreed, and anybody can end it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.test.utils import override_settings

from chancery.phrases import LANGUAGES, say
from chancery.record.statement import Institution, OfficeName
from chancery.registry.outgoing import Way
from chancery.registry.subscribing import is_mail_address, is_web_address
from tests.web.inbox import Opened, inbox_in
from tests.web.small_record import LETTER, VOTE, codes

CODE, THEIRS = codes((LETTER, VOTE))
US = Institution("us.demo")
WISH = {"letter": CODE, "address": "reader@press.example"}


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Opened]:
    with inbox_in(tmp_path) as opened:
        yield opened


def told(inbox: Opened) -> list[str]:
    assert inbox.subscriptions is not None
    return [each.address for each in inbox.subscriptions.for_letter(LETTER)]


def link(inbox: Opened) -> str:
    """The word of the one link that waits to be sent."""
    assert inbox.subscriptions is not None
    (waiting,) = inbox.subscriptions.confirmations_waiting()
    return waiting.word


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wish_counts_once_its_address_has_agreed(counter: Client, inbox: Opened, language: str) -> None:
    """The link opens a page with a button; only pressing it counts, for mail programs open links."""
    said = counter.post(f"/{language}/told", WISH)
    assert said.status_code == 200
    assert say("asks.wish.sent_more", language) in said.content.decode()
    here = f"/{language}/told/confirm/{link(inbox)}"
    assert say("asks.wish.confirm_verb", language) in counter.get(here).content.decode()
    assert told(inbox) == []
    assert say("asks.wish.confirmed", language) in counter.post(here).content.decode()
    assert told(inbox) == ["reader@press.example"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stop_link_ends_it_and_deletes_the_address(counter: Client, inbox: Opened, language: str) -> None:
    """Also as a mail program uses it by itself (RFC 8058), and once more as often as anybody likes."""
    assert inbox.subscriptions is not None
    counter.post(f"/{language}/told", WISH)
    counter.post(f"/{language}/told/confirm/{link(inbox)}")
    (subscriber,) = inbox.subscriptions.for_letter(LETTER)
    here = f"/{language}/told/stop/{subscriber.stop}"
    assert say("asks.wish.stop_verb", language) in counter.get(here).content.decode()
    assert told(inbox) == ["reader@press.example"]
    for _ in range(2):
        ended = counter.post(here, {"List-Unsubscribe": "One-Click"})
        assert (ended.status_code, told(inbox)) == (200, [])
        assert say("asks.wish.stopped", language) in ended.content.decode()


def test_the_pages_of_links_are_kept_by_nobody(counter: Client, inbox: Opened) -> None:
    """Neither by a browser nor by a search engine."""
    counter.post("/en/told", WISH)
    for address in ("/en/told", f"/en/told/confirm/{link(inbox)}", "/en/told/stop/unknown"):
        response = counter.get(address)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert not response.cookies


def test_whoever_types_an_address_learns_nothing_about_it(counter: Client, inbox: Opened) -> None:
    """New, waiting or confirmed: the same page, octet for octet."""
    first = counter.post("/en/told", WISH).content
    again = counter.post("/en/told", WISH).content
    counter.post(f"/en/told/confirm/{link(inbox)}")
    assert [again, counter.post("/en/told", WISH).content] == [first, first]


def test_an_office_or_the_institution_may_be_wished_for_too(counter: Client, inbox: Opened) -> None:
    """And a program may be told instead of a person."""
    assert inbox.subscriptions is not None
    hook = {"way": "webhook", "address": "https://press.example/hook?for=us"}
    counter.post("/en/told", {**hook, "office": "command-iraq"})
    counter.post("/en/told", {"address": "reader@press.example"})
    for each in inbox.subscriptions.confirmations_waiting():
        assert counter.post(f"/en/told/confirm/{each.word}").status_code == 200
    office = list(inbox.subscriptions.for_office(US, OfficeName("command-iraq")))
    assert [(each.way, each.address) for each in office] == [(Way.WEBHOOK, hook["address"])]
    assert [each.way for each in inbox.subscriptions.for_institution(US)] == [Way.MAIL]


def test_a_followed_institutions_letter_may_be_wished_for(counter: Client, inbox: Opened) -> None:
    """It is held here, so its changes are seen here."""
    assert inbox.subscriptions is not None
    counter.post("/en/told", {**WISH, "letter": THEIRS})
    counter.post(f"/en/told/confirm/{link(inbox)}")
    assert [each.topic.institution for each in inbox.subscriptions.for_letter(VOTE)] == ["iq.demo"]


@pytest.mark.parametrize("about", [{"letter": "K7QF2-M9XT4-Z"}, {"letter": "x" * 900}, {"office": "nobody"}])
def test_what_is_not_on_the_record_cannot_be_wished_for(
    counter: Client, inbox: Opened, about: dict[str, str]
) -> None:
    """An unreleased letter is not there, like one that nobody wrote: the same page."""
    assert inbox.subscriptions is not None
    unknown = counter.post("/en/told", {"address": "reader@press.example", "letter": "nothing"})
    response = counter.post("/en/told", {"address": "reader@press.example", **about})
    assert response.status_code == 404
    assert response.content == unknown.content
    assert counter.get("/en/told", about).status_code == 404
    assert inbox.subscriptions.confirmations_waiting() == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("way", "address", "fault"),
    [
        ("mail", "reader at press", "no_mail"),
        ("mail", "", "no_mail"),
        ("mail", "https://press.example", "no_mail"),
        ("webhook", "http://press.example/hook", "no_web"),
        ("webhook", "reader@press.example", "no_web"),
    ],
)
def test_an_address_that_is_none_gets_one_sentence(
    counter: Client, inbox: Opened, language: str, way: str, address: str, fault: str
) -> None:
    """And comes back to be corrected."""
    assert inbox.subscriptions is not None
    response = counter.post(f"/{language}/told", {"letter": CODE, "way": way, "address": address})
    html = response.content.decode()
    assert response.status_code == 400
    assert (html.count('role="alert"'), f'value="{address}"' in html) == (1, True)
    assert say(f"asks.fault.{fault}", language) in html
    assert inbox.subscriptions.confirmations_waiting() == ()


def test_another_site_cannot_wish_in_a_readers_name(counter: Client, inbox: Opened) -> None:
    """The browser says who made it send the form."""
    response = counter.post("/en/told", WISH, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert inbox.subscriptions is not None
    assert inbox.subscriptions.confirmations_waiting() == ()


def test_nobody_sends_links_to_everybody(counter: Client, inbox: Opened) -> None:
    """Turns run out; a form with a fault costs none."""
    with override_settings(CHANCERY_LIMITS="subscribe=2/3600"):
        counter.post("/en/told", {**WISH, "address": "none"})
        statuses = [
            counter.post("/en/told", {**WISH, "address": f"r{n}@press.example"}).status_code for n in range(4)
        ]
    assert statuses == [200, 200, 429, 429]


def test_a_link_that_is_none_is_told_kindly(counter: Client, inbox: Opened) -> None:
    """An old link is no fault of its reader."""
    response = counter.post("/en/told/confirm/aaaa")
    assert response.status_code == 404
    assert say("asks.wish.expired", "en") in response.content.decode()
    assert say("asks.wish.stopped", "en") in counter.get("/en/told/stop/aaaa").content.decode()


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("a@b.example", True),
        ("first.last+tag@sub.b.example", True),
        ("a@localhost", False),
        ("a b@c.example", False),
        ("a@b.example\nBcc: c@d.example", False),
        ("<a@b.example>", False),
        ("a@b.example,c@d.example", False),
        ("é@b.example", False),
        ("a" * 65 + "@b.example", False),
        ("a@" + "b" * 250 + ".example", False),
    ],
)
def test_what_can_be_a_mail_address(address: str, may: bool) -> None:
    """One address, without anything that a header could be made of."""
    assert is_mail_address(address) is may


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://press.example/hook?x=1", True),
        ("https://press.example:8443/", True),
        ("http://press.example/", False),
        ("https://user:word@press.example/", False),
        ("https://press.example/#part", False),
        ("https:///hook", False),
        ("https://press.example:99999/", False),
        ("https://press.example/\r\nX: y", False),
        ("https://[::1", False),
        ("ftp://press.example/", False),
        ("https://press.example/" + "x" * 500, False),
    ],
)
def test_what_can_be_posted_to(address: str, may: bool) -> None:
    """Where a name leads is looked at each time something is sent, not here."""
    assert is_web_address(address) is may
