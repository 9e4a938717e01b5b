"""How long the house takes to open its door: the start of the command line, before it does anything."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bench import measure
from bench.row import Row, at_most

CHANCERY = Path(sys.executable).parent / "chancery"


def rows() -> Iterator[Row]:
    """Starting is part of the 300 ms that a check may take; a bare Python is the floor under it."""
    floor = measure.process([sys.executable, "-c", "pass"])
    start = measure.process([CHANCERY, "--version"])
    yield Row(
        name="chancery --version, new process",
        value=start.median * 1e3,
        unit="ms",
        bar=at_most(300),
        peer="python -c pass",
        peer_value=floor.median * 1e3,
        how=start.how(),
    )
