"""Following another institution's register from its first entry: how long, and with how much memory.

CHANCERY_FOLLOWED names how many entries it has, 20,000 unless it does.  All of them are acts, each with an
officer's hand and the issuer's signature; the follower checks every one of both, twice reads every tile,
and fills its index.  It runs in a process of its own, from files on the same disk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import OUT
from bench.row import Row, at_most
from tests.institution import Institution
from tests.letters import INFORM, saying
from tests.people import GENERAL
from tests.registering import founded

SIZE = int(os.environ.get("CHANCERY_FOLLOWED", "20000"))
MILLION, MINUTES = 1_000_000, 10
AT_ONCE = 20_000


def rows() -> Iterator[Row]:
    """Seconds for a million entries, worked out from as many as were followed, and the greatest memory."""
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=OUT) as folder:
        written = Path(folder) / "written"
        us = founded(written, alias="record:bench-written")
        _write(us, SIZE)
        told = _followed(written, Path(folder) / "follower")
    whole = "" if SIZE == MILLION else f", worked out from {SIZE:,}"
    yield Row(
        name=f"following {MILLION:,} entries from scratch{whole}",
        value=told["cpu"] / SIZE * MILLION / 60,
        unit="min",
        bar=at_most(MINUTES),
        how=f"{told['cpu'] / SIZE * 1e6:.0f} µs of one processor for each entry, two signatures in each; "
        f"{told['wall']:.0f} s by the clock for {SIZE:,}, whatever else ran",
    )
    yield Row(
        name="greatest memory of the follower",
        value=told["memory"] / 1024,
        unit="MB",
        how=f"resident, after {SIZE:,} entries, libraries included",
    )


def _write(us: Institution, size: int) -> None:
    """Sealed and appended without being admitted, for it is reading that is measured."""
    from chancery.registry.append import append
    from chancery.seal.reading import seal_act

    held = us.archive.applied()
    for start in range(held, size, AT_ONCE):
        said = [
            replace(saying("", INFORM, "forces"), more={"reference": f"F/{n}"})
            for n in range(start, min(start + AT_ONCE, size))
        ]
        acts = [us.act(each, by=GENERAL) for each in said]
        entries = [
            seal_act(act.octets, act.approvals, institution=us.domain, at=us.clock.now, key=us.pen.issuer)
            for act in acts
        ]
        append(us.archive, entries, pen=us.pen, at=us.clock.now, keys={})


def _followed(written: Path, follower: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.sovereign.following", str(written), str(follower)],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _follow(arguments: Sequence[str]) -> None:
    """What the process does: catch up with the register in one folder, into an empty index in another."""
    from chancery.net.follow import Follower, Pin
    from chancery.net.mirror import in_folder
    from chancery.record.statement import Institution as Domain
    from chancery.registry.opening import Opening
    from chancery.store.database import configure, migrate

    written, follower = map(Path, arguments)
    configure(record=follower)
    migrate("record")
    from chancery.store.index import DurableIndex
    from chancery.store.words import DurableWords

    opening = Opening(lambda _: None)
    index = DurableIndex(opening, shelf=follower / "shelf")
    opening.sources = index
    begun, clock = time.process_time(), time.perf_counter()
    pin = Pin(institution=Domain("us.demo"))
    taken = Follower(pin, in_folder(written / "register"), index, DurableWords()).catch_up()
    spent = {"cpu": time.process_time() - begun, "wall": time.perf_counter() - clock}
    print(json.dumps({**spent, "memory": _greatest(), "taken": taken}))


def _greatest() -> int:
    """Kilobytes that were resident at most; getrusage(2) would count what its parent held before it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    _follow(sys.argv[1:])
