"""Wishes to be told, at rest: every sentence of the port, in both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chancery.errors import NotPermitted
from chancery.record.statement import Instant, Institution, OfficeName, StatementId
from chancery.registry.outgoing import Way
from chancery.registry.subscribing import DAY, Scope, Subscriptions, Topic, Wish, unconfirmed_before

LETTER = StatementId("urn:uuid:1")
US = Institution("us.demo")
NOW = Instant(1_600_000_000)
KEY = b"k" * 32
WISH = Wish(
    topic=Topic(scope=Scope.LETTER, institution=US, about=LETTER),
    way=Way.MAIL,
    address="reader@press.example",
    language="ar",
    at=NOW,
    chance=b"c" * 16,
)


MOST_LINKS = 10
"""Links to an address in a day while it answers none."""


@pytest.fixture
def kept(inbox: str) -> Subscriptions:
    """The courier's side, which holds the house's key."""
    from chancery.store.inbox.subscriptions import KeptSubscriptions

    return KeptSubscriptions(using=inbox, key=KEY)


@pytest.fixture
def public(inbox: str) -> Subscriptions:
    """The Counter's side, which holds none."""
    from chancery.store.inbox.subscriptions import KeptSubscriptions

    return KeptSubscriptions(using=inbox)


def confirmed(kept: Subscriptions, wish: Wish = WISH) -> None:
    kept.wish(wish)
    waiting = kept.confirmations_waiting()
    kept.handed_on(waiting, NOW)
    for each in waiting:
        kept.confirm(each.word, NOW)


def test_nobody_is_told_before_the_address_has_confirmed(kept: Subscriptions) -> None:
    """A wish alone sends one link and nothing else."""
    kept.wish(WISH)
    assert list(kept.for_letter(LETTER)) == []
    (link,) = kept.confirmations_waiting()
    assert (link.address, link.way, link.language, link.topic) == (
        *(WISH.address, Way.MAIL, "ar"),
        WISH.topic,
    )
    assert kept.confirm(link.word, NOW) == WISH.topic
    assert [each.address for each in kept.for_letter(LETTER)] == [WISH.address]


def test_a_link_is_handed_on_once_and_again_after_a_crash(kept: Subscriptions) -> None:
    """Until it is noted as handed on it waits, with the same word each time."""
    kept.wish(WISH)
    first = kept.confirmations_waiting()
    assert kept.confirmations_waiting() == first
    kept.handed_on(first, NOW)
    assert kept.confirmations_waiting() == ()


def test_the_stop_word_is_the_same_in_every_message_and_forgets_the_address(kept: Subscriptions) -> None:
    """A reader may use the link of the oldest message; then nothing of them is left."""
    confirmed(kept)
    (once,), (again,) = kept.for_letter(LETTER), kept.for_letter(LETTER)
    assert once.stop == again.stop
    assert kept.stopping(once.stop) == kept.stop(once.stop) == WISH.topic
    assert (kept.stop(once.stop), kept.stopping(once.stop), list(kept.for_letter(LETTER))) == (None, None, [])


def test_the_words_of_one_wish_differ_and_are_nowhere_in_the_table(kept: Subscriptions, inbox: str) -> None:
    """Whoever reads the database can neither confirm nor stop anything."""
    from chancery.store.inbox.models import Subscription

    kept.wish(WISH)
    (link,) = kept.confirmations_waiting()
    kept.confirm(link.word, NOW)
    (subscriber,) = kept.for_letter(LETTER)
    assert subscriber.stop != link.word
    row = Subscription.objects.using(inbox).values().get()
    held = [bytes(value) if isinstance(value, memoryview) else value for value in row.values()]
    assert not {link.word, subscriber.stop} & {each for each in held if isinstance(each, str)}
    assert not {link.word.encode(), subscriber.stop.encode()} & {each for each in held if type(each) is bytes}


def test_no_other_word_confirms_or_stops(kept: Subscriptions) -> None:
    """Neither a guess, nor the word of the other purpose."""
    kept.wish(WISH)
    (link,) = kept.confirmations_waiting()
    assert kept.confirm("a" * 26, NOW) is None
    assert (kept.stop(link.word), kept.stopping(link.word)) == (None, None)
    assert kept.confirming(link.word) == WISH.topic
    kept.confirm(link.word, NOW)
    (subscriber,) = kept.for_letter(LETTER)
    assert (kept.confirm(subscriber.stop, NOW), kept.confirming(subscriber.stop)) == (None, None)


def test_the_same_wish_twice_is_one_and_sends_one_link_a_day(kept: Subscriptions) -> None:
    """Whoever types a stranger's address over and over sends the stranger one mail a day."""
    kept.wish(WISH)
    kept.handed_on(kept.confirmations_waiting(), NOW)
    kept.wish(replace(WISH, at=Instant(NOW + DAY - 1), chance=b"d" * 16, address="READER@press.example"))
    assert kept.confirmations_waiting() == ()
    kept.wish(replace(WISH, at=Instant(NOW + DAY)))
    assert [each.asked_at for each in kept.confirmations_waiting()] == [NOW + DAY]


