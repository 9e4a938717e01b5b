"""The player set beside the customer's reference model, on scenarios that nobody wrote.

Everything goes the whole way: YAML, keys, signatures, admission, log, follower, slice.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.play.player import Player
from chancery.play.scenario import Run, read_scenarios
from tests.play import reference
from tests.play.invented import scenario
from tests.play.playing import as_yaml, played

OFTEN = {"current", "yes", "no", "undetermined", "not in force", "no operative effect", "unknown"}
SOMETIMES = {
    *("in force", "partly in force", "not on record"),
    *("superseded", "withdrawn", "disowned", "suspended", "corrected", "expired"),
}
SEEDS = range(22, 62)
"""Forty in which each of these comes up; chosen for that, not for the comparison."""


@pytest.mark.slow
def test_the_player_agrees_with_the_reference_model(shared: Path) -> None:
    """Forty scenarios, always the same, in which every kind of answer comes up, get the model's answers."""
    model, seen = reference.load(shared), Counter[str]()
    for seed in SEEDS:
        compare(model, seed, seen)
    assert {answer for answer in OFTEN if seen[answer] < 30} == set(), seen
    assert {answer for answer in SOMETIMES if seen[answer] < 2} == set(), seen


@pytest.mark.slow
@settings(max_examples=25, deadline=None, derandomize=False, database=None)
@given(seed=st.integers(0, 2**64))
def test_the_player_agrees_on_scenarios_that_were_never_seen(shared: Path, seed: int) -> None:
    """So do others, new each time."""
    compare(reference.load(shared), seed, Counter())


def compare(model: ModuleType, seed: int, seen: Counter[str]) -> None:
    text = as_yaml(scenario(Random(seed)))
    theirs = reference.answers(model, yaml.load(text, yaml.CSafeLoader))
    expected = {(branch, probe): answer for branch, probe, answer in theirs}
    for run in read_scenarios(text)[0].runs:
        compare_run(played(run), expected, seen)


def compare_run(player: Player, expected: dict[tuple[str | None, str], str], seen: Counter[str]) -> None:
    """Every answer is the model's; of a charter that no registry would have, nothing is asked."""
    if (first_charters(player.run) | targets(player.run)) & player.refused.keys():
        return  # the model keeps what a registry refuses; to a registry nothing has happened
    probes = {probe.id: probe for probe in player.run.expectations}
    for outcome in player.outcomes():
        if probes[outcome.id].entry not in player.refused:
            answer = expected[player.run.branch, outcome.id]
            assert outcome.got == answer, (player.run.branch, outcome.id)
            seen[answer.partition(" since ")[0]] += 1


def first_charters(run: Run) -> set[str]:
    return {entry["id"] for entry in run.log if entry.get("body", {}).get("version") == 1}


def targets(run: Run) -> set[str]:
    return {target for entry in run.log for target in entry.get("targets", ())}
