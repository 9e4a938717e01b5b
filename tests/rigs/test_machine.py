"""Bar 16, threats 5 and 11: a whole registry, driven at random, beside a second evaluator of its rules."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.mutants.in_the_registry import FAULTS
from tests.mutants.run import NOTICED, plant
from tests.rigs.conftest import Say
from tests.rigs.registry_machine import DurableMachine, RegistryMachine

SEED = 16
LENGTH = 50
"""Choices in one run; several of them are more than one step."""
IN_MEMORY, ON_SQLITE = (400, 95_000), (100, 5_000)
"""Steps in the quick version and at full length: together 100,000."""
FAULTY = 4_000
"""Steps in which a planted fault must show."""
RUNS = 20
"""Runs under one seed."""

OUTCOMES = {
    *("authority YES", "authority NO", "authority UNDETERMINED"),
    *("disowned", "withdrawn", "superseded", "suspended", "expired", "corrected", "current"),
    *("letter: done", "letter: refused", "charter: done", "charter: refused", "release: done"),
    *("release: refused", "disown: done", "confirm_compromise: done", "act of one who died: done"),
    *("deaths at a release", "thief: done", "thief: refused", "thief after confirmation: refused"),
}
"""At full length each of these must come up at least thirty times, or it proves too little."""


def test_the_whole_registry_keeps_its_rules(at_full_length: bool, say: Say) -> None:
    """Whatever is brought, by whomever, whoever dies at it: who had the right is on the record."""
    taken = _driven(RegistryMachine, FAULTY if faults_are_planted() else IN_MEMORY[at_full_length])
    say(_told(taken))
    often = 30 if at_full_length and not faults_are_planted() else 0
    assert [outcome for outcome in OUTCOMES if taken[outcome] < often] == [], taken
    assert taken["letter: done"] > 0 < taken["letter: refused"]


def test_the_whole_registry_keeps_its_rules_on_a_disk(
    empty_log: Path, at_full_length: bool, say: Say
) -> None:
    """The same over SQLite, where whoever dies leaves files and tables behind."""
    DurableMachine.empty = empty_log
    taken = _driven(DurableMachine, ON_SQLITE[at_full_length])
    say(_told(taken))
    assert taken["authority YES"]


def test_a_registry_with_a_fault_is_found_out(at_full_length: bool, say: Say) -> None:
    """Control: with one fault planted in the source, the same steps end in a disagreement."""
    faults = [fault for fault in FAULTS if fault.quick or at_full_length]
    verdicts = {fault.what: plant(fault) for fault in faults}
    say(f"control: {list(verdicts.values()).count(NOTICED)} of {len(faults)} planted faults are noticed")
    assert [what for what, verdict in verdicts.items() if verdict != NOTICED] == []


def faults_are_planted() -> bool:
    """Whether this is one of the runs in which a failure is what is hoped for (`tests.mutants`)."""
    return os.environ.get("HYPOTHESIS_PROFILE") == "faults"


def _driven(machine: type[RegistryMachine], steps: int) -> Counter[str]:
    """Take so many steps, or a few more; what came of them."""
    taken = machine.taken = Counter()
    number = SEED
    while taken["steps"] < steps:
        runs = max(1, min(RUNS, (steps - taken["steps"]) // LENGTH))
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            seed(number)(machine),
            settings=settings(
                max_examples=runs,
                stateful_step_count=LENGTH,
                deadline=None,
                database=None,
                derandomize=False,
                phases=(Phase.generate,) if faults_are_planted() else (Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            ),
        )
        number += 1
    return taken


def _told(taken: Counter[str]) -> str:
    disowned = taken["disown: done"]
    deaths = taken["act of one who died: done"] + taken["act of one who died: refused"]
    return (
        f"{taken['steps']} steps: {taken['letter: done'] + taken['release: done']} letters, "
        f"{disowned} disownings, {taken['charter: done']} charters, {deaths} deaths, "
        f"{taken['thief: refused'] + taken['thief after confirmation: refused']} thieves sent away; "
        "0 disagreements with the second evaluator"
    )
