"""Whoever is slow keeps nobody waiting, and a fault of our own is not taken for slowness."""

from __future__ import annotations

import time
from threading import Event

import pytest

from chancery.wiring.at_once import all_within


def test_who_hangs_is_left_out_at_the_deadline() -> None:
    """The others' answers come in the order in which they were asked."""
    never = Event()
    begun = time.monotonic()
    told = all_within(0.3, {"hangs": lambda: never.wait(30), "b": lambda: True, "a": lambda: False})
    assert time.monotonic() - begun < 5
    assert list(told.items()) == [("b", True), ("a", False)]
    never.set()


def test_nobody_waits_for_a_deadline_that_all_have_kept() -> None:
    """As soon as the last has answered it goes on; nobody asked, nothing told."""
    begun = time.monotonic()
    assert all_within(30, {"a": lambda: 1, "b": lambda: 2}) == {"a": 1, "b": 2}
    assert all_within(30, {}) == {}
    assert time.monotonic() - begun < 5


def test_what_one_raises_is_raised() -> None:
    """It is not passed over as if that one had been late."""
    with pytest.raises(ZeroDivisionError):
        all_within(30, {"a": lambda: 1 // 0})
