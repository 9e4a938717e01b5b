"""A fault to plant, and the tests that must notice it.

A fault is a small change of the source that somebody could make in good faith; *was* must
stand exactly once in the file, so that the list cannot outlive the code it speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A change in one file under `src/chancery`, and the tests of which at least one must fail."""

    what: str
    file: str
    was: str
    becomes: str
    tests: tuple[str, ...]
    """As pytest is told them, without `.py`: `record/test_properties_force::test_…`."""
    quick: bool = False
    """Among the few that are planted when time is short: one for each property."""


class Plant(Protocol):
    """Makes a fault in a file of the record from the name of the test that must notice it."""

    def __call__(
        self, test: str, what: str, file: str, was: str, becomes: str, *more: str, quick: bool = False
    ) -> Fault:
        """*more* are further tests that may notice it, in the same file as the first."""
        ...


def in_the_record(tests: str) -> Plant:
    """Faults for the tests in one file of `tests/record`."""

    def plant(
        test: str, what: str, file: str, was: str, becomes: str, *more: str, quick: bool = False
    ) -> Fault:
        return Fault(
            what=what,
            file=f"record/{file}.py",
            was=was,
            becomes=becomes,
            tests=tuple(f"record/{tests}::test_{name}" for name in (test, *more)),
            quick=quick,
        )

    return plant
