"""Who has a letter: by a button or by the hand of their own institution; since when the others are silent."""

from __future__ import annotations

from dataclasses import replace

from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution, Link, OfficeName, Relation, Statement, StatementId
from chancery.registry.deliveries import Delivery, Sent, deliveries
from chancery.registry.outgoing import State, Way
from chancery.registry.picking_up import PickUp

LETTER = Statement(
    id=StatementId("urn:uuid:" + "1" * 32),
    institution=Institution("us.demo"),
    office=OfficeName("command"),
    action_addressees=("Ministry", "Embassy"),
    info_addressees=("Press", "Embassy"),
)
BOOK = {"Ministry": "iq.demo", "Press": ""}
SENT = Sent(
    number=1,
    way=Way.MAIL,
    to="minister@iq.demo",
    addressee="Ministry",
    about=LETTER.id,
    first=True,
    state=State.DONE,
    made_at=Instant(10),
    next_try=Instant(10),
    tries=1,
    done_at=Instant(30),
)


def found(**more: object) -> dict[str, Delivery]:
    given = {"sent": (), "laid_out": (), "book": BOOK, "acknowledging": (), **more}
    return {each.addressee: each for each in deliveries(LETTER, **given)}  # type: ignore[arg-type]


def acknowledgement(by: str, at: int, relation: Relation = Relation.ACKNOWLEDGES) -> Entry:
    statement = Statement(
        id=StatementId(f"urn:uuid:{at:032x}"),
        institution=Institution(by),
        office=OfficeName("registry"),
        links=(Link(relation=relation, to=LETTER.id),),
    )
    return Entry(id=statement.id, institution=statement.institution, at=Instant(at), order=at, act=statement)


def test_everybody_is_there_once_and_those_who_must_act_come_first() -> None:
    """Named for both, they are to act."""
    told = found()
    assert [(name, each.for_action) for name, each in told.items()] == [
        ("Ministry", True),
        ("Embassy", True),
        ("Press", False),
    ]
    assert [each.in_book for each in told.values()] == [True, False, True]


def test_silence_begins_when_the_letter_reached_them() -> None:
    """By whichever way first; before that there is none, and news of the letter is not the letter."""
    assert found()["Ministry"].silent_since is None
    assert found(sent=[replace(SENT, first=False)])["Ministry"].silent_since is None
    assert found(sent=[SENT])["Ministry"].silent_since == 30
    waiting = PickUp(letter=LETTER.id, addressee="Ministry", laid_out=Instant(20))
    assert found(sent=[SENT], laid_out=[waiting])["Ministry"].silent_since == 20


def test_a_button_ends_it_and_so_does_an_institutions_own_hand() -> None:
    """The earlier of the two is since when they have it; each is shown as what it is."""
    waiting = PickUp(letter=LETTER.id, addressee="Ministry", laid_out=Instant(20), received=Instant(50))
    signed = [acknowledgement("iq.demo", 40), acknowledgement("iq.demo", 60)]
    told = found(laid_out=[waiting], acknowledging=signed)["Ministry"]
    assert (told.received, told.silent_since) == (40, None)
    assert told.acknowledgement is not None
    assert (told.acknowledgement.institution, told.acknowledgement.at) == ("iq.demo", 40)
    assert found(laid_out=[waiting])["Ministry"].received == 50


def test_nobody_acknowledges_for_somebody_else() -> None:
    """Another institution, another relation; and whoever has no institution, none does."""
    others = [acknowledgement("fr.demo", 40), acknowledgement("iq.demo", 40, Relation.QUOTES)]
    assert all(each.received is None for each in found(acknowledging=others).values())
    assert found(acknowledging=[acknowledgement("", 40)])["Press"].received is None
