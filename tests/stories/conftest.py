"""The two institutions of the stories, on one clock."""

from __future__ import annotations

import pytest

from tests.institution import Clock, Institution, assembly, department


@pytest.fixture
def clock() -> Clock:
    """The morning of 6 January 2020."""
    clock = Clock()
    clock.set("T0-30d")
    return clock


@pytest.fixture
def us(clock: Clock) -> Institution:
    """The department; its charter is a month old."""
    return department(clock)


@pytest.fixture
def iq(clock: Clock) -> Institution:
    """The assembly; its charter is a month old."""
    return assembly(clock)
