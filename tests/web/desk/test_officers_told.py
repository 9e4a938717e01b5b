"""Every act on the record is told to everybody in whose name it was done."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from chancery.cli.officers import tell_officers
from chancery.errors import Unavailable
from chancery.phrases.tidings import Phrased
from chancery.play.keyring import id_of, key_of
from chancery.record.entry import Role
from chancery.record.statement import (
    Institution,
    KeyName,
    Notice,
    OfficeName,
    Statement,
    StatementId,
    Target,
    Verb,
)
from chancery.registry.act import Act
from chancery.registry.outgoing import Message, Way
from chancery.seal.act_form import digest_of, write_statement
from chancery.seal.approval import approve
from chancery.web.desk import door
from chancery.wiring import House
from chancery.wiring.courier import Courier
from chancery.wiring.post_room import open_courier
from tests.web.desk.conftest import CLOCK, account_of

US = Institution("us.demo")


@pytest.fixture
def courier(house: House) -> Courier:
    door.registry()
    return open_courier(house, Phrased(), clock=CLOCK)


def withdrawn(target: StatementId) -> StatementId:
    """The command takes one of its letters back."""
    id = id_of(US, "officers told", "withdrawal")
    octets = write_statement(
        Statement(
            id=id,
            institution=US,
            office=OfficeName("command-iraq"),
            notice=Notice(verb=Verb.WITHDRAW, targets=(Target(statement=target),)),
        )
    )
    hand = approve(
        digest_of(octets),
        person="h-command",
        key=KeyName("k-h-command"),
        role=Role.RELEASER,
        office=None,
        signing=key_of(US, KeyName("k-h-command")),
    )
    return door.registry().perform(Act(octets=octets, approvals=(hand,))).id


def letter_of_the_command() -> StatementId:
    for name in door.registry().recent(50):
        letter = door.registry().letter(name.id)
        assert letter is not None
        act = letter.entry.act
        if isinstance(act, Statement) and act.office == "command-iraq" and act.notice is None:
            return name.id
    raise AssertionError("the command has written nothing")


def left(courier: Courier) -> list[Message]:
    return [each.message for each in courier.outbox.claim(Way.MAIL, 50)]


def test_whoever_signed_is_written_to(courier: Courier) -> None:
    """In their language, with what was done, where to see it, and what to do if it was not them."""
    account_of("h-command", language="ar")
    tell_officers(courier)
    assert left(courier) == []
    act = withdrawn(letter_of_the_command())
    tell_officers(courier)
    (told,) = left(courier)
    assert (told.to, told.language, told.about) == ("h-command@us.demo", "ar", act)
    assert "/ar/letter/" in told.text
    tell_officers(courier)
    assert left(courier) == []


def test_who_has_no_address_is_passed_over(courier: Courier) -> None:
    """And what was done before there were accounts is told to nobody."""
    tell_officers(courier)
    withdrawn(letter_of_the_command())
    tell_officers(courier)
    assert left(courier) == []


def test_officers_are_told_once_the_accounts_can_be_read(
    courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then their place in the record stays where it was."""
    account_of("h-command")
    tell_officers(courier)
    withdrawn(letter_of_the_command())
    model = get_user_model()
    with monkeypatch.context() as broken:
        broken.setattr("chancery.store.office.reached.reached_at", _fails)
        with pytest.raises(Unavailable):
            tell_officers(courier)
    assert left(courier) == []
    tell_officers(courier)
    assert [each.to for each in left(courier)] == [model.objects.get(username="h-command").email]


def _fails(person: str) -> None:
    raise Unavailable("The accounts cannot be read.")
