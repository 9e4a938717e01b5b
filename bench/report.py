"""docs/reference/benchmarks.md, from the figures measured last on this machine."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterator
from pathlib import Path

from bench.row import Written

OUT = Path(__file__).parent / "out"
PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks.md"

OPENING = """\
# Benchmarks

<!-- Written by `make docs` from bench/out; change the groups in bench/, not this page. -->

Measured with `make bench` on {machine}. Every figure is the median of several runs; the last column gives
the spread, which is the noise. A figure that misses its bar stays in the table and says so. A peer is
other software doing the nearest comparable work in the same run on the same machine; the ratio is how many
times better Chancery's figure is.
"""

HEADINGS = (
    "| what | figure | bar | holds | peer | peer's figure | ratio | how |\n|---|--:|--:|---|---|--:|--:|---|"
)


def write_page() -> Path:
    """
    Write the page and return where it stands.

    A group that was not measured since keeps its section: figures do not become untrue by
    lying on another disk.
    """
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    sections = dict(sorted({**_written_before(), **dict(_groups())}.items()))
    PAGE.write_text("\n".join([OPENING.format(machine=machine()), *sections.values()]), encoding="utf-8")
    return PAGE


def machine() -> str:
    """Name the machine as far as a reader needs it to judge the figures."""
    cores = os.cpu_count()
    return f"{_processor()}, {cores} cores, Python {platform.python_version()}, {platform.system()}"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _written_before() -> dict[str, str]:
    """The sections of the page as it stands, by their group."""
    written = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    _, *sections = re.split(r"^(?=## )", written, flags=re.MULTILINE)
    return {section[3:].partition("\n")[0]: section.rstrip("\n") + "\n" for section in sections}


def _groups() -> Iterator[tuple[str, str]]:
    for measured in sorted(OUT.glob("*.json")):
        rows: list[Written] = json.loads(measured.read_text(encoding="utf-8"))
        yield measured.stem, "\n".join([f"## {measured.stem}", "", HEADINGS, *map(line, rows), ""])


def line(row: Written) -> str:
    """One figure as a line of a table under `HEADINGS`."""
    cells = [
        row["name"],
        f"{figure(row['value'])} {row['unit']}",
        row["bar"] or "",
        holds_in_words(row),
        row["peer"] or "",
        "" if row["peer_value"] is None else f"{figure(row['peer_value'])} {row['unit']}",
        "" if row["ratio"] is None else f"{row['ratio']:.3g}×",
        row["how"],
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def holds_in_words(row: Written) -> str:
    """Say whether the bar is cleared; an uncompared bar is not a cleared one."""
    if row["bar"] is None:
        return ""
    return {True: "holds", False: "MISSED", None: "not compared"}[row["holds"]]


def figure(number: float) -> str:
    """Write three significant digits, or the whole number when it has more."""
    if abs(number) >= 1_000:
        return f"{number:,.0f}"
    return f"{number:.3g}"
