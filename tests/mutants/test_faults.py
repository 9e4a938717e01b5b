"""The list of faults is kept up to date: each one still fits the source, and its tests exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.fault import Fault
from tests.mutants.faults import FAULTS

HERE = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.file}: {fault.what}")
def test_the_fault_can_still_be_planted(fault: Fault) -> None:
    """What the fault changes stands exactly once in the source, and the tests it names are there."""
    source = (HERE / "src" / "chancery" / fault.file).read_text(encoding="utf-8")
    assert source.count(fault.was) == 1
    for name in fault.tests:
        file, _, test = name.partition("::")
        assert f"def {test}(" in (HERE / "tests" / f"{file}.py").read_text(encoding="utf-8")


def test_every_fault_is_told_apart() -> None:
    """No two faults have one description in one file."""
    told = [(fault.file, fault.what) for fault in FAULTS]
    assert len(set(told)) == len(told)
