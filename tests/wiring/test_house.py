"""A house: founded, read again, opened twice at once, and only as far as its process may see."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chancery.errors import Malformed, OutOfOrder, Unavailable
from chancery.record.statement import Institution
from chancery.wiring import (
    Followed,
    House,
    add_followed,
    follow,
    found_house,
    open_desk,
    open_registry,
)
from tests.postgres import Postgres

ONE, TWO = Institution("one.example"), Institution("two.example")


def founded(folder: Path, who: Institution, **more: str) -> House:
    return found_house(folder / who, who, alias=who, **more)


def test_a_founded_house_is_read_again(tmp_path: Path) -> None:
    """What was founded is what is found: institution, origin, keys, a log that has begun."""
    house = founded(tmp_path, ONE)
    assert House.read(tmp_path / ONE) == house
    assert (house.institution, house.origin) == (ONE, "one.example/register")
    shown = tuple((house.register / name).read_text() for name in ("vkey", "vkey-pq"))
    assert shown == tuple(f"{line}\n" for line in house.pen().vkeys)
    assert open_registry(house, pen=False, alias="record:one.example").file("checkpoint") is not None


def test_keys_and_drafts_are_for_their_owner_alone(tmp_path: Path) -> None:
    """Nobody else on the machine reads the pen, where the drafts lie, or the drafts."""
    house = founded(tmp_path, ONE)
    secret = [*house.keys.iterdir(), house.folder / "desk.toml", house.folder / "desk.sqlite3"]
    assert {path.name: path.stat().st_mode & 0o777 for path in secret} == dict.fromkeys(
        (path.name for path in secret), 0o600
    )


def test_founding_again_changes_nothing(tmp_path: Path) -> None:
    """An interrupted founding is finished by another; keys and log stay as they are."""
    house = founded(tmp_path, ONE)
    before = {path: path.read_bytes() for path in house.keys.iterdir()}
    (house.folder / "chancery.toml").unlink()
    again = founded(tmp_path, ONE)
    assert {path: path.read_bytes() for path in again.keys.iterdir()} == before
    assert open_registry(again, pen=False, alias="record:one.example").file("checkpoint") is not None
    with pytest.raises(OutOfOrder, match=r"one\.example"):
        found_house(house.folder, TWO)


def test_two_houses_in_one_process(tmp_path: Path) -> None:
    """Each has an alias of its own; one follows the other and neither writes in the other's name."""
    one, two = founded(tmp_path, ONE), founded(tmp_path, TWO)
    one = add_followed(one, Followed(institution=TWO, folder=two.register))
    assert follow(one, alias="record:one.example").keys() == {TWO}
    assert open_registry(one, pen=False, alias="record:one.example").institutions() == {ONE, TWO}
    assert open_registry(two, pen=False, alias="record:two.example").institutions() == {TWO}
    with pytest.raises(OutOfOrder, match="followed already"):
        add_followed(one, Followed(institution=TWO, folder=two.register))


def test_in_postgresql(tmp_path: Path, postgres: Postgres) -> None:
    """The record, the drafts and the inbox may lie in PostgreSQL databases with credentials of their own."""
    record, desk, inbox = (postgres.fresh_database().url for _ in range(3))
    house = founded(tmp_path, ONE, record=record, desk=desk, inbox=inbox)
    registry = open_registry(house, pen=True, alias="record:one.example")
    assert registry.reindex() == 0, "a genesis is no act"
    assert list(open_desk(house, registry, alias="desk:one.example").pending()) == []
    assert not list(house.folder.glob("*.sqlite3"))


def test_the_public_process_holds_no_pen_and_knows_no_desk(tmp_path: Path) -> None:
    """`counter_registry` opens the house that CHANCERY_HOME names, for reading, and nothing else."""
    house = founded(tmp_path, ONE)
    (house.folder / "desk.toml").write_text("this would be an error, if anybody read it")
    for key in house.keys.iterdir():
        key.unlink()
    asked = """
from chancery.wiring import counter_registry
from django.db import connections
registry = counter_registry()
print(registry.institution, registry is counter_registry(), sorted(connections))
try:
    registry.renew()
except Exception as refused:
    print(type(refused).__name__)
"""
    ended = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "CHANCERY_HOME": str(house.folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.splitlines() == ["one.example True ['default', 'record']", "NotPermitted"]


@pytest.mark.parametrize(
    "settings",
    [
        "institution = ",
        "institution = 7",
        'institution = "one.example"\ncolour = "blue"',
        'institution = "one.example"\npatience = "long"',
        'institution = "one.example"\nfollow = 1',
        'institution = "one.example"\n[follow."two.example"]\nurl = "a"\nfolder = "b"',
        'institution = "one.example"\n[follow."two.example"]\nurl = "a"\nfingerprint = "short"',
    ],
)
def test_settings_that_cannot_be_understood(tmp_path: Path, settings: str) -> None:
    """A setting that no house has, or of another type, is named rather than passed over."""
    (tmp_path / "chancery.toml").write_text(settings)
    with pytest.raises(Malformed, match=r"chancery\.toml|fingerprint"):
        House.read(tmp_path)


def test_no_house(tmp_path: Path) -> None:
    """An empty folder is no house, and says how to found one."""
    with pytest.raises(Unavailable, match="chancery init"):
        House.read(tmp_path)


@pytest.mark.parametrize("domain", ["", "one", "One.Example", "one..example", "one.example/", "ο.example"])
def test_an_institution_is_called_by_a_domain(tmp_path: Path, domain: str) -> None:
    """Anything else is refused before a file is made."""
    with pytest.raises(Malformed):
        found_house(tmp_path / "house", domain)
    assert not (tmp_path / "house").exists()
