"""Letters laid out for addressees: found by the word, received once, and the word itself kept nowhere."""

from __future__ import annotations

from django.db import connections

from chancery.record.statement import Instant, StatementId
from chancery.registry.picking_up import PickUp

LETTER = StatementId("urn:uuid:" + "1" * 32)
KEY = b"k" * 32


def laid_out(addressee: str) -> PickUp:
    return PickUp(letter=LETTER, addressee=addressee, laid_out=Instant(10))


def test_a_letter_is_found_by_its_word_and_received_once(inbox: str) -> None:
    """The first moment counts, however often the button is pressed."""
    from chancery.store.inbox.pick_ups import KeptPickUps, pick_up_word

    kept = KeptPickUps(using=inbox)
    word = pick_up_word(KEY, LETTER, "وزارة الدفاع")
    for _ in range(2):
        kept.lay_out([(word, laid_out("وزارة الدفاع"))])
    found = kept.by_word(word)
    assert found == laid_out("وزارة الدفاع")
    for moment in (20, 30):
        received = kept.receive(word, Instant(moment))
        assert received is not None
        assert received.received == 20
    assert kept.of_letter(LETTER) == (received,)


def test_nobody_else_finds_it(inbox: str) -> None:
    """Another word, another addressee's, an empty one."""
    from chancery.store.inbox.pick_ups import KeptPickUps, pick_up_word

    kept = KeptPickUps(using=inbox)
    kept.lay_out([(pick_up_word(KEY, LETTER, "A"), laid_out("A"))])
    for word in (pick_up_word(KEY, LETTER, "B"), pick_up_word(b"x" * 32, LETTER, "A"), ""):
        assert kept.by_word(word) is None
        assert kept.receive(word, Instant(20)) is None


def test_the_word_itself_is_kept_nowhere(inbox: str) -> None:
    """Whoever reads the database can pick nothing up."""
    from chancery.store.inbox.pick_ups import KeptPickUps, pick_up_word

    word = pick_up_word(KEY, LETTER, "A")
    KeptPickUps(using=inbox).lay_out([(word, laid_out("A"))])
    with connections[inbox].cursor() as cursor:
        cursor.execute("SELECT * FROM inbox_pickup")
        (row,) = cursor.fetchall()
    assert not any(
        word in str(each) or word.encode() in bytes(each) for each in row if isinstance(each, bytes)
    )
    assert word not in str(row)
