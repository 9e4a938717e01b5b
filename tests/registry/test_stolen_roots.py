"""A root key in other hands: what it signs afterwards is no charter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.errors import NotPermitted
from chancery.record.charter import Charter, Root
from tests.institution import Clock, Institution, department_charter
from tests.people import ARCHIVIST, CHAIR, CLERK, PRESS, SECRETARY, Officer

THEFT = "T0+30s"
"""After the first charter, which the clerk signed; else nothing would be left to confirm it by."""
THREE = (CLERK, ARCHIVIST, PRESS)


def three_roots(version: int) -> Charter:
    """The department's charter, with a third holder of the root, of whom two are needed."""
    first = department_charter()
    root = Root(threshold=2, keys={each.key: each.person for each in THREE})
    return replace(first, version=version, root=root)


@pytest.fixture
def us() -> Institution:
    """The department under such a charter."""
    return Institution(three_roots(1), clock=Clock())


def adopted(us: Institution, version: int, *by: Officer) -> None:
    us.clock.turn("1m")
    us.adopt(three_roots(version), by=by)


def test_a_root_key_that_was_confirmed_stolen_makes_no_charter(us: Institution) -> None:
    """Two hands are asked for, and one of them is nobody's any more."""
    us.clock.turn("1m")
    us.confirm_stolen(CLERK, since=THEFT, by=[SECRETARY, CHAIR])
    with pytest.raises(NotPermitted, match="not signed by the root"):
        adopted(us, 2, CLERK, ARCHIVIST)
    adopted(us, 2, PRESS, ARCHIVIST)
