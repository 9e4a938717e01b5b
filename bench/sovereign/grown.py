"""A house whose log has as many entries as are wanted, most of them filler.

The tiles are those of exactly these entries and the index has every row that as many letters
would have, both written by the code that writes them otherwise.  Only the octets are filler,
36 of them in place of 500: nobody opens them, and no signature is made for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import OUT
from chancery.record.entry import Entry
from chancery.record.naming import named
from chancery.record.statement import Statement
from chancery.registry.append import append
from chancery.wiring.house import House
from chancery.wiring.registering import OpenedRegister, open_register
from tests.institution import Institution
from tests.letters import INFORM, saying
from tests.people import GENERAL
from tests.registering import founded

AT_ONCE = 25_000
"""Entries in one step of the filling."""


@contextmanager
def house(alias: str) -> Iterator[tuple[Institution, OpenedRegister, Path]]:
    """A house with a charter and one letter, open; it is gone afterwards."""
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=OUT) as folder:
        place = Path(folder) / "house"
        us = founded(place, alias=alias)
        us.registry.perform(us.act(saying("The first.", INFORM, "forces"), by=GENERAL))
        yield us, open_register(House.read(place), alias=alias), place


def fill(us: Institution, size: int) -> None:
    """Let the log have *size* entries, and the index every row of as many letters."""
    last = us.index.recent(us.domain, 1)[0]
    entry = us.index.entry(last)
    assert entry is not None
    while (start := us.registry.settle()) < size:
        number = min(AT_ONCE, size - start)
        octets = [b"%036d" % (start + n) for n in range(number)]
        keys = {f"filler {start + n}": n for n in range(number)}
        append(us.archive, octets, pen=us.pen, at=us.clock.now, keys=keys)
        entries = ((start + n, octets[n], _another(entry, start + n)) for n in range(number))
        us.index.add(list(entries))


def _another(entry: Entry, number: int) -> Entry:
    """The same letter under a name and a reference of its own."""
    assert isinstance(entry.act, Statement)
    id = named(entry.institution, number.to_bytes(7, "big"))
    return replace(entry, id=id, act=replace(entry.act, id=id, reference=f"US/CMD/{number}"))
