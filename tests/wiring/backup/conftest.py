"""A house with a witness that answers on this machine, and the means to let it grow, copy it and lose it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from chancery.cli.serving import Server, answering, free_port
from tests.cli.house_by_hand import LETTER, HouseByHand, house_by_hand, run

OTHER = LETTER.replace("P/2026/1", "P/2026/{number}").replace("Monday", "day {number}")


@dataclass(slots=True, kw_only=True)
class Witnessed:
    """A house by hand, and a witness of it in a process of its own."""

    house: HouseByHand
    room: Path
    port: int
    letters: int = 0

    @contextmanager
    def witness(self) -> Iterator[str]:
        """The witness, answering."""
        server = Server(
            application="chancery.web.witness:application",
            listens=f"127.0.0.1:{self.port}",
            environment={"CHANCERY_WITNESS": str(self.room / "w1")},
        )
        with answering([server]) as (address,):
            yield address

    def grow(self, *, cosigned: bool = True) -> None:
        """One letter more; cosigned, if the witness is there."""
        self.letters += 1
        self.house.released(OTHER.format(number=self.letters))
        if cosigned:
            self.house.run("cosign")

    def copy(self, name: str) -> Path:
        place = self.room / name
        self.house.run("backup", "--to", place, "--keys", self.room / f"{name}.keys")
        return place

    def lose(self) -> None:
        """The machine is gone, and the second place with it."""
        shutil.rmtree(self.house.folder)
        self.second_place.unlink()

    @property
    def second_place(self) -> Path:
        return self.house.folder.with_name(f"{self.house.folder.name}.last-signed")

    @property
    def size(self) -> int:
        return int((self.house.folder / "register" / "checkpoint").read_text().split("\n")[1])


def listed(room: Path, house: HouseByHand, port: int) -> None:
    vkeys = [(house.folder / "register" / name).read_text().strip() for name in ("vkey", "vkey-pq")]
    logs = [word for line in vkeys for word in ("--log", line)]
    made = run("witness", "init", "witness.example/w1", *logs, "--data", room / "w1").stdout.split("\n")[:2]
    own = ", ".join(f'"{line}"' for line in made)
    settings = house.folder / "chancery.toml"
    asked = f'\n[witness.w1]\nurl = "http://127.0.0.1:{port}"\nvkey = [{own}]\n'
    settings.write_text(settings.read_text() + asked)


@pytest.fixture(autouse=True)
def nobody_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHANCERY_HOME", "CHANCERY_WITNESS", "CHANCERY_LOG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house and its witness, to be copied: making one takes seconds."""
    room = tmp_path_factory.mktemp("begun")
    house = house_by_hand(room, "kept.example")
    listed(room, house, free_port(0))
    return room


@pytest.fixture
def witnessed(begun: Path, tmp_path: Path) -> Witnessed:
    """A house and its witness of one's own."""
    shutil.copytree(begun, tmp_path / "own")
    room = tmp_path / "own"
    port, settings = free_port(0), room / "record" / "chancery.toml"
    before = settings.read_text()
    url = before.partition('[witness.w1]\nurl = "')[2].partition('"')[0]
    settings.write_text(before.replace(url, f"http://127.0.0.1:{port}"))
    house = HouseByHand(folder=room / "record", domain="kept.example", keys=room / "keys")
    return Witnessed(house=house, room=room, port=port)
