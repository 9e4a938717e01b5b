"""The outbox keeps what must leave, gives each message to one courier, and gives none up unseen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from chancery.errors import Unavailable
from chancery.record.statement import Instant, Institution, StatementId
from chancery.registry.outgoing import DELIVERED, PAUSES, Fault, Message, Outcome, Way
from tests.institution import T0, Clock

if TYPE_CHECKING:
    from chancery.store.post.outbox import Outbox

LETTER = StatementId("urn:uuid:" + "1" * 32)
US = Institution("us.demo")
BUSY = Outcome(fault=Fault.BUSY, said="451 Try again later")
GONE = Outcome(fault=Fault.REFUSED, said="550 No such user", final=True)


def message(key: str, *, kind: Way = Way.WEBHOOK, **more: object) -> Message:
    return Message(kind=kind, key=key, to=f"https://{key}.example/", text="{}", **more)  # type: ignore[arg-type]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_outbox(desk: str, clock: Clock) -> Callable[[], Outbox]:
    from chancery.store.post.outbox import Outbox

    return lambda: Outbox(clock, using=desk)


@pytest.fixture
def outbox(open_outbox: Callable[[], Outbox]) -> Outbox:
    return open_outbox()


def row(desk: str, number: int) -> object:
    from chancery.store.post.models import Parcel

    return Parcel.objects.using(desk).get(pk=number)


def test_a_message_comes_out_as_it_went_in(outbox: Outbox) -> None:
    """In whatever script; the key becomes the name it travels under."""
    sent = Message(
        kind=Way.MAIL,
        key="released/1",
        to="minister@mod.example",
        subject="رسالة جديدة US/1",
        text="One.\nTwo.\0",
        language="ar",
        about=LETTER,
        attach=(b"a" * 32,),
        with_file=True,
        addressee="Ministry of Defence",
    )
    outbox.enqueue(sent)
    (claimed,) = outbox.claim(Way.MAIL, 10)
    got = claimed.message
    assert (got.to, got.subject, got.text) == (sent.to, sent.subject, "One.\nTwo.\0")
    assert (got.language, got.about, got.attach) == ("ar", LETTER, sent.attach)
    assert (got.with_file, got.addressee) == (True, sent.addressee)
    assert claimed.id == got.key


def test_the_same_key_is_told_once(outbox: Outbox) -> None:
    """Also after it has been delivered."""
    outbox.enqueue_all([message("a"), message("a"), message("b")])
    claimed = outbox.claim(Way.WEBHOOK, 10)
    assert len(claimed) == 2
    outbox.settle({each.number: (each.tries, DELIVERED) for each in claimed})
    outbox.enqueue(message("a"))
    assert outbox.claim(Way.WEBHOOK, 10) == ()


def test_each_message_is_claimed_by_one(open_outbox: Callable[[], Outbox], desk: str) -> None:
    """However many couriers take at the same time."""
    open_outbox().enqueue_all(message(f"m{number}") for number in range(300))

    def take(_: int) -> list[int]:
        taken: list[int] = []
        try:
            while claimed := open_outbox().claim(Way.WEBHOOK, 7):
                taken += [each.number for each in claimed]
        finally:
            connections[desk].close()
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [number for some in pool.map(take, range(4)) for number in some]
    assert len(taken) == len(set(taken)) == 300


def test_mail_and_webhooks_do_not_wait_for_each_other(outbox: Outbox) -> None:
    """Each way has a line of its own, oldest first."""
    outbox.enqueue_all([message("a"), message("b", kind=Way.MAIL), message("c")])
    assert [each.message.to for each in outbox.claim(Way.WEBHOOK, 9)] == [
        "https://a.example/",
        "https://c.example/",
    ]
    assert [each.message.to for each in outbox.claim(Way.MAIL, 9)] == ["https://b.example/"]


def test_what_failed_is_tried_again_after_a_visible_pause(outbox: Outbox, clock: Clock, desk: str) -> None:
    """Longer each time, and given up after three days, with the last fault beside it."""
    outbox.enqueue(message("a"))
    for pause in PAUSES:
        (claimed,) = outbox.claim(Way.WEBHOOK, 1)
        outbox.settle({claimed.number: (claimed.tries, BUSY)})
        kept = row(desk, claimed.number)
        assert (kept.state, kept.next_try) == ("waiting", clock.now + pause)
        clock.now = Instant(clock.now + pause - 1)
        assert outbox.claim(Way.WEBHOOK, 1) == ()
        clock.now = Instant(clock.now + 1)
    assert clock.now - T0 > 3 * 86_400
    (claimed,) = outbox.claim(Way.WEBHOOK, 1)
    outbox.settle({claimed.number: (claimed.tries, BUSY)})
    kept = row(desk, claimed.number)
    assert (kept.state, kept.fault, kept.said) == ("dead", "busy", "451 Try again later")
    assert kept.tries == len(PAUSES) + 1


def test_what_can_never_arrive_is_given_up_at_once_and_may_be_replayed(outbox: Outbox, desk: str) -> None:
    """By a person, from the beginning, under the same name."""
    outbox.enqueue(message("a"))
    (claimed,) = outbox.claim(Way.WEBHOOK, 1)
    outbox.settle({claimed.number: (claimed.tries, GONE)})
    assert outbox.claim(Way.WEBHOOK, 1) == ()
    assert outbox.replay(claimed.number)
    assert not outbox.replay(claimed.number)
    (again,) = outbox.claim(Way.WEBHOOK, 1)
    assert (again.id, again.tries) == (claimed.id, 0)


def test_what_was_delivered_need_not_lie_there(outbox: Outbox, clock: Clock, desk: str) -> None:
    """Its text is forgotten at once; the row of an addressee stays, all others go in time."""
    outbox.enqueue_all([message("a"), message("b", addressee="The Minister")])
    claimed = outbox.claim(Way.WEBHOOK, 2)
    outbox.settle({each.number: (each.tries, DELIVERED) for each in claimed})
    for each in claimed:
        kept = row(desk, each.number)
        assert (kept.state, kept.body, kept.done_at, kept.tries) == ("done", "", clock.now, 1)
    assert outbox.sweep(Instant(clock.now + 1)) == 1
    assert row(desk, claimed[1].number).addressee == "The Minister"


def test_a_claim_lapses_with_whoever_held_it(open_outbox: Callable[[], Outbox], clock: Clock) -> None:
    """After its lease, or at once where nobody else can hold one."""
    outbox = open_outbox()
    outbox.enqueue(message("a"))
    (claimed,) = outbox.claim(Way.WEBHOOK, 1)
    assert open_outbox().take_back() == 0
    assert open_outbox().take_back(all=True) == 1
    (again,) = outbox.claim(Way.WEBHOOK, 1)
    assert again.id == claimed.id
    clock.turn("16m")
    assert outbox.take_back() == 1


def test_what_waits_for_its_file_leaves_when_the_file_is_there(outbox: Outbox, clock: Clock) -> None:
    """Or when the wait is over; and news of the letter waits for nothing."""
    from chancery.store.post.outbox import Stretch

    first, news = message("first", about=LETTER, with_file=True), message("news", about=LETTER)
    outbox.tell(Stretch(messages=[first, news], waits={"first": 20}))
    assert [each.message.to for each in outbox.claim(Way.WEBHOOK, 9)] == [news.to]
    assert outbox.hasten(LETTER) == 1
    assert [each.message.to for each in outbox.claim(Way.WEBHOOK, 9)] == [first.to]


def test_a_message_may_be_put_off(outbox: Outbox, clock: Clock, desk: str) -> None:
    """It is no try."""
    outbox.enqueue(message("a"))
    (claimed,) = outbox.claim(Way.WEBHOOK, 1)
    outbox.put_off(claimed.number, 3)
    assert outbox.claim(Way.WEBHOOK, 1) == ()
    clock.turn("3s")
    (again,) = outbox.claim(Way.WEBHOOK, 1)
    assert again.tries == 0


class TestTelling:
    """How far the record was told, and what must leave because of it, are one thing."""

    def test_a_stretch_is_told_as_a_whole(self, outbox: Outbox) -> None:
        """Messages, the place in the log, and the moments to come."""
        from chancery.store.post.outbox import Meeting, Stretch

        assert outbox.told() == {}
        soon = Meeting(at=Instant(T0 + 60), entry=LETTER)
        outbox.tell(Stretch(reached={US: 7}, messages=[message("a")], made=[soon, soon]))
        assert outbox.told() == {US: 7}
        assert len(outbox.claim(Way.WEBHOOK, 9)) == 1
        assert outbox.due(T0) == ()
        (due,) = outbox.due(Instant(T0 + 60))
        assert (due.at, due.entry) == (soon.at, LETTER)
        outbox.tell(Stretch(reached={US: 8}, kept=[due]))
        assert (outbox.told(), outbox.due(Instant(T0 + 60))) == ({US: 8}, ())

    def test_a_stretch_that_fails_leaves_nothing(self, outbox: Outbox) -> None:
        """Neither a message nor a step forward."""
        from chancery.store.post.outbox import Stretch

        broken = {US: "far"}
        with pytest.raises((Unavailable, ValueError)):
            outbox.tell(Stretch(reached=broken, messages=[message("a")]))  # type: ignore[arg-type]
        assert (outbox.told(), outbox.claim(Way.WEBHOOK, 9)) == ({}, ())
