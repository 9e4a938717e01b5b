"""A courier with those who ask at its side: real mail, from the question to the answer on the record."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from chancery.cli.askers import serve_askers
from chancery.record.asks import Ask
from chancery.record.statement import Link, Relation, StatementId
from chancery.registry.asking import Came, KeptAsk
from chancery.registry.outgoing import Way
from chancery.registry.subscribing import Scope, Topic, Wish
from chancery.wiring.inbox import Inbox, inbox
from tests.letters import INFORM, clause, letter
from tests.people import PRESS, urn
from tests.wiring.test_courier import Scene, scene

__all__ = ["scene"]


@dataclass
class Counter:
    """What the public leaves with the house of a scene."""

    scene: Scene
    inbox: Inbox

    def round(self) -> None:
        """The courier makes one round with everything that is due."""
        courier = self.scene.at_work()
        serve_askers(self.scene.house, courier)
        self.scene.deliver(courier)

    def ask(self, address: str) -> StatementId:
        us = self.scene.us
        ask = Ask(id=urn(us.domain, address), asker="", asked=(us.domain,), institution=us.domain, asked_at=1)
        kept = KeptAsk(ask=ask, came=Came.MAIL, words="?", language="en", address=address)
        self.inbox.asks.keep(kept, chance=address.encode())
        return ask.id


@pytest.fixture
def counter(scene: Scene) -> Counter:
    return Counter(scene=scene, inbox=inbox(scene.house, key=True))


def test_one_answer_on_the_record_reaches_all_who_asked_by_mail(counter: Counter) -> None:
    """First a receipt with the way to one's own page; then, once and not twice, the answer."""
    scene = counter.scene
    ids = [counter.ask("one@press.example"), counter.ask("two@press.example")]
    counter.round()
    assert sorted(mail["To"] for mail in scene.mails) == ["one@press.example", "two@press.example"]
    assert all(mail["Auto-Submitted"] for mail in scene.mails)
    scene.mails.clear()
    links = tuple(Link(relation=Relation.ANSWERS, to=id) for id in ids)
    said = scene.us.release(letter(("A draft.", clause("c1", INFORM, "press")), links=links), by=PRESS)
    counter.round()
    counter.round()
    assert sorted(mail["To"] for mail in scene.mails) == ["one@press.example", "two@press.example"]
    code = scene.us.letter(said).name.code
    assert all(f"/en/letter/{code}" in str(mail.get_content()) for mail in scene.mails)
    assert counter.inbox.asks.count_waiting() == 0
    assert scene.complaints == []


def test_a_wish_is_agreed_to_by_mail_and_then_told(counter: Counter) -> None:
    """Nothing but the link before; the next letter of the office after."""
    scene, subscriptions = counter.scene, counter.inbox.subscriptions
    topic = Topic(scope=Scope.OFFICE, institution=scene.us.domain, about=PRESS.office)
    wish = Wish(
        topic=topic,
        way=Way.MAIL,
        address="r@press.example",
        language="ar",
        at=scene.clock(),
        chance=b"c" * 16,
    )
    subscriptions.wish(wish)
    scene.us.release(letter(("Nobody hears.", clause("c1", INFORM, "press"))), by=PRESS)
    counter.round()
    (mail,) = scene.mails
    (word,) = re.findall(r"/ar/told/confirm/(\w+)", str(mail.get_content()))
    assert subscriptions.confirm(word, scene.clock()) == topic
    scene.mails.clear()
    scene.us.release(letter(("Somebody hears.", clause("c1", INFORM, "press"))), by=PRESS)
    counter.round()
    (news,) = scene.mails
    (stop,) = re.findall(r"/ar/told/stop/(\w+)", str(news.get_content()))
    assert subscriptions.stop(stop) == topic
