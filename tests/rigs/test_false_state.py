"""An issuer with its true keys states what is not so: no follower takes in anything of it."""

from __future__ import annotations

import random

import pytest

from chancery.errors import ChanceryError, Untrusted
from chancery.net.follow import Follower, Pin
from chancery.net.replay import Replay
from chancery.record.statement import StatementId
from chancery.registry.standing_by import Publishing
from chancery.store.memory import MemoryIndex, MemoryWords
from tests.institution import Clock, department
from tests.letters import INFORM, saying
from tests.lying import states_falsely, true_root
from tests.people import GENERAL, urn
from tests.rigs.conftest import ENOUGH, Say, until

SEEDS = {False: range(60), True: range(200)}


class Trial:
    """One institution with a history drawn by chance, whoever follows it, and one lie."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.us = department(Clock())
        self.letters: list[StatementId] = []
        self.live(self.chance.randrange(1, 8))
        self.old = self.follower()
        self.old.catch_up()
        self.live(self.chance.randrange(4))

    def live(self, acts: int) -> None:
        for _ in range(acts):
            what = self.chance.random()
            if what < 0.25 and self.letters:
                self.us.withdraw(self.letters.pop(), by=GENERAL)
            elif what < 0.5:
                name = urn(self.us.domain, f"state {self.us.registry.settle()}")
                self.us.registry.stand_by(name, Publishing())
            else:
                said = saying(f"The gate opens at {len(self.letters)}.", INFORM, "forces/gates")
                self.letters.append(self.us.release(said, by=GENERAL))
            self.us.clock.turn("1m")

    def follower(self) -> Follower:
        return Follower(Pin(institution=self.us.domain), self.us.shown, MemoryIndex(), MemoryWords())

    def lie(self) -> None:
        """Another root than the record's: drawn, an older one, or one that keeps an entry quiet."""
        size = self.us.registry.settle()
        truth = true_root(self.us, size)
        lies = [
            self.chance.randbytes(32),
            bytes([truth[0] ^ 1 << self.chance.randrange(8)]) + truth[1:],
            true_root(self.us, self.chance.randrange(size)),
            true_root(self.us, size, without=[self.chance.randrange(1, size)]),
        ]
        states_falsely(self.us, self.chance.choice([root for root in lies if root != truth]))

    def refused(self) -> bool:
        """By who has followed for some time and by who begins now; and neither has taken anything in."""
        taken = self.old._index.reached(self.us.domain)
        return self._refuses(self.old, taken) and self._refuses(self.follower(), 0)

    def _refuses(self, follower: Follower, before: int) -> bool:
        try:
            follower.catch_up()
        except Untrusted:
            return follower._index.reached(self.us.domain) == before
        return False


def passes(seed: int) -> bool:
    """Whether the lie was believed by somebody."""
    trial = Trial(seed)
    trial.lie()
    return not trial.refused()


def test_a_false_state_is_refused_by_everybody(at_full_length: bool, say: Say) -> None:
    """By who has followed for long and by who begins now."""
    seeds = SEEDS[at_full_length]
    believed = sum(passes(seed) for seed in seeds)
    say(f"{believed} of {len(seeds)} false states were believed by either of two followers")
    assert believed == 0


def test_a_true_state_is_refused_by_nobody(at_full_length: bool, say: Say) -> None:
    """The same issuers, and none of them lies: a rig that refuses all would be of no use."""
    refused, seeds = 0, SEEDS[at_full_length]
    for seed in seeds:
        trial = Trial(seed)
        try:
            trial.old.catch_up()
            trial.follower().catch_up()
        except ChanceryError:
            refused += 1
    say(f"{refused} of {len(seeds)} true records were refused")
    assert refused == 0


def test_who_does_not_replay_believes_it(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without counting again, nothing about such a log looks wrong."""
    monkeypatch.setattr(Replay, "meet", lambda *_: None)
    tried, believed = until(ENOUGH, SEEDS[True], passes)
    say(f"without replay {believed} of {tried} false states were believed")
    assert believed == tried == ENOUGH
