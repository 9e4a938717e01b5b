"""What can never go on the record, whoever wishes it and however it is signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.errors import Malformed, NotPermitted, OutOfOrder
from chancery.play.stage import pen_of
from chancery.record.naming import named
from chancery.record.statement import Institution, Override, Statement, StatementId
from chancery.registry.act import Act
from chancery.seal.act_form import read_act, write_statement
from tests.hostile.forger import FORGERS_PEN, VICTIM, order, signed_charter, urn, victim

FOREIGN = (
    "urn:uuid:00000000-0000-4000-8000-000000000001",
    named(Institution("another.demo"), b"chance!"),
    urn("a").upper(),
)
"""Names that the victim did not give, or not in this spelling."""


def test_a_charter_cannot_give_the_log_to_other_keys() -> None:
    """Its own root signed it; but then nobody anywhere would believe the log any more."""
    record = victim()
    with pytest.raises(NotPermitted, match="names another register"):
        record.perform(signed_charter("alice", FORGERS_PEN, version=2))
    assert len(record.charters(VICTIM)) == 1


def test_the_next_charter_keeps_the_log_where_it_is() -> None:
    """The control: the same charter with the keys that the log is kept with."""
    record = victim()
    record.perform(signed_charter("alice", pen_of(VICTIM), version=2))
    assert len(record.charters(VICTIM)) == 2


def test_two_acts_of_one_batch_cannot_share_a_key() -> None:
    """The key would lead to one of them, and a retry of the other would be refused for ever."""
    record = victim()
    with pytest.raises(OutOfOrder, match="a key of its own"):
        record.perform_all([replace(order(name, "alice"), key="one") for name in ("a", "b")])
    assert record.letter(urn("a")) is None


@pytest.mark.parametrize("id", ["", "order", "\u202eredro", "a\0b", "urn:uuid:A", *FOREIGN])
def test_an_act_goes_by_a_name_of_its_own_institutions(id: str) -> None:
    """Any other has no printed code, or could be another's: no page and no follower could live with it."""
    named = replace(read_act(order("a", "alice").octets)[1], id=StatementId(id))
    assert isinstance(named, Statement)
    with pytest.raises(Malformed):
        victim().perform(Act(octets=write_statement(named), approvals=()))


def test_an_override_names_objections_that_there_are() -> None:
    """What is released over an objection tells readers which; a made-up name would tell them nothing."""
    made_up = Override(objections=("no_such_objection",), justification="because")
    with pytest.raises(Malformed, match="names an objection that the rules do not have"):
        victim().perform(order("a", "alice", override=made_up))
