"""The demonstration: a table a minister could read, then two Counters that answer alike and end cleanly."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from chancery.cli.demo import demo
from chancery.cli.play import play

SCENARIO = files("chancery.play").joinpath("data/6-january-2020.yaml")
ASSUMPTIONS = [f"DA{number}" for number in range(1, 8)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the two institutions are kept."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def english(folder: Path) -> str:
    """What the demonstration prints."""
    done = CliRunner(env={"COLUMNS": "120"}).invoke(
        demo, ["--once", "--data", str(folder)], catch_exceptions=False
    )
    assert done.exit_code == 0
    return done.output


def test_the_letter_is_told_at_three_moments(english: str) -> None:
    """It stands a minute after its release, is disowned at five, and binds nobody at any time."""
    first, second, third = english.split("At 1")[1:4]
    letters = [
        next(line for line in part.splitlines() if line.startswith("The letter"))
        for part in (first, second, third)
    ]
    assert "Disowned" not in letters[0]
    assert "Disowned" in letters[1]
    assert "Disowned" in letters[2]
    assert all("Not binding" in letter for letter in letters)


def test_what_had_not_happened_yet_is_not_on_the_record(english: str) -> None:
    """A minute after the letter nobody has disowned it, and no order has been given."""
    first = english.split("At 1")[1]
    for name in ("The order", "The disowning"):
        line = next(line for line in first.splitlines() if line.startswith(name))
        assert "No record here" in line


def test_every_assumption_is_shown(english: str) -> None:
    """What is invented is said to be, line by line."""
    assert [name for name in ASSUMPTIONS if name in english] == ASSUMPTIONS


def test_the_missing_condition_is_named(english: str) -> None:
    """Nobody has to guess why the vote does not bind yet."""
    assert "waits for Prime Minister of Demo Republic to order" in english


def test_it_is_played_again_in_arabic(folder: Path, english: str) -> None:
    """A second play takes the place of the first, in the other language."""
    done = CliRunner().invoke(demo, ["--once", "--data", str(folder), "--lang", "ar"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "الرسالة" in done.output
    assert all(name in done.output for name in ASSUMPTIONS)


def test_a_real_record_is_never_played_over(tmp_path: Path) -> None:
    """Whoever keeps a record of their own under that name keeps it."""
    from chancery.errors import OutOfOrder
    from chancery.wiring import found_house

    found_house(tmp_path / "us.demo", "us.demo", alias="kept")
    done = CliRunner().invoke(demo, ["--once", "--data", str(tmp_path)])
    assert isinstance(done.exception, OutOfOrder)
    assert (tmp_path / "us.demo" / "chancery.toml").exists()


def test_the_packaged_scenario_keeps_what_it_expects() -> None:
    """Every run of it goes through a real registry; one line of JSON for each."""
    done = CliRunner().invoke(play, ["--json", str(SCENARIO)], catch_exceptions=False)
    runs = [json.loads(line) for line in done.output.splitlines()]
    assert done.exit_code == 0
    assert len(runs) == 10
    assert {frozenset(run) for run in runs} == {frozenset({"scenario", "branch", "probes"})}
    assert all(probe["expected"] == probe["got"] for run in runs for probe in run["probes"])


def test_a_different_answer_ends_with_one(tmp_path: Path) -> None:
    """An expectation that does not hold is shown beside what was answered."""
    text = SCENARIO.read_text(encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(
        text.replace(
            "{id: A7, probe: standing, entry: L, at: T0+5m, value: disowned}",
            "{id: A7, probe: standing, entry: L, at: T0+5m, value: current}",
        ),
        encoding="utf-8",
    )
    done = CliRunner().invoke(play, [str(other)], catch_exceptions=False)
    assert done.exit_code == 1
    assert "A7: expected “current”, got “disowned”" in done.output


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The demonstration as a process of its own, with the addresses it printed."""
    folder = tmp_path_factory.mktemp("served")
    command = [str(Path(sys.executable).with_name("chancery")), "demo", "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    addresses: list[str] = []
    for line in process.stdout:
        addresses += re.findall(r"(http://127\.0\.0\.1:\d+/)$", line.strip())
        if "Ctrl-C" in line:
            break
    yield process, addresses
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.slow
def test_both_counters_answer_until_the_demonstration_is_ended(
    served: tuple[subprocess.Popen[str], list[str]],
) -> None:
    """Two institutions, two addresses, both languages; ended from outside, they are gone."""
    process, addresses = served
    assert len(addresses) == 2
    for address in addresses:
        for language in ("en", "ar"):
            with urlopen(f"{address}{language}/", timeout=20) as page:
                assert page.status == 200
    process.terminate()
    assert process.wait(timeout=20) == 0
    time.sleep(0.2)
    for address in addresses:
        with pytest.raises(OSError, match="refused"):
            urlopen(f"{address}healthz", timeout=2)
