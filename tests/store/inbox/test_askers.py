"""What the courier sends to those who ask and those who want to be told: once, and to nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from chancery.cli.askers import Askers
from chancery.phrases import LANGUAGES
from chancery.record.asks import Ask
from chancery.record.statement import Link, Relation, StatementId
from chancery.registry.asking import Came, KeptAsk
from chancery.registry.outgoing import Message, Way
from chancery.registry.subscribing import Scope, Topic, Wish
from chancery.wiring.ask_policy import AskPolicy
from chancery.wiring.inbox import Inbox
from tests.institution import Clock, Institution, department
from tests.letters import INFORM, LETTER, clause, letter
from tests.people import CHAIR, GENERAL, PRESS, SECRETARY, urn

if TYPE_CHECKING:
    from chancery.store.inbox.asks import KeptAsks

COUNTER = "https://us.demo"
DAY = "1d"


@dataclass
class Box:
    """An outbox in memory: of two messages under one key the first counts."""

    messages: dict[str, Message] = field(default_factory=dict)

    def enqueue(self, message: Message) -> None:
        self.enqueue_all([message])

    def enqueue_all(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.messages.setdefault(message.key, message)

    def to(self, address: str) -> list[Message]:
        return [each for each in self.messages.values() if each.to == address]


@dataclass
class House:
    """An institution, its inbox and its outbox."""

    us: Institution
    inbox: Inbox
    box: Box
    askers: Askers

    @property
    def asks(self) -> KeptAsks:
        return self.inbox.asks

    def ask(self, name: str, about: StatementId | None = None, language: str = "en") -> StatementId:
        ask = Ask(
            id=urn("us.demo", f"ask {name}"),
            asker="",
            asked=("us.demo",),
            institution=self.us.domain,
            about=about,
            asked_at=self.us.clock(),
        )
        address = f"{name}@press.example"
        kept = KeptAsk(ask=ask, came=Came.MAIL, words="?", language=language, address=address)
        self.asks.keep(kept, chance=name.encode() * 16)
        return ask.id

    def answer(self, *to: StatementId, relation: Relation = Relation.ANSWERS) -> StatementId:
        links = tuple(Link(relation=relation, to=id) for id in to)
        said = letter(("It was a draft.", clause("c1", INFORM, "press")), links=links)
        return self.us.release(said, by=PRESS)

    def hear(self, *ids: StatementId) -> None:
        self.askers.hear([self.us.letter(id).entry for id in ids], [])


@pytest.fixture
def house(inbox: str) -> House:
    from chancery.store.inbox.asks import KeptAsks
    from chancery.store.inbox.pick_ups import KeptPickUps
    from chancery.store.inbox.subscriptions import KeptSubscriptions

    us, box, key = department(Clock()), Box(), b"k" * 32
    opened = Inbox(
        asks=KeptAsks(using=inbox, key=key),
        subscriptions=KeptSubscriptions(using=inbox, key=key),
        pick_ups=KeptPickUps(using=inbox),
        policy=AskPolicy(),
    )
    askers = Askers(registry=us.registry, inbox=opened, outgoing=box, counter=COUNTER)
    return House(us=us, inbox=opened, box=box, askers=askers)


def wish(house: House, topic: Topic, way: Way = Way.MAIL, address: str = "r@press.example") -> None:
    house.inbox.subscriptions.wish(
        Wish(
            topic=topic,
            way=way,
            address=address,
            language="en",
            at=house.us.clock(),
            chance=address.encode() * 2,
        )
    )


def test_a_receipt_leads_to_the_askers_own_page(house: House) -> None:
    """One for each question that came by mail, in the asker's language, however many rounds are made."""
    house.ask("one")
    house.ask("zwei", language="ar")
    house.askers.round()
    house.askers.round()
    assert [message.language for message in house.box.messages.values()] == ["en", "ar"]
    (receipt,) = house.box.to("one@press.example")
    word = receipt.text.split(f"{COUNTER}/en/question/")[1].split()[0]
    found = house.asks.by_word(word)
    assert found is not None
    assert found.ask.id == urn("us.demo", "ask one")