def test_a_wish_that_another_request_kept_meanwhile_is_no_fault(
    kept: Subscriptions, inbox: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever presses the button twice is told the same twice, and waits for one link."""
    from chancery.store.inbox import subscriptions

    kept.wish(WISH)
    unseen = subscriptions.KeptSubscriptions(using=inbox)
    monkeypatch.setattr(unseen, "_all", lambda: _Blind(subscriptions.Subscription.objects.using(inbox)))
    unseen.wish(replace(WISH, chance=b"d" * 16))
    assert len(kept.confirmations_waiting()) == 1


class _Blind:
    """A table in which nothing is found, as before the other request was done."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows

    def filter(self, **_: object) -> Any:
        return self._rows.none()

    def create(self, **fields: object) -> None:
        self._rows.create(**fields)


def test_a_confirmed_wish_sends_no_second_link(kept: Subscriptions) -> None:
    """And goes on counting."""
    confirmed(kept)
    kept.wish(replace(WISH, at=Instant(NOW + 9 * DAY)))
    assert kept.confirmations_waiting() == ()
    assert len(list(kept.for_letter(LETTER))) == 1


def test_letters_offices_and_institutions_are_kept_apart(kept: Subscriptions) -> None:
    """An office may be called like another institution's; a webhook is no mail."""
    general = OfficeName("general")
    office = Topic(scope=Scope.OFFICE, institution=US, about=general)
    other = Topic(scope=Scope.OFFICE, institution=Institution("iq.demo"), about=general)
    whole = Topic(scope=Scope.INSTITUTION, institution=US)
    for chance, topic in ((b"1", office), (b"2", other), (b"3", whole)):
        confirmed(kept, replace(WISH, topic=topic, chance=chance * 16))
    hook = replace(WISH, way=Way.WEBHOOK, address="https://press.example/hook", topic=whole, chance=b"4" * 16)
    confirmed(kept, hook)
    assert [each.topic for each in kept.for_office(US, general)] == [office]
    assert [each.topic for each in kept.for_office(Institution("iq.demo"), general)] == [other]
    assert [each.way for each in kept.for_institution(US)] == [Way.MAIL, Way.WEBHOOK]
    assert list(kept.for_letter(LETTER)) == []


def test_what_is_not_confirmed_in_seven_days_is_forgotten(kept: Subscriptions) -> None:
    """What was confirmed stays."""
    confirmed(kept)
    late = Topic(scope=Scope.LETTER, institution=US, about=StatementId("urn:uuid:2"))
    kept.wish(replace(WISH, topic=late, chance=b"e" * 16))
    (link,) = kept.confirmations_waiting()
    assert kept.purge(unconfirmed_before(Instant(NOW + 7 * DAY))) == 0
    assert kept.purge(unconfirmed_before(Instant(NOW + 7 * DAY + 1))) == 1
    assert kept.confirm(link.word, NOW) is None
    assert len(list(kept.for_letter(LETTER))) == 1


def test_an_address_can_be_forgotten_with_all_its_wishes(kept: Subscriptions) -> None:
    """However it is spelled."""
    confirmed(kept)
    kept.wish(replace(WISH, topic=Topic(scope=Scope.INSTITUTION, institution=US), chance=b"f" * 16))
    assert kept.forget("Reader@PRESS.example") == 2
    assert list(kept.for_letter(LETTER)) == []


def test_the_public_process_cannot_make_a_word(kept: Subscriptions, public: Subscriptions) -> None:
    """It keeps wishes and opens links; the key is not its own."""
    public.wish(WISH)
    with pytest.raises(NotPermitted):
        public.confirmations_waiting()
    (link,) = kept.confirmations_waiting()
    assert public.confirm(link.word, NOW) == WISH.topic
    with pytest.raises(NotPermitted):
        list(public.for_letter(LETTER))


def test_an_address_that_answers_nothing_is_asked_no_more_that_day(kept: Subscriptions) -> None:
    """Whoever types somebody else's address, letter by letter, does not fill their mailbox."""
    others = [
        replace(WISH, topic=replace(WISH.topic, about=f"urn:uuid:{number}"), chance=bytes([number]) * 16)
        for number in range(MOST_LINKS + 5)
    ]
    for wish in others:
        kept.wish(wish)
    assert len(kept.confirmations_waiting()) == MOST_LINKS
    elsewhere = replace(others[-1], address="somebody@else.example", chance=b"e" * 16)
    kept.wish(elsewhere)
    assert kept.confirmations_waiting()[-1].address == elsewhere.address
    kept.wish(replace(others[-1], at=Instant(NOW + DAY)))
    assert len(kept.confirmations_waiting()) == MOST_LINKS + 2


def test_whoever_answers_may_wish_on(kept: Subscriptions) -> None:
    """A reader who opened the links is asked about the next letter too."""
    for number in range(MOST_LINKS + 1):
        topic = replace(WISH.topic, about=f"urn:uuid:{number}")
        confirmed(kept, replace(WISH, topic=topic, chance=bytes([number]) * 16))
    assert list(kept.for_letter(StatementId(f"urn:uuid:{MOST_LINKS}")))
