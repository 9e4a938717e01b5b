"""The customer's executable reference model, and its own player of scenario files."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any


def load(shared: Path) -> ModuleType:
    """The model's player, as it was given; it finds the model beside it."""
    _module("reference_model", shared / "semantics" / "reference_model.py")
    return _module("run_scenario", shared / "semantics" / "run_scenario.py")


def _module(name: str, place: Path) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, place)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


def answers(model: ModuleType, document: Mapping[str, Any]) -> Iterator[tuple[str | None, str, str]]:
    """What the model answers to every probe of a document: branch, probe, answer."""
    play = document["demonstration"]
    courses = [{"id": None, "expect": play["expect"]}, *play.get("branches", [])]
    for branch in courses:
        kept = [entry for entry in play["log"] if entry["id"] not in branch.get("drop", [])]
        entries = model.build(kept + branch.get("add", []), branch.get("make_private", ()))
        for probe in branch["expect"]:
            yield branch["id"], probe["id"], model.probe(entries, probe)
