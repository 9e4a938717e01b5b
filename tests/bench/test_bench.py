"""The bench runs what it is asked to run, and says plainly what it cannot."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import bench.__main__ as command
from bench import measure, peers, report
from bench.row import Row, at_most


@pytest.fixture
def one_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bench whose only group measures two figures, one of which misses its bar."""
    rows = [
        Row(name="quick", value=1, unit="ms", how="once", bar=at_most(2)),
        Row(name="slow", value=3, unit="ms", how="once", bar=at_most(2)),
    ]
    monkeypatch.setattr(command, "groups", lambda: ["pair"])
    monkeypatch.setattr(command, "OUT", tmp_path)
    monkeypatch.setattr(report, "OUT", tmp_path)
    monkeypatch.setattr(report, "PAGE", tmp_path / "benchmarks.md")
    module = type(sys)("bench.pair")
    module.rows = lambda: iter(rows)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bench.pair", module)
    return tmp_path


def test_a_missed_bar_is_kept_and_ends_in_one(one_group: Path) -> None:
    """A missed bar is written with its figure, and the command says so by its exit code."""
    assert command.main([]) == 1
    kept = json.loads((one_group / "pair.json").read_text())
    assert [(row["name"], row["holds"]) for row in kept] == [("quick", True), ("slow", False)]


def test_the_report_says_missed(one_group: Path) -> None:
    """The page names the machine and does not hide a miss."""
    command.main([])
    page = report.write_page().read_text()
    assert "| slow | 3 ms | ≤ 2 | MISSED |" in page
    assert report.machine() in page


def test_the_report_keeps_what_was_not_measured_anew(one_group: Path) -> None:
    """A group measured on another day keeps its section, in its place, however often the page is written."""
    page = one_group / "benchmarks.md"
    page.write_text("# Benchmarks\n\n## other\n\n| what |\n|---|\n| lasting |\n\n## pair\n\nof yesterday\n")
    command.main([])
    first = report.write_page().read_text()
    assert first.index("| lasting |") < first.index("## pair") < first.index("| slow |")
    assert "of yesterday" not in first
    assert report.write_page().read_text() == first


def test_an_unknown_group_gets_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """Nonsense ends in 2, with the groups there are."""
    assert command.main(["nonsense"]) == 2
    assert "There is no group 'nonsense'; the groups are " in capsys.readouterr().err


def test_the_house_group_is_found() -> None:
    """A module of the bench is a group without being registered anywhere."""
    assert "house" in command.groups()
    assert "measure" not in command.groups()


def test_noise_is_told() -> None:
    """The lowest and the highest run stand beside the median."""
    spread = measure.Spread(seconds=(0.003, 0.001, 0.002), clock="CPU")
    assert spread.median == 0.002
    assert spread.how() == "median of 3 runs, 1 to 3 ms, CPU time"


def test_a_call_is_counted_as_often_as_it_was_made() -> None:
    """Each run makes as many calls as it says."""
    made: list[None] = []
    assert len(measure.cpu(lambda: made.append(None), runs=3, calls=5).seconds) == 3
    assert len(made) == 15


def test_a_command_that_fails_is_not_a_fast_one() -> None:
    """A failing process raises instead of counting as quick."""
    with pytest.raises(Exception, match="returned non-zero exit status 3"):
        measure.process([sys.executable, "-c", "raise SystemExit(3)"])


def test_an_absent_peer_gets_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that cannot be installed is named, and nothing else breaks."""
    monkeypatch.setattr(peers, "HOMES", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(peers.PeerAbsent, match=r"no-such-peer could not be installed"):
        peers.python_with("no-such-peer", "no-such-peer==1")
    assert not (tmp_path / "no-such-peer" / "installed").exists()
