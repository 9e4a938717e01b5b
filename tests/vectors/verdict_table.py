"""The written verdicts, read as what they are: the expectations of the tests beside them.

A table in `verdicts/` has five columns: what, cases, accepted, refused, why.  A test
counts for itself and compares; so the table cannot say what the code does not do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

Counts = tuple[int, int, int]
"""Cases, accepted, refused."""


def stated(name: str) -> dict[str, Counts]:
    """What the table *name* promises, by file or class of cases."""
    lines = (Path(__file__).parent / "verdicts" / f"{name}.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    table = {row[0].strip("`"): (int(row[1]), int(row[2]), int(row[3])) for row in rows[2:]}
    assert len(table) == len(rows) - 2, f"a row of {name}.md stands there twice"
    return table


def counted(outcomes: Iterable[tuple[str, bool]]) -> dict[str, Counts]:
    """The same counts, from pairs of what was tried and whether it was accepted."""
    tally = Counter(outcomes)
    whats = {what for what, _ in tally}
    return {
        what: (tally[what, True] + tally[what, False], tally[what, True], tally[what, False])
        for what in whats
    }
