"""A house of one's own with a letter on the record, and the means to ask a port of this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from chancery.wiring import House
from tests.cli.house_by_hand import HouseByHand, house_by_hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Ask one address; a refusal is an answer too."""

    def asked(address: str, body: bytes | None = None, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with urlopen(Request(address, body, named), timeout=30) as answer:
                return Answer(status=answer.status, body=answer.read())
        except HTTPError as refused:
            return Answer(status=refused.code, body=refused.read())

    return asked


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> tuple[HouseByHand, str]:
    """A house with one letter on the record, and the letter's code."""
    house = house_by_hand(tmp_path_factory.mktemp("watched"), "watched.example")
    return house, house.released()


@pytest.fixture
def house(by_hand: tuple[HouseByHand, str]) -> House:
    return House.read(by_hand[0].folder)


def with_port(folder: Path, face: str, port: int, more: str = "") -> House:
    """The house with a port at which *face* is watched."""
    settings = folder / "chancery.toml"
    text = settings.read_text().partition("\n[watch]")[0]
    settings.write_text(f'{text}\n[watch]\n{face} = "127.0.0.1:{port}"\n{more}')
    return House.read(folder)
