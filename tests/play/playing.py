"""Scenario files played through real registries, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from chancery.play.player import Outcome, Player
from chancery.play.scenario import Run, read_scenarios


def played(run: Run) -> Player:
    """The run after all its acts."""
    player = Player(run)
    player.perform()
    return player


def outcomes(text: str) -> Iterator[tuple[Run, Outcome]]:
    """Every probe of every run in a file, with its answer."""
    for scenario in read_scenarios(text):
        for run in scenario.runs:
            for outcome in played(run).outcomes():
                yield run, outcome


def differing(text: str) -> list[tuple[str | None, Outcome]]:
    """The probes whose answer is not the expected one."""
    return [(run.branch, outcome) for run, outcome in outcomes(text) if not outcome.agrees]


def as_yaml(document: Mapping[str, Any]) -> str:
    """The document as a file; the C library writes it, or the tests would mostly wait for that."""
    return yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
