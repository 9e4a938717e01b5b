"""A benchmark's row says what was promised, what was measured, and never more."""

from __future__ import annotations

from bench.row import Better, Row, at_least, at_most, times_the_peer


def test_a_cost_is_better_when_it_is_lower() -> None:
    """A peer that takes eight times as long makes the ratio eight."""
    row = Row(name="check", value=0.5, unit="ms", how="", peer="other", peer_value=4)
    assert row.ratio == 8


def test_a_rate_is_better_when_it_is_higher() -> None:
    """A peer that manages half as many makes the ratio two."""
    row = Row(
        name="append", value=10_000, unit="/s", how="", better=Better.HIGHER, peer="other", peer_value=5_000
    )
    assert row.ratio == 2


def test_a_bar_holds_at_its_limit_and_not_beyond() -> None:
    """At most 300 allows 300; at least 5,000 asks for 5,000."""
    assert Row(name="start", value=300, unit="ms", how="", bar=at_most(300)).holds is True
    assert Row(name="start", value=301, unit="ms", how="", bar=at_most(300)).holds is False
    assert Row(name="append", value=4_999, unit="/s", how="", bar=at_least(5_000)).holds is False


def test_a_bar_against_an_absent_peer_is_not_cleared() -> None:
    """Where the peer could not be installed, nobody may say that the promise holds."""
    row = Row(name="check", value=0.5, unit="ms", how="", bar=times_the_peer(8), peer="other")
    assert row.holds is None
    assert row.ratio is None


def test_a_row_is_written_with_exactly_the_promised_keys() -> None:
    """bench/out holds name, value, unit, bar, holds, peer, peer_value, ratio and how."""
    written = Row(name="start", value=1, unit="ms", how="once", bar=at_most(2)).written()
    assert list(written) == ["name", "value", "unit", "bar", "holds", "peer", "peer_value", "ratio", "how"]
    assert written["bar"] == "≤ 2"
