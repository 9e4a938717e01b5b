"""A clock that the witnesses say is wrong signs nothing, and one sentence says by how much."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.errors import OutOfOrder
from chancery.record.statement import Instant
from chancery.wiring import House, found_house, open_registry
from chancery.wiring.drift import CLOCK_OFF, note_drift, off_by

NOW = 1_578_312_000


@pytest.fixture
def house(tmp_path: Path) -> House:
    return found_house(tmp_path / "house", "mod.example", alias=_alias(tmp_path), clock=lambda: Instant(NOW))


def _alias(folder: Path) -> str:
    return f"drift:{folder.name}"


def renew(house: House) -> None:
    alias = f"record:{_alias(house.folder.parent)}"
    open_registry(house, pen=True, alias=alias, clock=lambda: Instant(NOW + 60)).renew()


@pytest.mark.parametrize(
    ("ahead", "off"),
    [
        ([0, 3, -2], 0),
        ([300, 300, 300], 0),
        ([301, 400, 0], 301),
        ([301, 0, 0], 0),
        ([301, 0], 0),
        ([-400, -500, -400], -400),
        ([-400, 400], 0),
        ([-400, 400, 500], 400),
        ([], 0),
        ([86_400 * 400], 86_400 * 400),
    ],
)
def test_more_than_half_of_those_who_answered_must_say_so(ahead: list[int], off: int) -> None:
    """Five minutes are allowed; one witness of two proves nothing; nobody at all says nothing."""
    assert off_by([NOW - each for each in ahead], NOW) == off


@pytest.mark.parametrize(("off", "said"), [(400, "400 seconds ahead of"), (-400, "400 seconds behind")])
def test_nothing_is_signed_until_it_is_right(house: House, off: int, said: str) -> None:
    """Neither an act nor the head anew; once they agree again, everything goes on."""
    renew(house)
    note_drift(house, [NOW - off, NOW - off], NOW)
    with pytest.raises(OutOfOrder, match=f"{said} the witnesses'; nothing is signed until it is right"):
        renew(house)
    note_drift(house, [], NOW)
    with pytest.raises(OutOfOrder):
        renew(house)
    note_drift(house, [NOW + 2, NOW - 2], NOW)
    renew(house)
    assert not (house.folder / CLOCK_OFF).exists()
