"""The two scenario files, asked of the world directly: what the registry's player will ask again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chancery.record.logic import Truth
from chancery.record.slice import Shelf, bearing_on
from chancery.record.standing import Stale, spell, stale
from chancery.record.world import World
from tests.record.scenario import T0, Run, moment, runs

WORDS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNDETERMINED: "undetermined"}
FILES = ("scenario-6-january-2020.yaml", "scenarios-civil.yaml")


def test_every_expectation_of_the_scenarios_holds(shared: Path) -> None:
    """All 71 expectations hold, on the whole record and on the slice alone."""
    asked = 0
    for file in FILES:
        for run in runs(shared / "semantics" / file):
            for probe in run.expect:
                assert probe["value"] == answer(run, probe, sliced=False), (run.name, probe)
                assert probe["value"] == answer(run, probe, sliced=True), (run.name, probe)
                asked += 1
    assert asked == 71


def answer(run: Run, probe: dict[str, Any], *, sliced: bool) -> str:
    at, id = moment(probe["at"]), probe["entry"]
    seen = moment(probe.get("fresh_at", probe.get("view", probe["at"])))
    held = [entry for entry in run.entries if entry.at <= seen]
    world = World(bearing_on(id, Shelf(held)) if sliced else held, at)
    match probe["probe"]:
        case "standing":
            return spell(world.standing(id))
        case "stale_standing":
            return unknown_since(stale(world.standing(id), seen, int(probe["max_age"][:-1]) * 60))
        case "authority":
            return WORDS[world.authority(id).truth]
        case "clause_authority":
            return WORDS[world.clause_authority(id, probe["clause"], probe.get("as_act")).truth]
        case "force":
            return world.force(id).effect.value
        case "premise":
            truth = world.premises(id)[0].truth
            return WORDS[truth] if isinstance(truth, Truth) else truth.value
        case other:
            raise AssertionError(f"the scenarios have no probe {other}")


def unknown_since(view: Stale | None) -> str:
    assert view is not None
    return f"unknown since T0{(view.since - T0) // 60:+d}m (last known: {spell(view.last_known)})"
