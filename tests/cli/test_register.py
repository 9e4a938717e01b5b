"""`chancery register`: typed, it answers; with settings that cannot be understood, it says what is wrong."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chancery.cli.serving import free_port
from chancery.errors import Malformed
from chancery.wiring.house import House
from chancery.wiring.registering import RegisterSettings
from tests.institution import Institution
from tests.letters import INFORM, saying
from tests.people import GENERAL
from tests.registering import PROGRAM, Caller, founded, message, write_house

ALIASES = (f"record:typed-{n}" for n in itertools.count())


def typed(folder: Path, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "chancery", "register", "--data", str(folder), "--port", str(port)]
    return subprocess.Popen([*command, "--workers", "1"], stdout=subprocess.PIPE, text=True)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_a_register_that_is_typed_answers_and_ends(tmp_path: Path) -> None:
    """It says where it answers, gives a receipt, and ends when it is asked to."""
    us: Institution = founded(tmp_path / "house", alias=next(ALIASES))
    port = free_port(0)
    process = typed(tmp_path / "house", port)
    try:
        assert f"http://127.0.0.1:{port}/entries" in first_line(process)
        act = us.act(saying("Hello.", INFORM, "forces"), by=GENERAL)
        assert Caller(port=port).bring(message(act)).status == 201
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert us.registry.settle() == 3


def test_without_settings_nobody_is_let_in(tmp_path: Path) -> None:
    """A house without register.toml has a register that every program is a stranger to."""
    us = founded(tmp_path / "house", alias=next(ALIASES))
    (tmp_path / "house" / "register.toml").unlink()
    port = free_port(0)
    process = typed(tmp_path / "house", port)
    try:
        first_line(process)
        act = us.act(saying("Hello.", INFORM, "forces"), by=GENERAL)
        assert Caller(port=port).bring(message(act)).status == 403
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("listens = ", "not TOML"),
        ('port = "1"', "a setting 'port'"),
        ('[program.gateway]\nkye = "x"', "a setting 'kye'"),
        ("[program.gateway]\n", "does not say 'key'"),
        ('[program]\ngateway = "x"', "is a table"),
        ('[program.gateway]\nkey = "passkey:mod.example:AAAA"', "."),
    ],
)
def test_settings_that_cannot_be_understood(tmp_path: Path, written: str, fault: str) -> None:
    """One sentence says what is wrong, and nothing is opened."""
    house = write_house(tmp_path / "house")
    (house.folder / "register.toml").write_text(written)
    with pytest.raises(Malformed, match=fault):
        RegisterSettings.of(House.read(house.folder))


def test_settings_say_where_and_who(tmp_path: Path) -> None:
    """Programs are found by the thumbprints of their keys."""
    settings = RegisterSettings.of(write_house(tmp_path / "house"))
    assert settings.programs[PROGRAM.public.thumbprint].name == "gateway"
    assert (settings.listens, settings.url) == ("127.0.0.1:8300", "")