def test_an_answer_reaches_everybody_who_asked_once(house: House) -> None:
    """With the page on which it stands; a second reading of the same stretch tells nobody again."""
    about = house.us.release_anyway(LETTER, by=GENERAL)
    ids = [house.ask("one", about), house.ask("two", about), house.ask("three")]
    said = house.answer(ids[0], ids[1])
    house.hear(about, said)
    house.hear(about, said)
    code = house.us.letter(said).name.code
    assert sorted(message.to for message in house.box.messages.values()) == [
        "one@press.example",
        "two@press.example",
    ]
    for message in house.box.messages.values():
        assert f"{COUNTER}/en/letter/{code}" in message.text
        assert (message.about, message.kind) == (said, Way.MAIL)
        assert "?" not in message.text.replace("\n", "")
    assert house.asks.count_waiting() == 1


def test_a_refusal_is_told_as_one(house: House) -> None:
    """In its subject too."""
    said = house.answer(house.ask("one"), relation=Relation.REFUSES_ANSWER)
    house.hear(said)
    (message,) = house.box.to("one@press.example")
    assert "will not be answered" in message.subject


def test_taking_an_answer_back_opens_the_question_again(house: House) -> None:
    """The statement that moved is named by its tiding, not by the notice."""
    from chancery.registry.tidings import Tiding, What

    said = house.answer(house.ask("one"))
    house.hear(said)
    assert house.asks.count_waiting() == 0
    house.us.clock.turn("1h")
    notice = house.us.disown(said, by=[SECRETARY, CHAIR])
    moved = Tiding(what=What.CHANGED, about=said, institution=house.us.domain, at=house.us.clock(), by=notice)
    house.askers.hear([house.us.letter(notice).entry], [moved])
    assert house.asks.count_waiting() == 1


def test_an_asker_who_was_forgotten_is_not_written_to(house: House) -> None:
    """Neither with a receipt nor with the answer."""
    id = house.ask("one")
    house.asks.forget_address(id)
    house.askers.round()
    house.hear(house.answer(id))
    assert house.box.messages == {}


@pytest.mark.parametrize("scope", list(Scope))
def test_a_wish_sends_one_link_to_agree_by(house: House, scope: Scope) -> None:
    """Which says what it is about, and that nothing need be done by whoever did not wish it."""
    about = house.us.release_anyway(LETTER, by=GENERAL)
    named = {Scope.LETTER: about, Scope.OFFICE: "press-office", Scope.INSTITUTION: ""}[scope]
    wish(house, Topic(scope=scope, institution=house.us.domain, about=named))
    house.askers.round()
    house.askers.round()
    (message,) = house.box.to("r@press.example")
    word = message.text.split(f"{COUNTER}/en/told/confirm/")[1].split()[0]
    assert house.inbox.subscriptions.confirming(word) is not None
    assert "us.demo" in message.text


def test_a_program_is_sent_a_challenge(house: House) -> None:
    """As JSON, with the link to which it is to post."""
    about = house.us.release_anyway(LETTER, by=GENERAL)
    topic = Topic(scope=Scope.LETTER, institution=house.us.domain, about=about)
    wish(house, topic, Way.WEBHOOK, "https://press.example/hook")
    house.askers.round()
    (message,) = house.box.messages.values()
    said = json.loads(message.text)
    assert (message.kind, said["type"]) == (Way.WEBHOOK, "subscription.confirm")
    assert said["data"]["about"] == {"scope": "letter", "institution": "us.demo", "letter": about}
    word = said["data"]["confirm"].rpartition("/")[2]
    assert house.inbox.subscriptions.confirm(word, house.us.clock()) == topic


def test_who_never_agreed_is_forgotten_by_the_round(house: House) -> None:
    """After seven days; the link then leads nowhere."""
    wish(house, Topic(scope=Scope.INSTITUTION, institution=house.us.domain))
    house.askers.round()
    (message,) = house.box.messages.values()
    word = message.text.split("/told/confirm/")[1].split()[0]
    house.us.clock.turn("8d")
    house.askers.round()
    assert house.inbox.subscriptions.confirming(word) is None


def test_subjects_are_one_line_in_every_language(house: House) -> None:
    """And carry no character that steers."""
    for language in LANGUAGES:
        house.hear(house.answer(house.ask(f"q-{language}", language=language)))
    assert len(house.box.messages) == len(LANGUAGES)
    for message in house.box.messages.values():
        assert message.subject == " ".join(message.subject.split())
        assert not set(message.subject) & set("\u2066\u2067\u2068\u2069")
