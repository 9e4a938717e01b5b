"""The right letter, the right words, and no false equal: measured on copies of real letters.

A house is founded in a folder of its own, the letters are put on its record, and copies of
them are brought through the same door as anybody's: pasted words to `registry.check`, files
through the sandbox.  The verdicts are kept in bench/out/copies, from which the figures
below and docs/reference/accuracy.md are drawn.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.copies.beside import rows_beside_others
from bench.copies.cases import Maker
from bench.copies.figures import rows_of
from bench.copies.page import KEPT
from bench.copies.passing import programs_absent
from bench.copies.register import registered
from bench.copies.sizes import SEED, Size, chosen
from bench.copies.tally import Tally
from bench.copies.trial import Setting, alone, together
from bench.report import machine
from bench.row import Row


def rows() -> Iterator[Row]:
    """Bring every copy, keep the verdicts, and tell the figures."""
    size = chosen()
    with TemporaryDirectory(prefix="chancery-bench-") as folder:
        tally = measured(size, Path(folder) / "house", seed=SEED)
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps(tally.written(), ensure_ascii=False) + "\n", encoding="utf-8")
    yield from rows_of(tally)
    yield from rows_beside_others()


def measured(size: Size, folder: Path, *, seed: int) -> Tally:
    """Found the house, bring the copies: first some alone, for the clock, then all of them, two at a time."""
    begun = time.perf_counter()
    setting = Setting(folder=folder, letters=size.letters, seed=seed)
    maker = setting.maker()
    registered(maker.letters.kept, folder)
    planned = [cases for wanted in size.wanted if (cases := list(maker.cases(wanted)))]
    timed = [case for cases in planned for case in _spread(cases, size.timed.get(cases[0].on, 0))]
    seconds = [verdict.written() for verdict in alone(setting, timed)]
    verdicts = together(setting, [case for cases in planned for case in cases])
    return Tally(
        verdicts=tuple(verdict.written() for verdict in verdicts),
        timed=tuple(seconds),
        run=_circumstances(size, maker, seed, time.perf_counter() - begun),
    )


def _spread(cases: list[Any], number: int) -> list[Any]:
    """So many of them, from all over."""
    return cases[:: max(1, len(cases) // number)][:number] if number else []


def _circumstances(size: Size, maker: Maker, seed: int, seconds: float) -> dict[str, Any]:
    return {
        "size": size.name,
        "seed": seed,
        "letters": len(maker.letters.kept),
        "off": len(maker.letters.off),
        "seconds": round(seconds),
        "machine": machine(),
        "absent": list(programs_absent()),
    }
