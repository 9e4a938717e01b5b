"""Asked about many acts at once, a database answers as it does about each alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chancery.record.statement import Verb
from tests.contract.growth import append, entries
from tests.contract.sayings import notice, statement, tell, urn
from tests.contract.storage import Durable

if TYPE_CHECKING:
    from chancery.store.many import DurableMany


def many(lasting: Durable) -> DurableMany:
    from chancery.store.many import DurableMany  # Django defines no model before it is set up

    return DurableMany(using=lasting.record)


def test_the_indices_that_keys_were_given(lasting: Durable) -> None:
    """Those that were given one, by their names; of the others nothing is said."""
    append(lasting.archive(), entries(3), keys={"first": 0, "third\0": 2})
    asked = [f"key {n}" for n in range(12_000)]
    assert many(lasting).given(["third\0", "never", "first", *asked]) == {"first": 0, "third\0": 2}
    assert many(lasting).given([]) == {}


def test_who_has_been_heard_of(lasting: Durable) -> None:
    """What an entry goes by, what a notice is aimed at, and what a successor replaces, there or not."""
    tell(
        lasting,
        statement(1),
        notice(2, Verb.WITHDRAW, urn(7)),
        statement(3, supersedes=(urn(8),)),
    )
    asked = [urn(number) for number in range(1, 10)]
    assert many(lasting).heard_of(asked) == {urn(1), urn(2), urn(3), urn(7), urn(8)}
