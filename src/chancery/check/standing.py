"""Standing: where is it now?

*Current* says only that no notice stands against it.  When the record was last seen too
long ago, or is in doubt (`freshness`), nothing newer than that is claimed: the answer is
*unknown since* then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from chancery.check.answers import Answer, Gap, Question
from chancery.check.freshness import Doubt, in_doubt
from chancery.record.logic import UNDETERMINED
from chancery.record.reason import Fact, Reason
from chancery.record.standing import spell
from chancery.record.statement import Instant, Institution, StatementId
from chancery.record.world import World

UNKNOWN_SINCE = "standing.unknown_since"
RULES = {UNKNOWN_SINCE: ("seen", "last_known")}


def standing(
    world: World,
    id: StatementId,
    *,
    at: Instant,
    seen: Instant,
    patience: int,
    doubted: tuple[Doubt, Institution] | None = None,
) -> Answer:
    """
    The standing at *at*, from a record seen up to *seen*.

    *patience* is how many seconds may lie between the two before the answer is
    *unknown since*; so it is, however little lies between them, of a record that is
    *doubted*, for that reason and of that institution.
    """
    found = world.standing(id)
    state = spell(found)
    if doubted is not None:
        doubt, institution = doubted
        why = (in_doubt(doubt, institution=institution, seen=seen), found.reason)
        return _unknown_since(state, why, at=at, seen=seen)
    if at - seen > patience:
        return _unknown_since(state, (found.reason,), at=at, seen=seen)
    gaps = (Gap(what="after_last_seen", facts={"seen": seen}),) if seen < at else ()
    return Answer(
        question=Question.STANDING, state=state, as_of=min(at, seen), because=found.reason, not_checked=gaps
    )


def _unknown_since(state: str, because: tuple[Reason, ...], *, at: Instant, seen: Instant) -> Answer:
    facts: Mapping[str, Fact] = {"seen": seen, "last_known": state}
    return Answer(
        question=Question.STANDING,
        state=f"unknown since {moment(seen)} (last known: {state})",
        as_of=at,
        because=Reason(truth=UNDETERMINED, rule=UNKNOWN_SINCE, facts=facts, because=because),
        not_checked=(Gap(what="after_last_seen", facts={"seen": seen}),),
    )


def moment(at: Instant) -> str:
    """A moment as machines read it: RFC 3339, in UTC, to the second."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
