"""The courier: what is new on the record reaches everybody who must know, by real mail and real HTTP."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest

from chancery.errors import Unavailable
from chancery.phrases.tidings import Phrased
from chancery.record.statement import Instant
from chancery.record.statement import Institution as Domain
from chancery.registry.news import News
from chancery.registry.outgoing import Way
from chancery.registry.subscribing import Scope, Topic, Wish
from chancery.wiring import House
from chancery.wiring.courier import Courier, alone_in
from chancery.wiring.delivering import Delivery
from chancery.wiring.post_room import delivery_of, open_courier, post_room
from tests.institution import Clock, Institution, at
from tests.letters import ORDER, Saying, clause, letter
from tests.net.test_mail import SENDER, Room, serving
from tests.people import CHAIR, DUTY, GENERAL, SECRETARY
from tests.post_house import Sink, founded, inhabited, put_down, sink

MINISTRY, PRESS = "Ministry of Defence, iq.demo", "The Press"


def departure(reference: str) -> Saying:
    return letter(
        ("We will leave.", clause("c1", ORDER, "forces/operations")),
        action_addressees=(MINISTRY,),
        info_addressees=(PRESS,),
        reference=reference,
    )


DEPARTURE = departure("US/CMD/1")
ENOUGH = 40
"""Seconds after which something that should happen at once has not happened."""


@dataclass
class Scene:
    """A house at work: its people, its courier, a mail server and a web server that listen."""

    house: House
    us: Institution
    clock: Clock
    room: Room
    hooks: Sink
    complaints: list[str] = field(default_factory=list)

    def courier(self) -> Courier:
        return open_courier(self.house, Phrased(), clock=self.clock, complain=self.complaints.append)

    def at_work(self) -> Courier:
        courier = self.courier()
        courier.begin()
        return courier

    def deliver(self, courier: Courier | None = None) -> None:
        """Tell and deliver all that is due."""
        with delivery_of(self.house, clock=self.clock) as delivery:
            (courier or self.at_work()).run(delivery, once=True)

    def know(self, name: str, **ways: str) -> None:
        from chancery.store.post.address_book import Addressee

        post_room(self.house).book.write(Addressee(name=name, **{"language": "en", **ways}))

    def wish(self, scope: Scope, about: str, way: Way, address: str, language: str = "en") -> None:
        """A wish at the Counter, confirmed by its address."""
        from chancery.wiring.inbox import inbox

        wishes = inbox(self.house, key=True).subscriptions
        topic = Topic(scope=scope, institution=Domain("us.demo"), about=about)
        chance = sha256(f"{scope} {address}".encode()).digest()[:16]
        wishes.wish(
            Wish(topic=topic, way=way, address=address, language=language, at=self.clock(), chance=chance)
        )
        (waiting,) = wishes.confirmations_waiting()
        wishes.confirm(waiting.word, self.clock())
        wishes.handed_on([waiting], self.clock())

    @property
    def mails(self) -> list[EmailMessage]:
        return self.room.taken


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    clock, room = Clock(), Room()
    with serving(room) as server, sink() as hooks:
        told = (
            f'\n[mail]\nhost = "{server.host}"\nport = {server.port}\nfrom = "{SENDER}"\nsecurity = "none"\n'
        )
        house = founded(tmp_path / "us.demo", clock, mail=told)
        us = inhabited(house, clock)
        from chancery.store import database

        for alias, place in (("desk", house.desk), ("inbox", house.inbox)):
            database.attach(alias, place)
        yield Scene(house=house, us=us, clock=clock, room=room, hooks=hooks)
    put_down()


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())


class TestTelling:
    """Who is told of what."""

    def test_a_new_letter_reaches_its_addressees(self, scene: Scene) -> None:
        """By the ways that the address book gives, with a page on which to say that it was received."""
        courier = scene.at_work()
        scene.know(MINISTRY, mail="minister@iq.demo", language="ar", webhook=f"{scene.hooks.address}/mod")
        id = scene.us.release(DEPARTURE, by=GENERAL)
        scene.clock.turn("30s")
        courier.tell()
        scene.clock.turn("30s")
        scene.deliver(courier)
        (mail,) = scene.mails
        assert mail["Subject"] == "US/CMD/1: رسالة جديدة"
        assert "/ar/pick-up/" in text_of(mail)
        ((headers, body),) = scene.hooks.got
        told = json.loads(body)
        assert (told["type"], told["data"]["letter"]["id"]) == ("letter.released", id)
        assert told["data"]["standing"] == {"before": None, "after": "current"}
        assert headers["path"] == "/mod"
        assert {each.addressee for each in post_room(scene.house).pick_ups.of_letter(id)} == {MINISTRY, PRESS}

    def test_a_disowned_letter_is_told_to_whoever_had_it(self, scene: Scene) -> None:
        """Short, with what it was before, by which act, and no file."""
        id = scene.us.release(DEPARTURE, by=GENERAL)
        scene.know(MINISTRY, mail="minister@iq.demo")
        courier = scene.at_work()
        scene.us.disown(id, by=[SECRETARY, CHAIR])
        scene.deliver(courier)
        (mail,) = scene.mails
        assert mail["Subject"] == "US/CMD/1: disowned"
        text = text_of(mail)
        assert "Now: disowned." in text
        assert "Before: no notice against it." in text
        assert "http://127.0.0.1:8000/en/letter/" in text
        assert not mail.is_multipart()

    def test_whoever_wished_it_is_told_with_the_way_to_stop(self, scene: Scene) -> None:
        """Of one letter, of an office, of the institution; once, however many of these they wished."""
        id = scene.us.release(DEPARTURE, by=GENERAL)
        scene.wish(Scope.LETTER, id, Way.MAIL, "reader@example.org")
        scene.wish(Scope.OFFICE, GENERAL.office, Way.MAIL, "reader@example.org")
        scene.wish(Scope.INSTITUTION, "", Way.WEBHOOK, f"{scene.hooks.address}/all")
        courier = scene.at_work()
        scene.us.withdraw(id, by=GENERAL)
        scene.deliver(courier)
        told = [mail for mail in scene.mails if mail["Subject"].startswith("US/CMD/1")]
        assert len(told) == 1
        assert "/en/told/stop/" in text_of(told[0])
        assert told[0]["List-Unsubscribe"].strip(" <>") in text_of(told[0])
        assert told[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        types = sorted(json.loads(body)["type"] for _, body in scene.hooks.got)
        assert types == ["letter.changed", "letter.released"]

    def test_what_was_there_before_the_courier_is_no_news(self, scene: Scene) -> None:
        """Unless it is asked to begin at the beginning."""
        scene.know(MINISTRY, mail="minister@iq.demo")
        scene.us.release(DEPARTURE, by=GENERAL)
        scene.deliver()
        assert scene.mails == []

    def test_it_may_begin_at_the_beginning(self, scene: Scene) -> None:
        scene.know(MINISTRY, mail="minister@iq.demo")
        scene.us.release(DEPARTURE, by=GENERAL)
        courier = scene.courier()
        courier.begin(from_the_start=True)
        courier.tell()
        scene.clock.turn("1m")
        scene.deliver(courier)
        assert len(scene.mails) == 1

    def test_the_end_of_a_hold_is_told_when_its_moment_comes(self, scene: Scene) -> None:
        """Nobody does anything; also for a hold that was there before the courier first began."""
        id = scene.us.release(DEPARTURE, by=GENERAL)
        scene.us.hold(id, by=DUTY)
        scene.know(MINISTRY, mail="minister@iq.demo")
        courier = scene.at_work()
        scene.clock.now = Instant(at("T0+72h") - 1)
        scene.deliver(courier)
        assert scene.mails == []
        scene.clock.turn("1s")
        scene.deliver(courier)
        (mail,) = scene.mails
        assert mail["Subject"] == "US/CMD/1: no notice against it"
        assert "its time had come" in text_of(mail)
        scene.deliver(courier)
        assert len(scene.mails) == 1

    def test_a_second_courier_tells_nothing_again(self, scene: Scene) -> None:
        """Its place stands with the outbox, not in its head."""
        scene.know(PRESS, webhook=f"{scene.hooks.address}/press")
        scene.at_work()
        scene.us.release(DEPARTURE, by=GENERAL)
        scene.deliver()
        scene.deliver()
        assert len(scene.hooks.got) == 1


@dataclass(frozen=True)
class TongueTied(Phrased):
    """Has no words for one letter."""

    reference: str

    def subject(self, news: News, language: str) -> str:
        if news.letter.reference == self.reference:
            raise KeyError(self.reference)
        return super().subject(news, language)


class TestWhatCannotBeTold:
    """One letter for which there are no words, and everybody else."""

    def test_all_others_are_told(self, scene: Scene) -> None:
        """Those before it and those after; what was passed over is said once to whoever runs the courier."""
        scene.know(MINISTRY, mail="minister@iq.demo")
        courier = scene.at_work()
        courier.telling = replace(courier.telling, wording=TongueTied("US/CMD/2"))
        for number in (1, 2, 3):
            scene.us.release(departure(f"US/CMD/{number}"), by=GENERAL)
        scene.clock.turn("30s")
        courier.tell()
        scene.clock.turn("30s")
        scene.deliver(courier)
        assert sorted(str(mail["Subject"])[:8] for mail in scene.mails) == ["US/CMD/1", "US/CMD/3"]
        (complaint,) = scene.complaints
        assert "Nobody is told of us.demo" in complaint
        assert not courier.tell()


class TestTheFile:
    """The sealed file goes along with the letter itself, and only then."""

    def test_a_new_letter_waits_for_its_file(self, scene: Scene) -> None:
        """A moment: it leaves as soon as the file is on the record, with the file."""
        scene.know(MINISTRY, mail="minister@iq.demo")
        courier = scene.at_work()
        id = scene.us.release(DEPARTURE, by=GENERAL)
        scene.deliver(courier)
        assert scene.mails == []
        scene.us.registry.give_out(b"%PDF-1.7 sealed", of=id, id=scene.us._next_id())
        scene.deliver(courier)
        (mail,) = scene.mails
        (file,) = mail.iter_attachments()
        assert file.get_content() == b"%PDF-1.7 sealed"
        assert file.get_filename().endswith(".pdf")

    def test_it_does_not_wait_for_ever(self, scene: Scene) -> None:
        """A letter without a file is told without one."""
        scene.know(MINISTRY, mail="minister@iq.demo")
        courier = scene.at_work()
        scene.us.release(DEPARTURE, by=GENERAL)
        courier.tell()
        scene.clock.turn("20s")
        scene.deliver(courier)
        assert len(scene.mails) == 1
        assert list(scene.mails[0].iter_attachments()) == []


class TestDelivering:
    """Tried until it arrives, under one name."""

    def test_a_webhook_is_signed_for_its_receiver(self, scene: Scene) -> None:
        """With the secret that the Desk shows, over the very octets that arrived."""
        address = f"{scene.hooks.address}/press"
        scene.know(PRESS, webhook=address)
        courier = scene.at_work()
        scene.us.release(DEPARTURE, by=GENERAL)
        scene.deliver(courier)
        ((headers, body),) = scene.hooks.got
        secret = base64.b64decode(
            post_room(scene.house).webhook_keys.written_secret(address).removeprefix("whsec_")
        )
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        wanted = base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()
        assert headers["webhook-signature"].split(" ")[0] == f"v1,{wanted}"

    def test_a_receiver_that_was_away_is_tried_again(self, scene: Scene) -> None:
        """After the pause, and the second time it arrives."""
        scene.know(PRESS, webhook=f"{scene.hooks.address}/press")
        courier = scene.at_work()
        scene.us.release(DEPARTURE, by=GENERAL)
        scene.hooks.refuses = 1
        scene.deliver(courier)
        assert scene.hooks.got == []
        scene.clock.turn("5s")
        scene.deliver(courier)
        assert len(scene.hooks.got) == 1

    def test_an_orderly_end_waits_for_what_is_on_its_way(self, scene: Scene) -> None:
        """So that the next courier delivers nothing a second time."""
        from chancery.store.post.models import Parcel

        for number in range(40):
            scene.know(f"{PRESS} {number}", webhook=f"{scene.hooks.address}/{number}")
        many = replace(DEPARTURE, more={"action_addressees": tuple(f"{PRESS} {n}" for n in range(40))})
        courier = scene.at_work()
        scene.us.release(many, by=GENERAL)
        courier.tell()
        with delivery_of(scene.house, clock=scene.clock) as delivery:
            courier.take_on(delivery)
            assert delivery.busy
            courier.run(delivery, ended=lambda: True)
        assert {row.state for row in Parcel.objects.using("desk").all()} == {"done"}
        assert len(scene.hooks.got) == 40

    def test_without_a_mail_server_mails_wait_and_say_why(self, scene: Scene) -> None:
        """They are not lost, and webhooks leave all the same."""
        from chancery.store.post.models import Parcel

        scene.know(MINISTRY, mail="minister@iq.demo", webhook=f"{scene.hooks.address}/mod")
        courier = scene.at_work()
        scene.us.release(DEPARTURE, by=GENERAL)
        courier.tell()
        scene.clock.turn("30s")
        keys = post_room(scene.house).webhook_keys
        with Delivery(keys=keys, now=scene.clock, at_home=True) as delivery:
            courier.run(delivery, once=True)
        waiting = Parcel.objects.using("desk").get(kind="mail")
        assert (waiting.state, waiting.fault) == ("waiting", "no_mail_server")
        assert len(scene.hooks.got) == 1

    def test_home_is_reached_in_a_demonstration_only(self, scene: Scene) -> None:
        """Elsewhere a webhook that leads to this machine is given up, and said to be."""
        from chancery.store.post.models import Parcel

        scene.know(PRESS, webhook=f"{scene.hooks.address}/press")
        courier = scene.at_work()
        scene.us.release(DEPARTURE, by=GENERAL)
        with delivery_of(scene.house, clock=scene.clock, at_home=False) as delivery:
            courier.run(delivery, once=True)
        given_up = Parcel.objects.using("desk").get()
        assert (given_up.state, given_up.fault) == ("dead", "not_public")
        assert scene.hooks.got == []


def test_an_append_is_told_within_a_second(scene: Scene) -> None:
    """While the courier does nothing but look."""
    scene.know(PRESS, webhook=f"{scene.hooks.address}/press")
    courier = scene.at_work()
    released: list[float] = []

    def soon() -> bool:
        """Called once a round: after a while a letter is released, then the round ends when it arrived."""
        if not released and time.monotonic() > begun + 1:
            scene.us.release(DEPARTURE, by=GENERAL)
            released.append(time.monotonic())
        return bool(scene.hooks.got) or time.monotonic() > begun + ENOUGH

    begun = time.monotonic()
    with delivery_of(scene.house, clock=scene.clock) as delivery:
        courier.run(delivery, ended=soon)
    assert scene.hooks.got
    assert time.monotonic() - released[0] < 1.5


def test_one_courier_works_in_a_house(scene: Scene) -> None:
    """The second is told so, and the lock goes with the first."""
    with alone_in(scene.house), pytest.raises(Unavailable, match="Another courier"), alone_in(scene.house):
        pass
    with alone_in(scene.house):
        pass


def test_an_errand_that_fails_stops_nothing(scene: Scene) -> None:
    """It is said, and the post goes on."""

    def fails() -> None:
        raise Unavailable("The clock is broken.")

    scene.know(PRESS, webhook=f"{scene.hooks.address}/press")
    courier = scene.at_work()
    done: list[Callable[[], None]] = []
    courier.errands = (fails, lambda: done.append(fails))
    scene.us.release(DEPARTURE, by=GENERAL)
    scene.deliver(courier)
    assert scene.complaints == ["The clock is broken."]
    assert done
    assert len(scene.hooks.got) == 1
