"""The Desk's post room: address book, what is on its way, and who has not said that they have a letter."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from chancery.check.weigh import name_of
from chancery.phrases import LANGUAGES, say
from chancery.record.statement import Instant, Statement
from chancery.registry.outgoing import Fault, Message, Outcome, Way
from chancery.registry.picking_up import PickUp
from chancery.web.desk import door
from chancery.wiring import House
from chancery.wiring.post_room import PostRoom, post_room
from tests.web.desk.conftest import SignIn

if TYPE_CHECKING:
    from tests.web.desk.conftest import Clock

ADDRESSEE = "Ministry of Defence, Demo Republic"
MINISTRY = {
    "name": ADDRESSEE,
    "language": "ar",
    "mail": "minister@iq.demo",
    "webhook": "https://iq.demo/hook",
    "institution": "iq.demo",
}


@pytest.fixture
def room(house: House) -> PostRoom:
    door.registry()
    return post_room(house, clock=door.now)


def letter_with_addressees(house: House) -> tuple[Statement, str]:
    """One of the house's own letters that names somebody, and the code printed on it."""
    for name in door.registry().recent(50):
        letter = door.registry().letter(name.id)
        assert letter is not None
        act = letter.entry.act
        if isinstance(act, Statement) and ADDRESSEE in act.action_addressees:
            return act, name_of(letter.entry).code
    raise AssertionError("the play addresses no letter to the ministry")


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode())


class TestAddressBook:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_somebody_is_written_in_and_struck_out(
        self, desk_client: SignIn, room: PostRoom, language: str
    ) -> None:
        """And the secret of their web address is shown to whoever looks them up."""
        client = desk_client("h-secretary")
        assert say("post.book.empty", language) in text(client, f"/{language}/post/addresses")
        written = client.post(f"/{language}/post/addresses", MINISTRY)
        assert (written.status_code, written["Location"]) == (302, f"/{language}/post/addresses")
        assert room.book.everybody()[0].webhook == MINISTRY["webhook"]
        page = text(client, f"/{language}/post/addresses?name={ADDRESSEE}")
        assert "minister@iq.demo" in page
        assert room.webhook_keys.written_secret(MINISTRY["webhook"]) in page
        assert room.webhook_keys.written_public in page
        client.post(f"/{language}/post/strike", {"name": ADDRESSEE})
        assert room.book.everybody() == ()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", "two\nlines"),
            ("name", "x" * 501),
            ("language", "xx"),
            ("mail", "a@b.example, c@d.example"),
            ("webhook", "ftp://iq.demo/"),
            ("webhook", "https://user@iq.demo/"),
            ("institution", "https://iq.demo"),
        ],
    )
    def test_what_cannot_be_used_is_said_and_not_kept(
        self, desk_client: SignIn, room: PostRoom, field: str, value: str
    ) -> None:
        """In one sentence beside the form, with everything that was typed still there."""
        response = desk_client("h-secretary").post("/en/post/addresses", {**MINISTRY, field: value})
        assert response.status_code == 400
        assert say(f"post.book.fault.{field}", "en") in unescape(response.content.decode())
        assert room.book.everybody() == ()

    def test_who_holds_no_seat_changes_nothing(self, desk_client: SignIn, room: PostRoom) -> None:
        """They may look."""
        client = desk_client("h-nobody")
        assert client.get("/en/post/addresses").status_code == 200
        assert client.post("/en/post/addresses", MINISTRY).status_code == 403
        assert client.post("/en/post/strike", {"name": ADDRESSEE}).status_code == 403
        assert room.book.everybody() == ()

    def test_nobody_comes_in_without_signing_in(self, house: House) -> None:
        for page in ("post", "post/addresses", "post/letter/X", "post/replay", "post/strike"):
            assert Client().get(f"/en/{page}").status_code == 302


