"""`python -m bench [GROUP …] [--report]`: measure, print, and keep the rows in bench/out."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.report import OUT, figure, holds_in_words, write_page
from bench.row import Row, Written

HERE = Path(__file__).parent
HARNESS = {"__main__", "measure", "peers", "report", "row"}
SETTING = {"correspondence", "evidence_files", "long_log", "searching"}
"""What is measured with; all other modules are groups."""


def groups() -> list[str]:
    """Every module of this package that is not the harness is a group."""
    found = {module.name for module in pkgutil.iter_modules([str(HERE)])}
    return sorted(found - HARNESS - SETTING)


def main(arguments: Sequence[str]) -> int:
    """Return 0 when every bar that could be measured holds, 1 when one is missed, 2 for nonsense."""
    asked = _parser().parse_args(arguments)
    unknown = sorted(set(asked.groups) - set(groups()))
    if unknown:
        print(f"There is no group {unknown[0]!r}; the groups are {', '.join(groups())}.", file=sys.stderr)
        return 2
    if asked.report:
        for page in _pages():
            print(f"wrote {page.relative_to(HERE.parent)}")
        return 0
    missed = [row for name in asked.groups or groups() for row in run(name) if row["holds"] is False]
    return 1 if missed else 0


def _pages() -> Iterator[Path]:
    from bench.copies import page as accuracy

    yield write_page()
    if (written := accuracy.write_page()) is not None:
        yield written


def run(name: str) -> list[Written]:
    """Measure one group, printing each figure as it comes, and keep its rows."""
    print(f"\n{name}")
    measured: Iterable[Row] = importlib.import_module(f"bench.{name}").rows()
    rows = [_told(row.written()) for row in measured]
    OUT.mkdir(parents=True, exist_ok=True)
    text = json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    (OUT / f"{name}.json").write_text(text, encoding="utf-8")
    return rows


def _told(row: Written) -> Written:
    bar = "" if row["bar"] is None else f"   {row['bar']}: {holds_in_words(row)}"
    peer = "" if row["ratio"] is None else f"   {row['ratio']:.3g}× {row['peer']}"
    print(f"  {row['name']:<56} {figure(row['value']):>10} {row['unit']}{bar}{peer}", flush=True)
    print(f"      {row['how']}", flush=True)
    return row


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"one of {', '.join(groups())}")
    parser.add_argument(
        "--report", action="store_true", help="write docs/reference/benchmarks.md and accuracy.md"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
