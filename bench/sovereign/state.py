"""What a register pays for stating what is newest on it, as the map of its record grows.

CHANCERY_KEYS names how many keys the largest map has, 100,000 unless it does.  The map lies in
SQLite as a house keeps it; its keys are drawn, for which act a key stands for makes no difference.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import OUT
from bench.row import Row, at_most
from chancery.log.state_map import Latest, read_cut
from chancery.log.state_pages import cut, grown
from chancery.log.tree import EMPTY_ROOT, Hash
from chancery.record.statement import Institution
from chancery.registry.ports import StateMaps

LARGEST = int(os.environ.get("CHANCERY_KEYS", "100000"))
AT_ONCE = 4_096
CHANGED, TIMES = (1, 100), 30
WHO = Institution("us.demo")


class Growing:
    """One map, growing, and the processor time that each step of it takes."""

    def __init__(self, states: StateMaps) -> None:
        self.states, self.root, self.size = states, EMPTY_ROOT, 0

    def read(self, names: Iterable[str]) -> Mapping[str, bytes]:
        return self.states.pages(WHO, names)

    def grow(self, keys: Iterable[int]) -> float:
        """Milliseconds for one state head after these keys changed: counted in, and kept."""
        changes = {_key(number): Latest(number, 1) for number in keys}
        begun = time.process_time()
        growth = grown(changes, self.read, self.root)
        self.states.keep(WHO, self.size + 1, growth.pages)
        self.root: Hash = growth.root
        return 1e3 * (time.process_time() - begun)

    def fill(self, size: int) -> None:
        while self.size < size:
            end = min(size, self.size + AT_ONCE)
            self.grow(range(self.size, end))
            self.size = end


def rows() -> Iterator[Row]:
    """Milliseconds for a state head at each size of the map; then what a file must carry of the largest."""
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=OUT) as folder:
        growing = Growing(_states(Path(folder)))
        sizes = [size for size in (10_000, 100_000, 1_000_000) if size <= LARGEST]
        for size in sizes:
            growing.fill(size)
            for changed in CHANGED:
                yield _row(growing, size, changed)
        yield from _of_a_cut(growing, sizes[-1])


def _row(growing: Growing, size: int, changed: int) -> Row:
    spent = sorted(
        growing.grow(range(turn, size, size // changed)) for turn in range(1, 1 + max(3, TIMES // changed))
    )
    return Row(
        name=f"a state head after {changed} changed, {size:,} keys in the map",
        value=spent[len(spent) // 2],
        unit="ms",
        bar=at_most(5.0 * changed if changed == 1 else 1.0 * changed),
        how=f"processor time, median of {len(spent)}; pages read, each one used hashed against the page "
        f"above it, and written to SQLite; {1e3 * spent[len(spent) // 2] / changed:.0f} µs for each key",
    )


def _of_a_cut(growing: Growing, size: int) -> Iterator[Row]:
    asked = [_key(7), _key(size // 2), _key(size + 1)]
    octets = cut(asked, growing.read)
    begun = time.process_time()
    for _ in range(200):
        shown = read_cut(octets)
        assert [shown.latest(key) for key in asked][-1] is None
    spent = (time.process_time() - begun) / 200
    yield Row(
        name=f"what shows three keys of {size:,}, one of them absent",
        value=len(octets),
        unit="bytes",
        bar=at_most(4_000),
        how=f"{1e6 * spent:.0f} µs to read it, compute its root and look all three up",
    )


def _key(number: int) -> bytes:
    return sha256(number.to_bytes(8, "big")).digest()


def _states(folder: Path) -> StateMaps:
    from chancery.store.database import attach, migrate, stand_alone

    stand_alone()
    attach("record:bench-state", folder)
    migrate("record:bench-state")
    from chancery.store.states import DurableStates

    return DurableStates("record:bench-state")
