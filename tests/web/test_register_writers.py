"""One writer at a time through the archive alone: several registers and a Desk write to one PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from chancery.seal.receipt import open_inclusion
from tests.institution import Institution
from tests.letters import INFORM, saying
from tests.people import GENERAL, urn
from tests.postgres import Postgres
from tests.registering import Caller, founded, message, serving

REGISTERS, WORKERS, PROGRAMS, EACH = 2, 2, 8, 40
DESKS, LETTERS = 2, 15

DESK = """
import sys, time
from dataclasses import replace
from pathlib import Path
from chancery.wiring import open_registry
from chancery.wiring.house import House
from tests.institution import Institution, department_charter
from tests.letters import INFORM, saying
from tests.people import GENERAL, urn

folder, name, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
registry = open_registry(House.read(folder), pen=True)
us = Institution.__new__(Institution)
us.domain, us._written = department_charter().institution, 0
for n in range(number):
    said = replace(saying("", INFORM, "forces"), words=None)
    act = us.act(said, by=GENERAL, id=urn(us.domain, name, str(n)), key=f"{name} {n}")
    print(registry.perform(act).id, flush=True)
"""
"""What a Desk does, without its pages: one act after another, each alone, without taking a turn."""


def test_nothing_is_lost_and_nothing_stands_twice(tmp_path: Path, postgres: Postgres) -> None:
    """Four workers of two registers and two Desks: every act that was acknowledged stands once in one log."""
    folder = tmp_path / "house"
    us = founded(folder, record=postgres.fresh_database().url)
    before = us.registry.settle()
    with ExitStack() as running:
        ports = [running.enter_context(serving(folder, workers=WORKERS)).port for _ in range(REGISTERS)]
        desks = [
            subprocess.Popen(
                [sys.executable, "-c", DESK, str(folder), f"desk {n}", str(LETTERS)],
                stdout=subprocess.PIPE,
                text=True,
            )
            for n in range(DESKS)
        ]
        with ThreadPoolExecutor(PROGRAMS) as programs:
            receipts = list(programs.map(lambda n: _bring(us, ports[n % REGISTERS], n), range(PROGRAMS)))
        performed = [desk.communicate(timeout=300)[0].split() for desk in desks]
    after = us.registry.settle()
    places = [place for each in receipts for place in each]
    assert [desk.returncode for desk in desks] == [0] * DESKS
    assert [len(each) for each in performed] == [LETTERS] * DESKS
    assert after - before == PROGRAMS * EACH + DESKS * LETTERS
    assert len(set(places)) == len(places) == PROGRAMS * EACH
    assert len({id for each in performed for id in each}) == DESKS * LETTERS
    _require_whole(us, after)


def _bring(us: Institution, port: int, program: int) -> list[int]:
    """One program brings its acts one after another; each answer says where its act stands."""
    caller, places = Caller(port=port), []
    for n in range(EACH):
        id = urn(us.domain, "writers", f"{program}-{n}")
        told = caller.bring(
            message(us.act(saying("", INFORM, "forces"), by=GENERAL, id=id)), key=f"{program}-{n}"
        )
        assert told.status == 201, told
        places.append(open_inclusion(told.octets).index)
    return places


def _require_whole(us: Institution, size: int) -> None:
    """Every entry is there, the index holds all of them, and the files add up to the head that was signed."""
    from chancery.log.recount import first_fault

    head = us.registry.head()
    assert us.archive.applied() == us.index.reached(us.domain) == head.size == size
    assert first_fault(us.archive.file, head.size, head.root) is None
