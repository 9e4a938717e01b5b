"""Ready is whoever can do its work: each thing that is broken is named, and nothing else is."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chancery.errors import Malformed
from chancery.wiring import House
from chancery.wiring.watch import readiness as looking
from chancery.wiring.watch.readiness import Face, Finding, Kept, Readiness, Stands, Thing, readiness
from chancery.wiring.watch.settings import WatchSettings

ACCOUNTS = Thing.ACCOUNTS, Thing.COURIER
"""What a house that was never served does not have yet."""


def copied(house: House, folder: Path) -> House:
    """The house once more, with its second place beside it."""
    shutil.copytree(house.folder, folder / "copy")
    shutil.copyfile(house.second_place, folder / "copy.last-signed")
    return House.read(folder / "copy")


@pytest.fixture
def mine(house: House, tmp_path: Path) -> Iterator[House]:
    """A copy that may be broken, under aliases of its own."""
    yield copied(house, tmp_path)
    from django.db import connections

    for alias in ("record:mine", "desk:mine", "inbox:mine"):
        if alias in connections.settings:
            connections[alias].close()
            del connections.settings[alias]
            del connections[alias]


def look(house: House, face: Face) -> dict[Thing, Finding]:
    return {each.thing: each for each in readiness(house, face, record="record:mine").findings}


def fallen(house: House, face: Face) -> set[Thing]:
    return {thing for thing, each in look(house, face).items() if each.stands is not Stands.YES}


@pytest.mark.parametrize("face", [Face.COUNTER, Face.LIVE, Face.REGISTER])
def test_a_house_in_order_is_ready(mine: House, face: Face) -> None:
    """Everything that the face needs stands, and nothing is said about it."""
    found = readiness(mine, face, record="record:mine")
    assert found.ready
    assert {each.said for each in found.findings} == {""}


def test_the_desk_names_what_a_house_never_had(mine: House) -> None:
    """Without accounts nobody can sign in; that no courier was ever at work keeps nobody away."""
    found = look(mine, Face.DESK)
    assert fallen(mine, Face.DESK) == set(ACCOUNTS)
    assert found[Thing.COURIER].stands is Stands.UNKNOWN
    assert not found[Thing.COURIER].needed


def _no_tables(house: House) -> None:
    (house.folder / "record.sqlite3").unlink()


def _older_files(house: House) -> None:
    shown = (house.register / "checkpoint").read_bytes().split(b"\n")
    (house.register / "checkpoint").write_bytes(b"\n".join([shown[0], b"1", *shown[2:]]))


def _older_copy(house: House) -> None:
    size, root = house.second_place.read_text().split()
    house.second_place.write_text(f"{int(size) + 1} {root}\n")


def _forgotten(house: House) -> None:
    house.second_place.unlink()


def _another_history(house: House) -> None:
    size, root = house.second_place.read_text().split()
    house.second_place.write_text(f"{size} {'00' * (len(root) // 2)}\n")


def _no_pen(house: House) -> None:
    (house.keys / "log.pem").unlink()


def _no_drafts(house: House) -> None:
    (house.folder / "desk.sqlite3").unlink()


def _no_inbox(house: House) -> None:
    (house.folder / "inbox.sqlite3").unlink()


BROKEN: dict[Callable[[House], None], tuple[Face, set[Thing]]] = {
    _no_tables: (Face.REGISTER, {Thing.RECORD, Thing.FILES, Thing.SECOND_PLACE}),
    _older_files: (Face.REGISTER, {Thing.FILES}),
    _older_copy: (Face.REGISTER, {Thing.SECOND_PLACE}),
    _forgotten: (Face.REGISTER, {Thing.SECOND_PLACE}),
    _another_history: (Face.REGISTER, {Thing.SECOND_PLACE}),
    _no_pen: (Face.REGISTER, {Thing.PEN}),
    _no_drafts: (Face.DESK, {Thing.DESK, *ACCOUNTS}),
    _no_inbox: (Face.COUNTER, {Thing.INBOX}),
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: each.__name__)
def test_what_is_broken_is_named(mine: House, broken: Callable[[House], None]) -> None:
    """Exactly those things do not stand, each with a sentence; the face is not ready."""
    face, things = BROKEN[broken]
    broken(mine)
    found = readiness(mine, face, record="record:mine")
    named = {each.thing for each in found.findings if each.stands is not Stands.YES}
    assert named == things
    assert not found.ready
    assert all(each.said for each in found.findings if each.thing in things)


def test_below_the_floor_readers_go_on_and_writers_do_not(
    mine: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk has ended logs: the register is not ready, the Counter is."""
    usage = shutil.disk_usage(mine.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    assert fallen(mine, Face.REGISTER) == {Thing.FREE_SPACE}
    assert fallen(mine, Face.COUNTER) == {Thing.FREE_SPACE}
    assert not readiness(mine, Face.REGISTER, record="record:mine").ready
    assert readiness(mine, Face.COUNTER, record="record:mine").ready


def test_a_courier_is_at_work_as_long_as_its_rounds_are_recent(mine: House) -> None:
    """A round a minute ago counts; one of an hour ago is told with its age."""
    looking.beat(mine)
    assert fallen(mine, Face.COURIER) == set()
    long_ago = time.time() - 3_600
    os.utime(mine.folder / looking.LAST_ROUND, (long_ago, long_ago))
    assert "3,600 seconds" in look(mine, Face.COURIER)[Thing.COURIER].said


def test_the_form_for_programs_has_a_line_for_each_thing(mine: House) -> None:
    """The first line says whether it is ready; each further line is one thing by its name."""
    _no_pen(mine)
    written = readiness(mine, Face.REGISTER, record="record:mine").written()
    first, *lines = written.decode().splitlines()
    told = json.loads(written)
    assert first.startswith('{"face": "register", "ready": false')
    assert len(lines) == len(told) - 2 == 5
    assert told["files"] == {"stands": "yes", "needed": True}
    assert told["pen"]["stands"] == "no"
    assert "log.pem" in told["pen"]["said"]


def test_asking_often_costs_nothing() -> None:
    """Within two seconds the same is told again; after that it is looked at anew."""
    looks, now = [], [0.0]

    def look() -> Readiness:
        looks.append(now[0])
        return Readiness(face=Face.LIVE, findings=())

    kept = Kept(look, now=lambda: now[0])
    for moment in (0.0, 1.0, 2.0, 2.5):
        now[0] = moment
        kept()
    assert looks == [0.0, 2.5]


@pytest.mark.parametrize(
    "written",
    [
        {"counter": 9101},
        {"counter": "9101"},
        {"press": "127.0.0.1:9101"},
        {"readiness": "nobody"},
        {"traces": "127.0.0.1:4318"},
    ],
)
def test_settings_that_cannot_be_understood(written: dict[str, object]) -> None:
    """A port without a host, a face that no house has, somebody unknown: refused, with the file's name."""
    with pytest.raises(Malformed, match=r"chancery\.toml"):
        WatchSettings.of(written, Path("chancery.toml"))


def test_nothing_is_watched_unless_somebody_says_so(house: House) -> None:
    """No port, no traces, no strangers."""
    assert replace(house).watch == WatchSettings()
    assert not house.watch.ports
