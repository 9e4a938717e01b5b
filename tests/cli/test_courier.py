"""`chancery courier`, as it is typed: it tells, delivers, ends, and is alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chancery.store import database
from chancery.wiring import House
from chancery.wiring.courier import alone_in
from tests.institution import Clock, Institution
from tests.letters import ORDER, clause, letter
from tests.people import GENERAL
from tests.post_house import Sink, founded, inhabited, put_down, sink

ADDRESSEE = "The Ministry"


@pytest.fixture
def hooks() -> Iterator[Sink]:
    with sink() as room:
        yield room


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[House, Institution]]:
    clock = Clock()
    house = founded(tmp_path / "us.demo", clock)
    yield house, inhabited(house, clock)
    put_down()


def courier(house: House, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chancery", "courier", "--once", "--data", str(house.folder), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_what_is_due_is_told_and_the_command_ends(home: tuple[House, Institution], hooks: Sink) -> None:
    """The first time it takes up its place; then it tells what came since, and says what it lacks."""
    house, us = home
    first = courier(house)
    assert first.returncode == 0, first.stderr
    assert "us.demo: told up to entry 2." in first.stderr
    assert "No mail leaves" in first.stderr
    database.attach("desk", house.desk)
    from chancery.store.post.address_book import AddressBook, Addressee

    AddressBook().write(Addressee(name=ADDRESSEE, language="en", webhook=f"{hooks.address}/hook"))
    order = letter(("We leave.", clause("c1", ORDER, "forces/operations")), action_addressees=(ADDRESSEE,))
    id = us.release(order, by=GENERAL)
    again = courier(house)
    assert again.returncode == 0, again.stderr
    ((_, body),) = hooks.got
    assert json.loads(body)["data"]["letter"]["id"] == id


def test_a_second_courier_is_told_that_there_is_one(home: tuple[House, Institution]) -> None:
    """It ends with the number for what cannot be had now, and has done nothing."""
    house, _ = home
    with alone_in(house):
        refused = courier(house)
    assert refused.returncode == 6
    assert "Another courier is at work" in refused.stderr
