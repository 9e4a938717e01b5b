"""One house for the tests that only ask, and a fresh one for those that write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest

from tests.cli.house_by_hand import HouseByHand, house_by_hand, run
from tests.cli.outside import DOMAIN, ListKeeper, Outside
from tests.net.name_server import Zone, serving
from tests.net.web_server import web_server


@pytest.fixture(autouse=True)
def nobody_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No record at hand but the one that a test names, no pins but those it gives."""
    for name in ("CHANCERY_HOME", "CHANCERY_DEBUG", "CHANCERY_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(empty))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[HouseByHand, str]:
    """A house with one letter on the record, and the letter's code: to be asked, not changed."""
    house = house_by_hand(tmp_path_factory.mktemp("shown"), "shown.example")
    return house, house.released()


@pytest.fixture
def house(tmp_path: Path) -> HouseByHand:
    """A house of one's own."""
    return house_by_hand(tmp_path / "own", "own.example")


# ── whoever follows, and what surrounds them ──


@pytest.fixture(scope="session")
def mod(tmp_path_factory: pytest.TempPathFactory) -> HouseByHand:
    """The institution that is followed: to be read, not changed."""
    house = house_by_hand(tmp_path_factory.mktemp("mod"), DOMAIN)
    house.released()
    return house


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> HouseByHand:
    """Somebody else's record under the same name."""
    return house_by_hand(tmp_path_factory.mktemp("stranger"), DOMAIN)


@pytest.fixture
def outside() -> Iterator[Outside]:
    zone = Zone("mod.example.", signed_at=int(time()))
    zone.show_keys()
    with web_server() as web, serving(zone) as names:
        yield Outside(web, names, zone)


@pytest.fixture
def us(tmp_path: Path, outside: Outside) -> HouseByHand:
    """Who follows: a house without a charter is enough."""
    house = HouseByHand(folder=tmp_path / "us", domain="us.example", keys=tmp_path)
    run("init", house.domain, "--data", house.folder)
    outside.surround(house)
    return house


@pytest.fixture
def keeper(tmp_path: Path) -> ListKeeper:
    folder = tmp_path / "list"
    folder.mkdir()
    return ListKeeper(folder)
