"""`chancery stand-by` and the courier: what is newest on the record, said on the record."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from chancery.record.state_head import StateHead
from chancery.wiring import House, open_registry
from tests.cli.house_by_hand import HouseByHand, run


def state_heads(house: HouseByHand) -> list[StateHead]:
    """Those on the record, by whoever reads it from its files alone."""
    from chancery.log.tile import stored_entries
    from chancery.seal.state import state_head_in

    register = house.folder / "register"
    size = int((register / "checkpoint").read_text().split("\n")[1])

    def read(path: str) -> bytes | None:
        place = register / path
        return place.read_bytes() if place.exists() else None

    found = [state_head_in(entry) for entry in stored_entries(0, size, read)]
    return [head for head in found if head is not None]


def test_a_state_head_is_published_when_one_is_due(house: HouseByHand) -> None:
    """The first time; then nothing is due until something changes."""
    first = run("stand-by", "--data", house.folder)
    assert "states what is newest, until" in first.stdout
    again = run("stand-by", "--data", house.folder)
    assert (again.stdout, "No state head is due." in again.stderr) == ("", True)
    house.released()
    run("stand-by", "--data", house.folder)
    earlier, later = state_heads(house)
    assert earlier.root != later.root
    assert later.expires > time.time() + 86_000


def test_the_courier_publishes_them(house: HouseByHand) -> None:
    """In its round, once; rounds in which nothing happened say nothing."""
    house.released()
    run("courier", "--once", "--data", house.folder)
    run("courier", "--once", "--data", house.folder)
    (head,) = state_heads(house)
    assert head.institution == House.read(house.folder).institution


def test_a_house_may_leave_it_to_somebody_else(house: HouseByHand) -> None:
    """Its settings say how often, for how long, and whether the courier does it."""
    settings = house.folder / "chancery.toml"
    written = settings.read_text()
    settings.write_text(f"{written}\n[state]\ncourier = false\nlife = 7200\n")
    run("courier", "--once", "--data", house.folder)
    assert state_heads(house) == []
    run("stand-by", "--data", house.folder)
    (head,) = state_heads(house)
    assert head.expires <= time.time() + 7_200


@pytest.mark.parametrize("wrong", ["every = 0", "life = 3600", "life = 700000", "every = true", "often = 3"])
def test_settings_that_cannot_be_meant_are_refused(house: HouseByHand, wrong: str) -> None:
    """One sentence, and the exit code for settings; nothing is published."""
    settings = house.folder / "chancery.toml"
    settings.write_text(f"{settings.read_text()}\n[state]\n{wrong}\n")
    command = [sys.executable, "-m", "chancery", "stand-by", "--data", str(house.folder)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode != 0
    assert "chancery.toml" in ended.stderr
    assert state_heads(house) == []


def test_the_map_is_counted_again_with_the_index(house: HouseByHand, tmp_path: Path) -> None:
    """`chancery reindex` makes it of the log, and what follows fits it."""
    run("stand-by", "--data", house.folder)
    run("reindex", "--data", house.folder)
    house.released()
    run("stand-by", "--data", house.folder)
    states = open_registry(House.read(house.folder), pen=False, alias=f"record:{tmp_path.name}")
    assert states.settle() == state_heads(house)[-1].size + 1
