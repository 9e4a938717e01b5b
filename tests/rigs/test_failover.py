"""Bar 5: when the database's primary is killed, the standby has everything that was acknowledged."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from chancery.errors import SplitView
from chancery.registry.append import settle
from chancery.store import database
from tests.conftest import leave_out
from tests.postgres import ProgramsAbsent
from tests.rigs import diary
from tests.rigs.carrying_on import FOUND, REFUSED, archive_on, carry_on
from tests.rigs.conftest import Say
from tests.rigs.disk_log import ALIAS, close, forget
from tests.rigs.failover import PATIENCE, Pair, pair
from tests.rigs.injury import forked
from tests.rigs.whole import violations
from tests.rigs.writer import sizes

SEED = 5
FAILOVERS, CONTROLS = (2, 50), (1, 10)
"""In the quick version and at full length."""
LONGEST = 0.8
"""Seconds for which the writer goes on at most before the primary is killed."""
AFTERWARDS = 5
"""Batches that must be acknowledged by the new primary."""
RTO = 30.0
"""Seconds from the kill to the next acknowledgement, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the writer said."""

    acknowledged: dict[str, float]
    """Each batch, and the moment at which somebody was told that it stands."""
    found: int
    """So many of them were done although nobody had heard of it, and a retry added nothing."""
    refused: bool


@pytest.fixture
def log(disk: Path) -> Path:
    """Where the files of the log lie, and beside it the second place."""
    return disk / "log"


def test_nothing_acknowledged_is_lost_in_a_failover(log: Path, at_full_length: bool, say: Say) -> None:
    """What was acknowledged is there once, whoever answers; and writing goes on within half a minute."""
    chance, acknowledged, found, slowest = random.Random(SEED), 0, 0, 0.0
    wrong: list[str] = []
    with _servers(synchronous=True) as servers:
        for _ in range(FAILOVERS[at_full_length]):
            with _writing(servers, log) as (said, process):
                _go_on(said, process, chance)
                if chance.random() < 0.5:
                    servers.cut_off()
                    time.sleep(chance.random() / 5)
                dead = servers.fail_over()
                _await(lambda: len(_since(said, dead)) >= AFTERWARDS, process)  # noqa: B023
            told = _told(said)
            acknowledged += len(told.acknowledged)
            found += told.found
            slowest = max(slowest, min(_since(said, dead)) - dead)
            wrong += _wrong(log, servers, told)
    say(
        f"{FAILOVERS[at_full_length]} failovers, {acknowledged} acknowledged batches, "
        f"{found} of them found done by a retry, {len(wrong)} lost, doubled or changed; "
        f"the slowest took {slowest:.1f} s"
    )
    assert not wrong
    assert slowest <= RTO


def test_an_old_primary_that_comes_back_gets_nothing_signed(log: Path) -> None:
    """It knows less than was signed since; whoever is led there by a wrong address refuses."""
    with _servers(synchronous=True) as servers, _writing(servers, log) as (said, process):
        _go_on(said, process, random.Random(SEED))
        dead = servers.fail_over()
        _await(lambda: len(_since(said, dead)) >= AFTERWARDS, process)
        process.kill()
        process.join()
        servers.old_one_comes_back()
        with pytest.raises(SplitView):
            settle(archive_on(log, _address(servers.standby.folder)))
        close()


def test_an_asynchronous_standby_loses_and_gets_nothing_signed(
    log: Path, at_full_length: bool, say: Say
) -> None:
    """Control: what the primary acknowledged alone is gone with it, and the second place knows."""
    chance, lost, refused = random.Random(SEED), 0, 0
    with _servers(synchronous=False) as servers:
        for _ in range(CONTROLS[at_full_length]):
            with _writing(servers, log) as (said, process):
                _go_on(said, process, chance)
                servers.cut_off()
                before = len(_told(said).acknowledged)
                _await(lambda: len(_told(said).acknowledged) >= before + 2, process)  # noqa: B023
                servers.fail_over()
                process.join(PATIENCE)
            told, archive = _told(said), archive_on(log, servers.url)
            lost += any(archive.index_of(name) is None for name in told.acknowledged)
            refused += told.refused
            close()
    say(f"control: {CONTROLS[at_full_length]} failovers, {lost} lose something, {refused} refuse to sign")
    assert lost == refused == CONTROLS[at_full_length]


@contextmanager
def _servers(*, synchronous: bool) -> Iterator[Pair]:
    try:
        with pair(synchronous=synchronous) as servers:
            yield servers
    except ProgramsAbsent:
        leave_out("PostgreSQL")


@contextmanager
def _writing(servers: Pair, log: Path) -> Iterator[tuple[Path, BaseProcess]]:
    """A writer at work on an empty log, over both servers."""
    forget(log)
    servers.primary.ask("drop schema public cascade; create schema public")
    database.stand_alone()
    database.attach(ALIAS, servers.url)
    database.migrate(ALIAS)
    close()
    servers.attach_standby()
    said = diary.fresh(log.with_name("diary"))
    process = forked().Process(target=carry_on, args=(log, servers.url, said))
    process.start()
    try:
        yield said, process
    finally:
        process.kill()
        process.join()


def _go_on(said: Path, process: BaseProcess, chance: random.Random) -> None:
    _await(lambda: bool(_told(said).acknowledged), process)
    time.sleep(chance.random() * LONGEST)


def _await(there: object, process: BaseProcess) -> None:
    deadline = time.monotonic() + PATIENCE + RTO
    while not there():  # type: ignore[operator]
        assert process.is_alive(), "the writer ended"
        assert time.monotonic() < deadline, "the writer does not go on"
        time.sleep(0.01)


def _told(said: Path) -> Told:
    lines = [line.split() for line in diary.lines(said)]
    ended = [(name, how, float(when)) for name, how, when in (line for line in lines if len(line) == 3)]
    return Told(
        acknowledged={name: when for name, _, when in ended},
        found=sum(how == FOUND for _, how, _ in ended),
        refused=[REFUSED] in lines,
    )


def _since(said: Path, moment: float) -> list[float]:
    return [when for when in _told(said).acknowledged.values() if when > moment]


def _wrong(log: Path, servers: Pair, told: Told) -> list[str]:
    """What is wrong with the log on the new primary."""
    batches = dict(islice(sizes(), len(told.acknowledged) + 1))
    try:
        return violations(archive_on(log, servers.url), batches, set(told.acknowledged))
    finally:
        close()


def _address(host: Path) -> str:
    return f"postgresql:///record?host={host}&user=chancery"
