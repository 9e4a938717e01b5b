"""One house for the tests that only ask, and a fresh one for those that write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.house_by_hand import HouseByHand, house_by_hand


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
