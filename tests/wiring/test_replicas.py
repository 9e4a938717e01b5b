"""A replica answers where it stands as far as the world has been shown, and nowhere else."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from chancery.errors import Malformed, Unavailable
from chancery.record.standing import Status
from chancery.record.statement import Instant, StatementId
from chancery.registry.registry import Registry
from chancery.wiring.house import House
from chancery.wiring.opened import open_registry
from chancery.wiring.replicas import replicated
from tests.institution import Institution
from tests.letters import INFORM, saying
from tests.people import GENERAL
from tests.registering import founded, now, write_house
from tests.rigs.failover import NAME, Pair

ALIASES = (f"record:replicas-{n}" for n in itertools.count())


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicating:
    """A house on a primary with a standby, a letter on its record, and who has been asked."""

    us: Institution
    pair: Pair
    counter: Registry
    letter: StatementId
    asked: list[str]

    def ask(self) -> tuple[Status | None, str]:
        """Where the letter stands, and which database said so."""
        self.asked.clear()
        standing = self.counter.standing(self.letter)
        return standing.status, self.asked[-1] if self.asked else "primary"


@pytest.fixture
def replicating(tmp_path: Path) -> Iterator[Replicating]:
    folder = Path(tempfile.mkdtemp(prefix="chancery-replicas-"))  # short: a socket's path has 107 bytes
    pair = Pair(folder, synchronous=False)
    try:
        pair.attach_standby()
        yield _founded(tmp_path / "house", pair)
    finally:
        pair.end()


def _founded(folder: Path, pair: Pair) -> Replicating:
    primary, standby = (
        f"postgresql:///{NAME}?host={server.folder}&user=chancery" for server in (pair.primary, pair.standby)
    )
    us = founded(folder, record=primary, alias=next(ALIASES))
    letter = us.registry.perform(us.act(saying("We stay.", INFORM, "forces"), by=GENERAL)).id
    us.clock.now = Instant(now() + 2)
    house, asked = replace(House.read(folder), replicas=(standby,)), list[str]()

    def over(at: House, alias: str) -> Registry:
        opened = open_registry(at, pen=False, alias=alias, clock=us.clock)
        standing = opened.standing

        def noted(id: StatementId) -> object:
            asked.append("replica")
            return standing(id)

        opened.standing = noted  # type: ignore[method-assign,assignment]
        return opened

    counter = replicated(house, open_registry(house, pen=False, alias=next(ALIASES), clock=us.clock), over)
    found = Replicating(us=us, pair=pair, counter=counter, letter=letter, asked=asked)
    _caught_up(found)
    return found


def _caught_up(replicating: Replicating) -> None:
    """Until the standby has replayed everything the primary has written."""
    pair = replicating.pair
    written = pair.primary.ask("select pg_current_wal_lsn()")
    for _ in range(400):
        if pair.standby.ask(f"select pg_last_wal_replay_lsn() >= '{written}'::pg_lsn"):
            return
        time.sleep(0.05)
    raise TimeoutError("The standby does not follow.")


def test_a_stale_replica_never_says_where_a_letter_stands(replicating: Replicating) -> None:
    """While its replay is paused it would say that a withdrawn letter stands; it is not asked."""
    before, by = replicating.ask()
    assert by == "replica"
    replicating.pair.standby.ask("select pg_wal_replay_pause()")
    replicating.us.withdraw(replicating.letter, by=GENERAL)
    replicating.us.clock.turn("2s")
    assert replicating.ask() == (Status.WITHDRAWN, "primary")
    stale = _stale(replicating)
    assert stale == before != Status.WITHDRAWN, "control: the replica itself still says so"
    replicating.pair.standby.ask("select pg_wal_replay_resume()")
    _caught_up(replicating)
    assert replicating.ask() == (Status.WITHDRAWN, "replica")


def _stale(replicating: Replicating) -> Status | None:
    """What the replica says when it is asked without looking how far it has come."""
    place = f"postgresql:///{NAME}?host={replicating.pair.standby.folder}&user=chancery"
    house = replace(House.read(replicating.us.archive._folder), record=place)  # type: ignore[attr-defined]
    clock = replicating.us.clock
    return (
        open_registry(house, pen=False, alias=next(ALIASES), clock=clock).standing(replicating.letter).status
    )


def test_a_replica_that_is_gone_is_not_missed(replicating: Replicating) -> None:
    """The primary answers in its stead, at once and for a while."""
    status, by = replicating.ask()
    assert by == "replica"
    replicating.pair.standby.kill()
    replicating.ask()  # it finds out, and answers all the same
    assert replicating.ask() == (status, "primary")


def test_without_a_primary_a_replica_that_has_all_goes_on_answering(replicating: Replicating) -> None:
    """Reading does not end with the database that is written to."""
    expected = replicating.ask()
    replicating.pair.primary.kill()
    assert replicating.ask() == expected


def test_behind_without_a_primary_nobody_answers(replicating: Replicating) -> None:
    """What is not known is not said: better no answer than one from before the withdrawal."""
    replicating.pair.standby.ask("select pg_wal_replay_pause()")
    replicating.us.withdraw(replicating.letter, by=GENERAL)
    replicating.pair.primary.kill()
    with pytest.raises(Unavailable):
        replicating.counter.standing(replicating.letter)


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ('replicas = ["postgresql:///record?host=/run/replica"]', "in a folder"),
        ('record = "postgresql:///record"\nreplicas = "postgresql:///record"', "a list"),
        ('record = "postgresql:///record"\nreplicas = ["record"]', "a list"),
    ],
)
def test_replicas_that_cannot_be_understood(tmp_path: Path, settings: str, fault: str) -> None:
    """One sentence says what is wrong."""
    write_house(tmp_path / "house")
    (tmp_path / "house" / "chancery.toml").write_text(f'institution = "us.demo"\n{settings}\n')
    with pytest.raises(Malformed, match=fault):
        House.read(tmp_path / "house")
