"""The scenario files that were handed over, and the copy in the package: every expectation holds."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from chancery.play.scenario import read_scenarios
from tests.play.playing import differing, outcomes

PACKAGED = files("chancery.play").joinpath("data/6-january-2020.yaml")


def test_all_71_expectations_of_the_two_scenario_files_hold(shared: Path) -> None:
    """Played through real registries, main runs and branches, the record answers as was expected."""
    names = ("scenario-6-january-2020.yaml", "scenarios-civil.yaml")
    texts = [(shared / "semantics" / name).read_text(encoding="utf-8") for name in names]
    asked = [outcome for text in texts for _, outcome in outcomes(text)]
    assert len(asked) == 71
    assert [outcome for outcome in asked if not outcome.agrees] == []


def test_the_packaged_copy_of_6_january_answers_as_it_says() -> None:
    """The demonstration that comes with the package holds without any file beside it."""
    assert differing(PACKAGED.read_text(encoding="utf-8")) == []


def test_the_packaged_copy_is_the_same_story(shared: Path) -> None:
    """The package plays the entries and the expectations that were handed over, no others."""
    given = (shared / "semantics" / "scenario-6-january-2020.yaml").read_text(encoding="utf-8")
    (theirs,), (ours,) = read_scenarios(given), read_scenarios(PACKAGED.read_text(encoding="utf-8"))
    for run, other in zip(theirs.runs, ours.runs, strict=True):
        assert [entry["id"] for entry in run.log] == [entry["id"] for entry in other.log]
        assert [(probe.id, probe.value) for probe in run.expectations] == [
            (probe.id, probe.value) for probe in other.expectations
        ]


def test_the_packaged_copy_names_its_assumptions() -> None:
    """What was invented is called an assumption, DA1 to DA7, wherever the demonstration is shown."""
    (scenario,) = read_scenarios(PACKAGED.read_text(encoding="utf-8"))
    assert [line.split()[0] for line in scenario.assumptions] == [f"DA{number}" for number in range(1, 8)]


@pytest.mark.parametrize("probe", ["A2", "A7", "A9"])
def test_a_wrong_expectation_is_noticed(probe: str) -> None:
    """A file that expects something else is told so: the comparison can fail."""
    text = PACKAGED.read_text(encoding="utf-8")
    wrong = re.sub(rf"(id: {probe},.*value: ).*\}}", r"\1otherwise}", text)
    assert [outcome.id for _, outcome in differing(wrong)] == [probe]
