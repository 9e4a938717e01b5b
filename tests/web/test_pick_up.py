"""A letter laid out for its addressee: whoever has the link may read it, and only a button acknowledges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from chancery.phrases import LANGUAGES, say
from chancery.record.statement import StatementId
from chancery.registry.picking_up import PickUp
from tests.web.inbox import Opened, inbox_in
from tests.web.small_record import LETTER, T0, urn

WORD = "abcdefghijklmnopqrstuvwxyz"
FOR = "Ministry <of> Defence"


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Opened]:
    with inbox_in(tmp_path) as opened:
        assert opened.counter is not None
        opened.counter.pick_ups.lay_out([(WORD, PickUp(letter=LETTER, addressee=FOR, laid_out=T0))])
        yield opened


def laid_out(inbox: Opened, letter: StatementId = LETTER) -> PickUp:
    assert inbox.counter is not None
    (found,) = inbox.counter.pick_ups.of_letter(letter)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_is_there_for_its_addressee(counter: Client, inbox: Opened, language: str) -> None:
    """With its words, its files, and a button; nothing on the way may keep the page."""
    page = counter.get(f"/{language}/pick-up/{WORD}")
    text = page.content.decode()
    assert page.status_code == 200
    assert say("post.pick_up.button", language) in text
    assert "Ministry &lt;of&gt; Defence" in text
    assert f'href="/{language}/letter/' in text
    assert f'href="/{language}/evidence/' in text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not page.cookies
    assert WORD not in text


def test_only_the_button_acknowledges(counter: Client, inbox: Opened) -> None:
    """A mail program that opens links to look at them acknowledges nothing."""
    for look in (counter.get, counter.head):
        assert look(f"/en/pick-up/{WORD}").status_code == 200
    assert laid_out(inbox).received is None
    pressed = counter.post(f"/en/pick-up/{WORD}")
    assert (pressed.status_code, pressed.headers["Location"]) == (303, f"/en/pick-up/{WORD}")
    received = laid_out(inbox).received
    assert received is not None
    page = counter.get(f"/en/pick-up/{WORD}").content.decode()
    assert say("post.pick_up.received", "en") in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    counter.post(f"/en/pick-up/{WORD}")
    assert laid_out(inbox).received == received


def test_another_site_cannot_press_it(counter: Client, inbox: Opened) -> None:
    """The browser says where the request came from."""
    refused = counter.post(f"/en/pick-up/{WORD}", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert laid_out(inbox).received is None


@pytest.mark.parametrize("word", ["zzz", "A" * 500, "%00", WORD[:-1], WORD.upper()])
def test_without_the_word_there_is_nothing(counter: Client, inbox: Opened, word: str) -> None:
    """The same page as for any address that does not exist, whatever is asked and however."""
    for ask in (counter.get, counter.post):
        assert ask(f"/en/pick-up/{word}").status_code == 404
    assert laid_out(inbox).received is None


def test_a_letter_that_is_not_on_the_record_is_not_shown(counter: Client, inbox: Opened) -> None:
    """Nothing is laid out before it is released; and if it were, nothing would be told."""
    assert inbox.counter is not None
    inbox.counter.pick_ups.lay_out([("another", PickUp(letter=urn("nothing"), addressee=FOR, laid_out=T0))])
    assert counter.get("/en/pick-up/another").status_code == 404


def test_other_methods_are_refused(counter: Client, inbox: Opened) -> None:
    assert counter.put(f"/en/pick-up/{WORD}").status_code == 405


def test_the_page_says_where_the_letter_stands_now(counter: Client, inbox: Opened) -> None:
    """Whoever picks up a disowned letter is told so before anything else."""
    page = counter.get(f"/en/pick-up/{WORD}").content.decode()
    main = re.sub(r"<[^>]+>", " ", page.partition("<main")[2])
    assert "disowned" in main.partition(say("post.pick_up.ask", "en"))[0]
