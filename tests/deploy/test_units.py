"""The units of systemd: understood by systemd, hardened, and typing only what the command line knows."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import leave_out
from tests.deploy.typed import unknown_in

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
SOCKETS = sorted(UNITS.glob("*.socket"))
SERVED = ("counter", "desk", "live", "register")
WORST = 4.0
"""Of the ten points of exposure that `systemd-analyze security` gives; an ordinary service has over nine."""


def settings(unit: Path) -> dict[str, list[str]]:
    """Every setting of a unit, with each of its values."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def started(unit: Path) -> list[list[str]]:
    """The commands of ours that a unit types."""
    whole = [shlex.split(each) for each in settings(unit)["ExecStart"]]
    return [shlex.split(each[2].replace("%%", "%"))[1:] if each[0] == "/bin/sh" else each for each in whole]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda each: each.stem)
def test_every_command_can_be_typed(unit: Path) -> None:
    """Each is a verb of ours with options that it has."""
    for words in started(unit):
        assert words[0] == "/opt/chancery/bin/chancery"
        assert unknown_in(words[1:]) == ""


def test_there_is_a_unit_for_every_process() -> None:
    """And a socket that systemd holds for each that answers over HTTP and may not refuse anybody."""
    named = {each.stem.removeprefix("chancery-") for each in SERVICES}
    assert named == {*SERVED, "courier", "witness", "backup"}
    assert {each.stem.removeprefix("chancery-") for each in SOCKETS} == set(SERVED)
    for name in SERVED:
        assert f"chancery-{name}.socket" in settings(UNITS / f"chancery-{name}.service")["Requires"]


def test_sockets_are_where_the_web_server_looks() -> None:
    """The addresses of deploy/nginx are those that systemd listens at."""
    conf = (UNITS.parent / "nginx" / "chancery.conf").read_text(encoding="utf-8")
    looked = set(re.findall(r"server (127\.0\.0\.1:\d+)", conf))
    assert {value for each in SOCKETS for value in settings(each)["ListenStream"]} == looked


@pytest.mark.parametrize("name", ["counter", "live"])
def test_the_public_processes_are_shown_no_key(name: str) -> None:
    """Keys, drafts and accounts are not there for them."""
    hidden = " ".join(settings(UNITS / f"chancery-{name}.service")["InaccessiblePaths"])
    for what in ("keys", "desk.toml", "desk.sqlite3", "accounts.sqlite3"):
        assert f"-/var/lib/chancery/record/{what}" in hidden


def analysed(*words: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        leave_out("systemd-analyze")
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units with a program that is there: systemd looks whether what it shall start exists."""
    for unit in (*SERVICES, *SOCKETS, *UNITS.glob("*.timer")):
        text = unit.read_text(encoding="utf-8").replace("/opt/chancery/bin/chancery", "/bin/true")
        # The manual of systemd need not be on the machine that reads a unit.
        text = "".join(line for line in text.splitlines(True) if not line.startswith("Documentation="))
        (tmp_path / unit.name).write_text(text)
    return tmp_path


def test_systemd_understands_them(installed: Path) -> None:
    """`systemd-analyze verify` has nothing to say about any of them."""
    done = analysed("verify", *(str(each) for each in sorted(installed.iterdir())))
    said = [line for line in done.stderr.splitlines() if "chancery" in line]
    assert said == []
    assert done.returncode == 0, done.stderr


def test_control_systemd_notices_a_setting_that_it_does_not_know(installed: Path) -> None:
    """Or the test above would prove nothing."""
    unit = installed / "chancery-live.service"
    unit.write_text(unit.read_text().replace("ProtectSystem=", "ProtectSistem="))
    assert "ProtectSistem" in analysed("verify", str(unit)).stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda each: each.stem)
def test_each_is_exposed_to_little(unit: Path, installed: Path) -> None:
    """By systemd's own count, from nought to ten."""
    done = analysed("security", "--offline=yes", "--no-pager", str(installed / unit.name))
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    if found is None:
        leave_out("systemd-analyze security --offline")
    assert float(found[1]) <= WORST


def test_no_value_is_given_twice_by_mistake() -> None:
    """A unit that says the same thing twice means one of them; only lists may."""
    lists = {"Environment", "InaccessiblePaths", "ExecStart", "After", "Requires", "Wants", "EnvironmentFile"}
    for unit in (*SERVICES, *SOCKETS):
        twice = {name for name, values in settings(unit).items() if len(values) > 1} - lists
        assert twice == set(), unit.name
