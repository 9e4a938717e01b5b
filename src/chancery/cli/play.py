"""`chancery play`: put scenario files through a real registry and compare what they expect."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from chancery.errors import Malformed
from chancery.play.player import Outcome, Player
from chancery.play.scenario import Run, read_scenarios

MOST_OCTETS = 10_000_000
"""A scenario file of more is not read."""


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per run, one per line.")
def play(files: tuple[Path, ...], as_json: bool) -> None:
    """
    Play scenario files through a real registry: real keys and a real record.

    Every expectation of every run is asked of somebody who follows the institutions'
    records.  Exit code 1 says that an answer differs from what the file expects.

    \b
    chancery play 6-january-2020.yaml
    chancery play --json *.yaml
    """
    runs = [run for file in files for run in _runs(file)]
    differing = 0
    for run in runs:
        outcomes = _played(run)
        differing += sum(not outcome.agrees for outcome in outcomes)
        click.echo(_as_json(run, outcomes) if as_json else _as_text(run, outcomes))
    if not as_json:
        total = sum(len(run.expectations) for run in runs)
        click.echo(f"{total} expectations, {differing} different.")
    sys.exit(1 if differing else 0)


def _runs(file: Path) -> Iterator[Run]:
    if file.stat().st_size > MOST_OCTETS:
        raise Malformed(f"{file} is larger than {MOST_OCTETS // 1_000_000} MB; no scenario is.")
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Malformed(f"{file} is not UTF-8 text.") from None
    for scenario in read_scenarios(text):
        yield from scenario.runs


def _played(run: Run) -> tuple[Outcome, ...]:
    player = Player(run)
    player.perform()
    return tuple(player.outcomes())


def _as_json(run: Run, outcomes: tuple[Outcome, ...]) -> str:
    probes = [{"id": each.id, "expected": each.expected, "got": each.got} for each in outcomes]
    return json.dumps({"scenario": run.scenario, "branch": run.branch, "probes": probes}, ensure_ascii=False)


def _as_text(run: Run, outcomes: tuple[Outcome, ...]) -> str:
    name = run.scenario if run.branch is None else f"{run.scenario} / {run.branch}"
    lines = [f"{name}: {len(outcomes)} expectations"]
    lines += [
        f"  {each.id}: expected “{each.expected}”, got “{each.got}”" for each in outcomes if not each.agrees
    ]
    return "\n".join(lines)
