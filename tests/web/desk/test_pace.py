"""What a page of the Desk costs does not grow with the record, nor with what was drafted long ago."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connections
from django.test import Client

from bench.correspondence import Correspondence
from chancery.record.world import World
from chancery.registry.act import Act
from chancery.store.drafts import DurableDrafts
from chancery.store.models import DraftVersion
from chancery.web.desk import door
from chancery.web.desk.notices.views.record import NEWEST
from chancery.wiring import House
from tests.web.desk import drafts_on_their_way
from tests.web.desk.conftest import ALIASES, SignIn

LISTS = {
    "home": "/en/",
    "drafts": "/en/letters",
    "record": "/en/notices",
    "asks": "/en/asks",
    "post": "/en/post",
}


def released(numbers: range) -> None:
    """So many orders go on the record."""
    writer = Correspondence()
    posted = [writer.order(number) for number in numbers]
    door.registry().perform_all(
        [Act(octets=each.act, approvals=each.approvals, words=each.words) for each in posted]
    )


def drafted_long_ago(many: int) -> None:
    """So many drafts lie here that were released or given up."""
    DraftVersion.objects.using("desk").bulk_create(
        DraftVersion(draft=f"urn:chancery:{many}:{number}", version=1, body=b"old", state=state, newest=True)
        for number in range(many)
        for state in [("released", "void")[number % 2]]
    )


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How many worlds were made and queries asked meanwhile."""
    found: Counter[str] = Counter()
    begin = World.__init__

    def made(self: World, *given: Any, **named: Any) -> None:
        found["worlds"] += 1
        begin(self, *given, **named)

    def asked(execute: Callable[..., Any], *given: Any) -> Any:
        found["queries"] += 1
        return execute(*given)

    with ExitStack() as stack:
        stack.enter_context(patch.object(World, "__init__", made))
        for alias in ALIASES:
            stack.enter_context(connections[alias].execute_wrapper(asked))
        yield found


def cost(client: Client, address: str) -> Counter[str]:
    """Of a page that was asked for before: what a process learns once is not counted."""
    assert client.get(address).status_code == 200
    with counted() as found:
        assert client.get(address).status_code == 200
    return found


@pytest.mark.parametrize("page", LISTS)
def test_a_longer_record_costs_a_page_nothing(desk_client: SignIn, page: str) -> None:
    """With a full page of letters or twice as many: the same worlds and the same queries."""
    client = desk_client("h-command")
    released(range(NEWEST + 5))
    drafted_long_ago(10)
    before = cost(client, LISTS[page])
    released(range(NEWEST + 5, 2 * NEWEST + 10))
    drafted_long_ago(500)
    assert cost(client, LISTS[page]) == before


@pytest.mark.parametrize("page", LISTS)
def test_a_line_more_costs_a_page_no_world(desk_client: SignIn, page: str) -> None:
    """All that is listed is asked about in one world, however much that is."""
    client = desk_client("h-command")
    released(range(2))
    before = cost(client, LISTS[page])["worlds"]
    released(range(2, NEWEST))
    assert cost(client, LISTS[page])["worlds"] == before


def test_a_draft_on_its_way_costs_no_query(desk_client: SignIn) -> None:
    """All that is on its way is fetched together, and the charter is not asked for once a draft."""
    client = desk_client("h-command")
    drafts_on_their_way.alone_submitted()
    before = {page: cost(client, address) for page, address in LISTS.items()}
    for _ in range(5):
        drafts_on_their_way.alone_submitted()
    assert {page: cost(client, address) for page, address in LISTS.items()} == before


def test_what_is_on_its_way_is_found_without_looking_at_what_went_out(house: House) -> None:
    """The database goes to those drafts by their states; it does not pass all that ever ended."""
    door.registry()
    plan = DurableDrafts(using="desk")._waiting().explain()
    assert "SEARCH store_draftversion USING INDEX waiting_drafts" in plan
    assert "SCAN" not in plan
