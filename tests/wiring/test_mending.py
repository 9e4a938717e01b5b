"""An index that was altered is found and filled again, and a record that was altered is not served."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from chancery.cli.exits import Exit
from chancery.errors import Untrusted
from chancery.record.statement import Institution
from chancery.store import filing
from chancery.store.filing import digest
from chancery.wiring import open_registry
from chancery.wiring.following import add_followed, follow
from chancery.wiring.house import Followed, House
from chancery.wiring.mending import Mending
from tests.cli.house_by_hand import HouseByHand, house_by_hand, run


@pytest.fixture
def house(tmp_path: Path) -> HouseByHand:
    """A house with a letter that was disowned."""
    made = house_by_hand(tmp_path / "own", "own.example")
    made.notice("disown", made.released(), "k-director", "director")
    return made


def walked(house: HouseByHand) -> int:
    """How many differences one whole walk finds."""
    mending, found = Mending(House.read(house.folder)), 0
    while not mending.whole:
        found += mending.step()
    return found


def altered(house: HouseByHand, change: str) -> None:
    with sqlite3.connect(house.folder / "record.sqlite3") as opened:
        assert opened.execute(change).rowcount > 0


def test_an_index_that_hides_something_is_filled_again(house: HouseByHand) -> None:
    """Every heading was gone; afterwards nothing differs."""
    assert walked(house) == 0
    altered(house, "DELETE FROM store_filedentry")
    assert walked(house) > 0
    assert walked(house) == 0


def test_a_house_that_has_just_been_founded_is_whole(tmp_path: Path) -> None:
    """Its log has a beginning and no act yet."""
    run("init", "new.example", "--data", tmp_path / "new")
    mending = Mending(House.read(tmp_path / "new"))
    found = 0
    while not mending.whole:
        found += mending.step()
    assert found == 0


def test_another_record_is_compared_once_it_was_taken_in(house: HouseByHand, tmp_path: Path) -> None:
    """Before it was followed, after, and between an index that was emptied and the next round."""
    other = house_by_hand(tmp_path / "other", "other.example")
    other.released()
    place = Followed(institution=Institution("other.example"), folder=House.read(other.folder).register)
    own = add_followed(House.read(house.folder), place)
    assert walked(house) == 0
    follow(own)
    assert walked(house) == 0
    open_registry(own, pen=False).reindex()
    assert walked(house) == 0
    follow(own)
    altered(house, "UPDATE store_followedlog SET seen = seen + 86400 WHERE institution = 'other.example'")
    assert walked(house) == 1
    assert walked(house) == 0


def test_something_else_among_the_charters_is_called_damage(house: HouseByHand) -> None:
    """An altered look-up ends in a sentence, and not in a fault of ours; filled again, it answers."""
    code = house.answers(house.released())["letter"]["code"]
    heading = digest(filing.charters(Institution("own.example"))).hex()
    altered(house, f"INSERT INTO store_filedentry (heading, arrival) VALUES (x'{heading}', 2)")
    assert "index is damaged" in house.run("check", code, ends=Exit.UNAVAILABLE).stderr
    assert walked(house) > 0
    assert house.answers(code)["standing"]["state"] == "current"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE store_loggedentry SET octets = x'00' WHERE \"index\" = 2", "copy"),
        ("UPDATE store_sealedwords SET sealed = x'00'", "sealed words"),
        ("UPDATE store_committedhead SET size = size + 1", "head"),
    ],
)
def test_a_record_that_was_altered_is_named(house: HouseByHand, change: str, named: str) -> None:
    """Filling the index again would not help, so nobody pretends that it did."""
    altered(house, change)
    with pytest.raises(Untrusted, match=named):
        walked(house)
