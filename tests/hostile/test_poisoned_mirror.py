"""A server that lies once is refused, and has spoilt nothing for the time when it is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.errors import Malformed, OutOfOrder, Untrusted
from chancery.net.mirror import Mirror
from chancery.record.statement import Institution
from chancery.wiring import Followed, add_followed, follow, found_house
from tests.hostile.forger import VICTIM, victim


def publish(folder: Path) -> None:
    """The victim's register as files."""
    register = victim()
    for path in ("checkpoint", "receipt", "tile/0/000.p/3", "tile/entries/000.p/3"):
        octets = register.file(path)
        assert octets is not None
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(octets)


@pytest.mark.parametrize("path", ["tile/0/000.p/3", "tile/entries/000.p/3"])
def test_a_tile_that_was_wrong_once_is_asked_for_again(tmp_path: Path, path: str) -> None:
    """Else a minute of lying would keep a register out for ever: tiles are fetched once."""
    shown = tmp_path / "shown"
    publish(shown)
    genuine = (shown / path).read_bytes()
    (shown / path).write_bytes(genuine[:-1] + bytes([genuine[-1] ^ 1]))
    house = found_house(tmp_path / "house", "reader.demo", alias=path)
    house = add_followed(house, Followed(institution=VICTIM, folder=shown))
    with pytest.raises((Malformed, Untrusted)):
        follow(house, alias=f"record:{path}")
    (shown / path).write_bytes(genuine)
    assert follow(house, alias=f"record:{path}") == {Institution(VICTIM): 3}


def test_words_that_were_wrong_once_are_asked_for_again(tmp_path: Path) -> None:
    """Only who compared them with their digest keeps words; a mirror cannot."""
    path = f"words/{'00' * 32}"
    shown = {path: b"a lie"}
    mirror = Mirror(tmp_path, shown.get)
    assert mirror.read(path) == b"a lie"
    shown[path] = b"the words"
    assert mirror.read(path) == b"the words"


@pytest.mark.parametrize("name", ["../../elsewhere", 'a.demo"]\nrecord = "/tmp', "a.demo\u200b"])
def test_only_domains_are_followed(tmp_path: Path, name: str) -> None:
    """The name becomes a folder and a line of the settings; both are ours to write."""
    house = found_house(tmp_path / "house", "reader.demo", alias="domains")
    with pytest.raises(Malformed, match="is no domain"):
        add_followed(house, Followed(institution=Institution(name), folder=tmp_path))
    assert house.follow == type(house).read(house.folder).follow


def test_a_house_does_not_follow_itself(tmp_path: Path) -> None:
    """What somebody else shows as ours would be taken into our own index."""
    house = found_house(tmp_path / "house", "reader.demo", alias="itself")
    with pytest.raises(OutOfOrder, match="keeps this very record"):
        add_followed(house, Followed(institution=house.institution, folder=tmp_path))
