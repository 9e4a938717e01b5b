"""docs/guide/scale.md: what it says was worked out follows from what it says was measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "guide" / "scale.md").read_text(encoding="utf-8")

REGISTRATION, OVER_HTTP, CHECK, ANSWER, FOLLOWED = 466e-6, 583e-6, 1.318e-3, 2.11e-3, 322e-6
"""Seconds of a processor, as the page gives them in its first table."""
ACTS_OF_A_LETTER, STATE_HEADS = 2.1, 24
PEAK, DAY = 10, 86_400
REGISTERS = 195 * 20


def section(head: str) -> str:
    return PAGE.partition(f"\n## {head}\n")[2].partition("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [cells for cells in lines if not set(cells[0]) <= {"-", " "}][1:]


def number(cell: str) -> float:
    found = re.search(r"[\d,]+(?:\.\d+)?", cell)
    assert found is not None, cell
    return float(found[0].replace(",", ""))


def about(value: float) -> object:
    """As a page gives it: two figures."""
    return pytest.approx(value, rel=0.05)


def test_the_figures_stand_in_the_table_of_what_was_measured() -> None:
    """Those that this test computes with are those that a reader sees, each with its command."""
    measured = section("Measured")
    for said in ("466, 495 µs", "583 µs; 2.99 ms", "1.32, 1.34 ms", "2.11 ms", "322 µs", "20 µs; 32 µs"):
        assert said in measured
    assert all("`" in cells[2] or cells[2].startswith("the same") for cells in rows(measured))


def test_what_two_cores_carry() -> None:
    """Two seconds of processor time by that of one thing."""
    told = [number(cells[1]) for cells in rows(section("What two cores carry"))]
    assert told == [about(2 / each) for each in (REGISTRATION, OVER_HTTP, CHECK, ANSWER, 20e-6, FOLLOWED)]


def test_for_whom() -> None:
    """Acts from letters, their peak, and what both take of two cores."""
    told = rows(section("For whom"))
    assert len(told) == 5
    for who, letters, acts, peak, checks, share in told:
        wanted = number(letters) * ACTS_OF_A_LETTER + STATE_HEADS
        busy = (wanted * REGISTRATION + number(checks) * CHECK) * PEAK / DAY / 2
        assert number(acts) == about(wanted), who
        assert number(peak) == about(wanted * PEAK / DAY), who
        assert number(share) == about(busy * 100), who


def test_every_ministry_on_earth() -> None:
    """Followed, kept and witnessed."""
    told = section("Every ministry on earth")
    acts = REGISTERS * (2_000 * ACTS_OF_A_LETTER + STATE_HEADS)
    assert number(told.split("registers, ")[1]) == about(acts)
    for said, wanted in (
        ("% of one core, 24", acts * FOLLOWED / DAY * 100),
        (" GB a day", acts * 1.4e3 / 1e9),
        (" Mbit/s", acts * 1.4e3 * 8 / DAY / 1e6),
        (" TB a year", acts * 1.8e3 * 365 / 1e12),
        (" answers a second", REGISTERS / 60),
        ("% of one core |\n| gives", REGISTERS / 60 * ANSWER * 100),
    ):
        before = told.partition(said)[0]
        assert before != told, said
        assert float(re.findall(r"[\d.]+", before)[-1]) == pytest.approx(wanted, rel=0.1), said
