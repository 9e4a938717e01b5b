"""A charter may carry a hand that nobody knows; it counts for nothing, and stands in nobody's way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.institution import Clock, Institution, department_charter
from tests.people import ARCHIVIST, CLERK, STRANGER
from tests.registry.test_reindex import in_sqlite


def test_a_charter_with_a_strangers_hand_is_opened_like_any_other(tmp_path: Path) -> None:
    """By a process that has not read it before, whose index opens it to look for keys it does not know."""
    us = Institution(department_charter(), clock=Clock(), index=in_sqlite(tmp_path))
    second = us.adopt(
        replace(us.registry.in_charge() or us.charter, version=2), by=(CLERK, ARCHIVIST, STRANGER)
    )
    us.index._opened.cache_clear()  # type: ignore[attr-defined]
    us.registry = us.reopened()
    us.index._opening = us.registry._opening  # type: ignore[attr-defined]
    (_, held) = us.registry.charters(us.domain)
    assert {hand.person for hand in held.hands} == {CLERK.person, ARCHIVIST.person}
    assert held.id == second.id
