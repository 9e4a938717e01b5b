"""The player set beside the customer's reference model, on scenarios that nobody wrote.

Everything goes the whole way: YAML, keys, signatures, admission, log, follower, slice.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

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
SOMETIMES = {"in force", "partly in force", "superseded", "withdrawn", "disowned", "not on record"}


@pytest.mark.slow
def test_the_player_agrees_with_the_reference_model(shared: Path) -> None:
    """A scenario of any shape gets the model's answers, where the product has no rule of its own."""
    model = reference.load(shared)
    seen: Counter[str] = Counter()

    @settings(max_examples=60, deadline=None, derandomize=False, database=None)
    @given(st.integers(0, 2**64))
    def on_one_scenario(seed: int) -> None:
        text = as_yaml(scenario(Random(seed)))
        theirs = reference.answers(model, yaml.load(text, yaml.CSafeLoader))
        expected = {(branch, probe): answer for branch, probe, answer in theirs}
        for run in read_scenarios(text)[0].runs:
            compare(played(run), expected, seen)

    on_one_scenario()
    assert {answer for answer in OFTEN if seen[answer] < 30} == set(), seen
    assert {answer for answer in SOMETIMES if seen[answer] < 1} == set(), seen


def compare(player: Player, expected: dict[tuple[str | None, str], str], seen: Counter[str]) -> None:
    """Every answer is the model's; of a charter that no registry would have, nothing is asked."""
    if first_charters(player.run) & player.refused.keys():
        return  # to the model no later charter can be the first; to a registry nothing has happened
    probes = {probe.id: probe for probe in player.run.expectations}
    for outcome in player.outcomes():
        if probes[outcome.id].entry not in player.refused:
            answer = expected[player.run.branch, outcome.id]
            assert outcome.got == answer, (player.run.branch, outcome.id)
            seen[answer.partition(" since ")[0]] += 1


def first_charters(run: Run) -> set[str]:
    return {entry["id"] for entry in run.log if entry.get("body", {}).get("version") == 1}
