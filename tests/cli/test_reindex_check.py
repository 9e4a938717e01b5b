"""`chancery reindex --check`: whether the index says what the record says."""

from __future__ import annotations

import sqlite3

from chancery.cli.exits import Exit
from chancery.store import filing
from chancery.store.filing import digest
from tests.cli.house_by_hand import HouseByHand


def test_a_notice_that_the_index_hides_is_missed(house: HouseByHand) -> None:
    """Without its heading a disowning leaves the letter current; the comparison says so, and it is mended."""
    code = house.released()
    house.notice("disown", code, "k-director", "director")
    assert house.run("reindex", "--check").stdout == "The index says what the record says.\n"

    _forget(house, digest(filing.notices_on(house.answers(code)["letter"]["id"])))
    assert house.answers(code)["standing"]["state"] == "current", "an index can lie by leaving out"
    found = house.run("reindex", "--check", ends=Exit.DIFFERENT)
    assert "Differs of own.example, entry 4: heading." in found.stdout
    assert "Run `chancery reindex`" in found.stdout

    house.run("reindex")
    assert house.answers(code)["standing"]["state"] == "disowned"
    house.run("reindex", "--check")


def test_a_heading_too_many_is_counted(house: HouseByHand) -> None:
    """What no entry accounts for is said as well."""
    house.released()
    with sqlite3.connect(house.folder / "record.sqlite3") as opened:
        opened.execute("INSERT INTO store_filedentry (heading, arrival) VALUES (?, 1)", (bytes(16),))
    assert "too many" in house.run("reindex", "--check", ends=Exit.DIFFERENT).stdout


def _forget(house: HouseByHand, heading: bytes) -> None:
    with sqlite3.connect(house.folder / "record.sqlite3") as opened:
        assert opened.execute("DELETE FROM store_filedentry WHERE heading = ?", (heading,)).rowcount == 1
