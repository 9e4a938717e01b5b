"""Copies of real letters, altered and not, on every medium: what is said of each, and how often rightly."""

from __future__ import annotations

from collections.abc import Iterator

from bench.row import Row


def rows() -> Iterator[Row]:
    """See `bench.copies.accuracy`; what draws and reads pictures is loaded only when it is measured."""
    from bench.copies import accuracy

    return accuracy.rows()
