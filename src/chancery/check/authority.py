"""Authority: was it authorised and released, under the institution's own published charter?

Per clause, and then for the whole: a letter of which the office could say one thing and
not another is authorised *in part*.  This is never said under anybody else's rules, and
never says that an act is lawful.
"""

from __future__ import annotations

from chancery.check.answers import Answer, Authority, Question
from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.statement import Instant, StatementId
from chancery.record.world import Weighed, World

_STATES = {YES: Authority.YES, NO: Authority.NO, UNDETERMINED: Authority.UNDETERMINED}


def authority(world: World, id: StatementId, at: Instant) -> Answer:
    """Whether the office could say this, clause by clause; of a notice, whether it has effect."""
    weighed = world.authority(id)
    return Answer(question=Question.AUTHORITY, state=_state(weighed), as_of=at, because=weighed.reason)


def _state(weighed: Weighed) -> Authority:
    return Authority.IN_PART if weighed.in_part else _STATES[weighed.truth]