class TestOutbox:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_waits_shows_when_it_is_tried_next(
        self, desk_client: SignIn, room: PostRoom, language: str
    ) -> None:
        """With the reason of the last try, and the other side's own words."""
        room.outbox.enqueue(message("a"))
        (claimed,) = room.outbox.claim(Way.WEBHOOK, 1)
        room.outbox.settle({claimed.number: (0, Outcome(fault=Fault.BUSY, said="503 <later>"))})
        page = text(desk_client("h-secretary"), f"/{language}/post")
        assert say("post.fault.busy", language) in page
        assert "503 <later>" in page
        assert say("post.next_try", language, at=door.now() + 5) in page

    def test_what_was_given_up_may_be_tried_again(self, desk_client: SignIn, room: PostRoom) -> None:
        """By a person, and only what was given up."""
        room.outbox.enqueue(message("a"))
        (claimed,) = room.outbox.claim(Way.WEBHOOK, 1)
        room.outbox.settle({claimed.number: (0, Outcome(fault=Fault.REFUSED, said="410", final=True))})
        client = desk_client("h-secretary")
        assert say("post.given_up", "en") in text(client, "/en/post")
        for number in ("", "x", "999", "9" * 30, str(claimed.number + 1)):
            assert client.post("/en/post/replay", {"number": number}).status_code == 404
        assert client.post("/en/post/replay", {"number": claimed.number}).status_code == 302
        assert len(room.outbox.claim(Way.WEBHOOK, 1)) == 1

    def test_an_empty_post_says_so(self, desk_client: SignIn, room: PostRoom) -> None:
        assert say("post.nothing_waits", "en") in text(desk_client("h-secretary"), "/en/post")


class TestDeliveries:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_who_has_said_nothing_is_shown_with_since_when(
        self, desk_client: SignIn, room: PostRoom, house: House, clock: Clock, language: str
    ) -> None:
        """Counted from when the letter lay there for them, until they press the button."""
        letter, code = letter_with_addressees(house)
        client = desk_client("h-secretary")
        link = room.pick_up_link(letter.id, ADDRESSEE, language)
        assert say("post.letter.not_reached", language) in text(client, f"/{language}/post/letter/{code}")
        laid_out = PickUp(letter=letter.id, addressee=ADDRESSEE, laid_out=Instant(clock.at - 7_200))
        room.pick_ups.lay_out([(link.rpartition("/")[2], laid_out)])
        page = text(client, f"/{language}/post/letter/{code}")
        two_hours = say("post.letter.silent", language, time="2 hours" if language == "en" else "ساعتين")
        assert two_hours in page or say("post.letter.silent", language, time="ساعتان") in page
        assert link in page
        assert say("post.letter.not_in_book", language) in page
        room.pick_ups.receive(link.rpartition("/")[2], clock.at)
        page = text(client, f"/{language}/post/letter/{code}")
        assert say("post.letter.received", language) in page
        assert say("post.letter.by_link", language, at=clock.at) in page

    def test_each_way_shows_what_became_of_it(
        self, desk_client: SignIn, room: PostRoom, house: House
    ) -> None:
        """The letter itself, and news of it, each with where it stands."""
        letter, code = letter_with_addressees(house)
        sent = message("a", about=letter.id, addressee=ADDRESSEE)
        room.outbox.enqueue_all([replace(sent, with_file=True), replace(sent, key="news")])
        (first, _) = room.outbox.claim(Way.WEBHOOK, 2)
        room.outbox.settle({first.number: (0, Outcome())})
        page = text(desk_client("h-secretary"), f"/en/post/letter/{code}")
        assert say("post.letter.arrived", "en", at=door.now()) in page
        assert say("post.letter.the_letter", "en") in page
        assert say("post.letter.news", "en") in page

    def test_a_letter_nobody_knows_is_not_there(self, desk_client: SignIn, house: House) -> None:
        assert desk_client("h-secretary").get("/en/post/letter/nonsense").status_code == 404


def message(key: str, **more: object) -> Message:
    return Message(kind=Way.WEBHOOK, key=key, to="https://a.example/hook", text="{}", **more)  # type: ignore[arg-type]
