"""Who waits for word of the day's letter in a demonstration: its addressee, a subscriber, an asker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chancery.record.asks import Ask
from chancery.registry.asking import Came, KeptAsk
from chancery.registry.outgoing import Way
from chancery.registry.subscribing import Scope, Topic, Wish
from chancery.wiring import fresh_id
from chancery.wiring.inbox import fresh_chance, fresh_word, inbox

if TYPE_CHECKING:
    from chancery.record.entry import Entry
    from chancery.record.statement import Instant
    from chancery.wiring import House

MINISTRY = "registry@iq.demo"
NEWSPAPER = "newsdesk@gazette.demo"
READER = "reader@gazette.demo"
QUESTION = "Will all units have left the northern camp by Friday?"
"""Whoever asks does so in a language of their own; the question is never translated."""


def stage_readers(house: House, letter: Entry, at: Instant) -> None:
    """
    Let the ministry be reached by mail, the newspaper be told of changes, and a reader wait for an answer.

    The databases of the Desk and the inbox are attached under `desk` and `inbox` afterwards.
    """
    from chancery.record.entry import statement_of
    from chancery.store import database

    database.attach("desk", house.desk)
    box = inbox(house, key=True)
    from chancery.store.post.address_book import AddressBook, Addressee

    act = statement_of(letter)
    for name in act.action_addressees:
        AddressBook().write(Addressee(name=name, language="en", mail=MINISTRY, institution="iq.demo"))
    topic = Topic(scope=Scope.LETTER, institution=letter.institution, about=letter.id)
    wish = Wish(topic=topic, way=Way.MAIL, address=NEWSPAPER, language="en", at=at, chance=fresh_chance())
    box.subscriptions.wish(wish)
    for waiting in list(box.subscriptions.confirmations_waiting()):
        box.subscriptions.confirm(waiting.word, at)
    asked = Ask(
        id=fresh_id(letter.institution),
        asker=READER,
        asked=(QUESTION,),
        institution=letter.institution,
        about=letter.id,
        asked_at=at,
    )
    kept = KeptAsk(
        ask=asked, came=Came.COUNTER, words=QUESTION, language="en", office=act.office, address=READER
    )
    box.asks.keep(kept, word=fresh_word(), chance=fresh_chance())
