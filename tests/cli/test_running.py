"""What whoever runs a house types: ready, migrate; and what is said beside a result, for programs."""

from __future__ import annotations

import json

import pytest

from chancery.cli.exits import Exit
from tests.cli.house_by_hand import HouseByHand


def test_ready_says_thing_by_thing_what_stands(house: HouseByHand) -> None:
    """In order: every line, and 0; in both languages and for programs."""
    told = house.run("ready", "register").stdout.splitlines()
    assert told[-1] == "Everything that is needed is in order."
    assert len(told) == 6
    assert all(line.endswith("in order") for line in told[:-1])
    assert "كل ما يلزم سليم." in house.run("ready", "register", "--lang", "ar").stdout
    assert json.loads(house.run("ready", "register", "--json").stdout)["ready"] is True


def test_ready_ends_with_six_where_something_is_lacking(house: HouseByHand) -> None:
    """The reason stands beside the thing; nothing is changed by asking."""
    (house.folder / "keys" / "log.pem").unlink()
    told = house.run("ready", "register", ends=Exit.UNAVAILABLE).stdout
    assert "not in order: " in told
    assert told.splitlines()[-1] == "Something that is needed is not in order."
    house.run("ready", "counter")


def test_migrate_done_twice_is_done_once(house: HouseByHand) -> None:
    """It makes what is missing, accounts too, and changes nothing on the record."""
    before = (house.folder / "register" / "checkpoint").read_bytes()
    for _ in range(2):
        assert "are those of this version" in house.run("migrate").stdout
    assert (house.folder / "accounts.sqlite3").exists()
    assert (house.folder / "register" / "checkpoint").read_bytes() == before


def test_remarks_are_lines_for_programs_where_they_are_asked_for(
    house: HouseByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands on standard error is JSON; results stay as they are."""
    monkeypatch.setenv("CHANCERY_LOG", "json")
    ended = house.run("cosign")
    (line,) = [json.loads(each) for each in ended.stderr.splitlines()]
    assert (line["event"], line["level"]) == ("said", "info")
    assert line["said"].startswith("No witness is asked yet")
    refused = house.run("check", "nothing.txt", ends=Exit.UNAVAILABLE)
    assert json.loads(refused.stderr.splitlines()[-1])["level"] == "error"


def test_a_courier_that_has_made_its_round_is_at_work(house: HouseByHand) -> None:
    """Before it ever ran nobody knows; after a round its thing is in order, and so is all that it needs."""
    assert (
        "not known: No courier has been at work here."
        in house.run("ready", "courier", ends=Exit.UNAVAILABLE).stdout
    )
    house.run("courier", "--once")
    assert house.run("ready", "courier").stdout.splitlines()[-1] == "Everything that is needed is in order."
