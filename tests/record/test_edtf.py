"""Uncertain times: which days are meant, and how much to believe them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.record.edtf import reach_of


def day(written: str) -> int:
    return int(datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("written", "first", "after", "doubtful"),
    [
        ("2020-01-06", "2020-01-06", "2020-01-07", False),
        ("2020-01-06?", "2020-01-06", "2020-01-07", True),
        ("2019-11?", "2019-11-01", "2019-12-01", True),
        ("2019-12", "2019-12-01", "2020-01-01", False),
        ("2020~", "2020-01-01", "2021-01-01", True),
        ("2020-02-29", "2020-02-29", "2020-03-01", False),
        ("2020-01-04?/2020-01-05?", "2020-01-04", "2020-01-06", True),
        ("2020-01-04/2020-02", "2020-01-04", "2020-03-01", False),
    ],
)
def test_a_time_means_whole_days(written: str, first: str, after: str, doubtful: bool) -> None:
    """Never a moment within one; the mark of doubt does not move them."""
    reach = reach_of(written)
    assert reach is not None
    assert (reach.first, reach.after, reach.doubtful) == (day(first), day(after), doubtful)


def test_what_cannot_be_resolved_is_no_time() -> None:
    """Some time, and the text does not say when."""
    assert reach_of("../..") is None
    assert reach_of("X" * 4) is None


@pytest.mark.parametrize(
    "written",
    ["", "Monday", "2020-13", "2020-00", "2021-02-29", "2020-1-6", "1969", "2020/2019",
     "2020-01-06??", "٢٠٢٠",
     "2020/2021/2022", "2020-01-06T12:00"],
)  # fmt: skip
def test_what_is_no_date_is_refused(written: str) -> None:
    """In a sentence; nothing is guessed."""
    with pytest.raises(Malformed):
        reach_of(written)


@given(st.dates(date(1970, 1, 1), date(9998, 12, 31)), st.sampled_from(["", "?", "~", "%"]))
def test_a_day_is_a_day(when: date, mark: str) -> None:
    """Whichever it is, it is 86,400 seconds long and begins at midnight."""
    reach = reach_of(f"{when.isoformat()}{mark}")
    assert reach is not None
    assert (reach.after - reach.first, reach.first % 86_400) == (86_400, 0)
    assert reach.doubtful is bool(mark)
