"""Force: what does it do, is it binding, and what is missing?

Beside the clauses stand the premises that the words take for granted: where one of them
is not in force the reader is told, even when nothing follows from it here.
"""

from __future__ import annotations

from collections.abc import Iterator

from chancery.check.answers import Answer, Force, Gap, Question
from chancery.record.force import Forces
from chancery.record.logic import UNDETERMINED, YES, Truth
from chancery.record.premises import PremiseFlag
from chancery.record.reason import Reason
from chancery.record.statement import Instant, StatementId
from chancery.record.world import World

WHY_NOT = "force.why_not"
RELIES_ON = "force.relies_on"
AFTER = "after_last_seen"
RULES = {
    WHY_NOT: ("clause", "why"),
    RELIES_ON: ("clause", "entry", "premise_clause", "reliance"),
}


def force(world: World, id: StatementId, *, at: Instant, seen: Instant, unknown: bool = False) -> Answer:
    """
    What the statement does at *at*, as far as the record was seen.

    *unknown*: where it stands since then is not known, so neither is what it does.
    """
    found = world.force(id)
    because = (*found.reason.because, *_whys(found), *_fallen(world, id))
    return Answer(
        question=Question.FORCE,
        state=Force(found.effect.value),
        as_of=min(at, seen),
        because=Reason(
            truth=found.reason.truth,
            rule=found.reason.rule,
            facts=found.reason.facts,
            because=because,
        ),
        not_checked=(Gap(what=AFTER, facts={"seen": seen}),) if unknown else (),
    )


def _whys(found: Forces) -> Iterator[Reason]:
    """In a word why each clause is not in force: never, not yet, suspended, ended."""
    for clause, why in found.why.items():
        facts = {"clause": clause, "why": why.value}
        yield Reason(truth=found.clauses[clause].truth, rule=WHY_NOT, facts=facts)


def _fallen(world: World, id: StatementId) -> Iterator[Reason]:
    """The premises that are not in force, whatever hangs on them."""
    for flag in world.premises(id):
        if flag.truth is not YES:
            yield _flag(flag)


def _flag(flag: PremiseFlag) -> Reason:
    truth = flag.truth if isinstance(flag.truth, Truth) else UNDETERMINED
    facts = {
        "clause": flag.clause,
        "entry": flag.premise.statement,
        "premise_clause": flag.premise.clause,
        "reliance": flag.reliance.value,
    }
    return Reason(truth=truth, rule=RELIES_ON, facts=facts)
