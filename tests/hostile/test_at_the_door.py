"""What can never go on the record, whoever wishes it and however it is signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.errors import NotPermitted, OutOfOrder
from chancery.play.stage import pen_of
from chancery.record.statement import StatementId
from tests.hostile.forger import FORGERS_PEN, VICTIM, order, signed_charter, victim


def test_a_charter_cannot_give_the_log_to_other_keys() -> None:
    """Its own root signed it; but then nobody anywhere would believe the log any more."""
    record = victim()
    with pytest.raises(NotPermitted, match="names another log"):
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
        record.perform_all([replace(order(f"urn:{name}", "alice"), key="one") for name in ("a", "b")])
    assert record.letter(StatementId("urn:a")) is None
