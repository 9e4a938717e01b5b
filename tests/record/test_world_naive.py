"""The world, set beside a second evaluator and beside the reference model, on random records."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chancery.record.slice import Shelf, bearing_on
from chancery.record.statement import Statement, Verb
from chancery.record.world import World
from tests.record.chronicles import chronicle, moments
from tests.record.naive import Naive

RECORDS = 2_000
"""How many random records are compared on every run, whatever the profile."""

# A fresh seed for each record: nothing is shrunk, but the failing seed is printed and can be replayed.
MANY = settings(
    max_examples=RECORDS,
    deadline=None,
    derandomize=False,
    database=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def compare(world: World, naive: Naive, ids: list[str], outcomes: Counter[str]) -> None:
    """Every answer about every entry is the same in both."""
    for id in ids:
        assert world.authorised(id).truth is naive.authority(id), id
        standing, (whole, parts) = world.standing(id), naive.standing(id)
        assert (standing.status, standing.doubts) == whole, id
        assert dict(standing.clauses) == parts, id
        force = world.force(id)
        assert {clause: reason.truth for clause, reason in force.clauses.items()} == naive.force(id), id
        for clause in parts:
            assert world.clause_authority(id, clause).truth is naive.clause_authority(id, clause), (
                id,
                clause,
            )
            decided = world.clause_authority(id, clause, Verb.DECIDE).truth
            assert decided is naive.clause_authority(id, clause, "decide"), (id, clause)
        outcomes[f"authority {world.authorised(id).truth.name}"] += 1
        outcomes[force.effect] += 1
        outcomes["in part" if standing.in_part else str(standing.status)] += 1
        outcomes["doubtful" if standing.doubts else "settled"] += 1


OUTCOMES = {
    *("authority YES", "authority NO", "authority UNDETERMINED"),
    *("in force", "partly in force", "not in force", "undetermined", "no operative effect"),
    *("disowned", "withdrawn", "superseded", "suspended", "expired", "corrected", "current"),
    *("in part", "doubtful", "settled"),
}
"""Each of these must come up at least thirty times, or the comparison proves too little."""


def test_the_world_agrees_with_a_naive_evaluator() -> None:
    """On 2,000 random records, at several moments and on both clocks, every answer is the same."""
    outcomes: Counter[str] = Counter()

    @MANY
    @given(st.integers(0, 2**64))
    def on_one_record(seed: int) -> None:
        chance = Random(seed)
        log = chronicle(chance)
        outcomes["records"] += 1
        at = chance.choice(moments(log, chance))
        held = [entry for entry in log if entry.at <= at] if chance.random() < 0.5 else log
        complete = chance.choice((None, None, {"a.demo"}))
        naive = Naive(held, at, complete)
        compare(World(held, at, complete=complete), naive, [entry.id for entry in held], outcomes)
        statements = [entry.id for entry in held if isinstance(entry.act, Statement)]
        for id in statements[-1:]:
            compare(World(bearing_on(id, Shelf(held)), at, complete=complete), naive, [id], outcomes)

    on_one_record()
    assert outcomes["records"] >= RECORDS
    assert {outcome for outcome in OUTCOMES if outcomes[outcome] < 30} == set(), outcomes
