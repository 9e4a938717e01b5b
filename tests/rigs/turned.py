"""A process whose clock is turned by libfaketime: what it answers, and what it signs."""

from __future__ import annotations

import glob
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

DAY = 86_400


def library() -> str | None:
    """Where libfaketime lies; None where it is absent."""
    found = sorted(glob.glob("/usr/lib/*/faketime/libfaketime.so.1"))
    return found[0] if found else None


def under(clock: str | Path, *words: str) -> Any:
    """What this module answers to those words in a process with that clock: an offset, or a file with one."""
    preload = library()
    assert preload is not None, "whoever asks has looked whether it is there"
    turned = {"FAKETIME_TIMESTAMP_FILE": str(clock)} if isinstance(clock, Path) else {"FAKETIME": clock}
    environment = {
        **os.environ,
        **turned,
        "LD_PRELOAD": preload,
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.rigs.turned", *words],
        env=environment,
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


# ── in that process ──


def _answers(folder: str, ids: list[str], seconds: str, guarded: bool) -> list[tuple[int, str | None]]:
    """By its clock, where each letter stands, asked again for so long."""
    import chancery.registry.how_far as how_far
    from chancery.record.statement import StatementId
    from chancery.wiring import House, open_registry

    if not guarded:
        how_far.is_ahead = lambda *_: False
    registry, until, told = (
        open_registry(House.read(Path(folder)), pen=False),
        time.monotonic() + float(seconds),
        [],
    )
    while True:
        for id in ids:
            letter = registry.letter(StatementId(id))
            told.append((int(time.time()), None if letter is None else str(letter.answers.standing.state)))
        if time.monotonic() > until:
            return told
        again = time.monotonic() + 0.1
        while time.monotonic() < again:  # under libfaketime a clock that runs faster cannot be slept by
            pass


def _signs(steps: str, guarded: bool) -> tuple[int, int, int]:
    """How many acts were refused, how many were signed, and how many of these before an older one."""
    import chancery.registry.append as appending
    from chancery.errors import OutOfOrder
    from chancery.record.statement import Instant
    from chancery.store.memory import MemoryArchive
    from tests.rigs.disk_log import PEN, add

    if not guarded:
        appending._refuse_older = lambda *_: None
    clock, chance = Path(os.environ["FAKETIME_TIMESTAMP_FILE"]), random.Random(25)
    archive, newest, refused, signed, backwards = MemoryArchive(), 0, 0, 0, 0
    for step in range(int(steps)):
        turned = chance.choice(("+0", "+0", "+400d", "-400d", "+0 x60", f"{chance.randint(-90, 90):+d}m"))
        clock.write_text(turned)
        now = Instant(int(time.time()))
        try:
            if archive.head() is None or chance.random() < 0.2:
                head = add(archive, 1, f"step {step}", at=now)
            else:
                head = appending.renew(archive, pen=PEN, at=now)
        except OutOfOrder:
            refused += 1
            continue
        signed += 1
        backwards += head.at < newest
        newest = max(newest, head.at)
    return refused, signed, backwards


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["answers", folder, ids, seconds, guarded]:
            print(json.dumps(_answers(folder, ids.split(","), seconds, guarded == "guarded")))
        case ["signs", steps, guarded]:
            print(json.dumps(_signs(steps, guarded == "guarded")))
