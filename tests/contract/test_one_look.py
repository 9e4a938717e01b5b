"""Within one look the record is asked each thing once; outside of it, every time."""

from __future__ import annotations

from django.db import connections

from chancery.store.one_look import one_look
from tests.contract.sayings import statement, tell, urn
from tests.contract.storage import Durable


def test_a_look_sees_one_state_of_the_record(lasting: Durable) -> None:
    """What arrives in its midst is seen by the next look; without one, at once."""
    index = tell(lasting, statement(1))
    with one_look():
        assert index.position(urn(2)) is None
        tell(lasting, statement(2), first=1)
        assert index.position(urn(2)) is None
    with one_look():
        assert index.position(urn(2)) is not None
    tell(lasting, statement(3), first=2)
    assert index.position(urn(3)) is not None


def test_a_look_asks_nothing_twice(lasting: Durable) -> None:
    """Five questions for one entry are one query."""
    index = tell(lasting, statement(1))
    index.position(urn(1))
    asked: list[str] = []

    def noted(execute: object, sql: str, *more: object) -> object:
        asked.append(sql)
        return execute(sql, *more)  # type: ignore[operator]

    connection = connections[lasting.record]
    with one_look():
        index.position(urn(1))
        if connection.vendor == "postgresql":
            connection.close()  # whoever asked again now would have to connect
            connection.connect = None  # type: ignore[method-assign,assignment]
            index.position(urn(1))
            del connection.connect
            return
        with connection.execute_wrapper(noted):
            for _ in range(5):
                index.position(urn(1))
    assert asked == []
