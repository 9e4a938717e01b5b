"""The clock of an office: from the first sighting of a letter to its first public answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chancery.check.copy import Event, Happening
from chancery.check.tally import First
from chancery.record.statement import Instant, StatementId

YES = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTime:
    """
    How long the public waited, or has been waiting, for a word from the office.

    Sightings are hints from those who agreed: nobody may have told of the first.
    """

    seen: Instant | None
    """When a copy was first seen; None if nobody told of one."""
    altered: Instant | None
    """When a copy with other words was first seen."""
    answered: Instant | None
    """When the first notice that counts was put on the record; None while there is none."""
    by: StatementId | None

    def waited(self, now: Instant) -> int | None:
        """
        Seconds from the first sighting to the answer, or until now while there is none.

        Nought where the answer came first; None where nobody told of a sighting.
        """
        if self.seen is None:
            return None
        return max(0, (now if self.answered is None else self.answered) - self.seen)


def answer_time(first: First | None, life: Iterable[Event]) -> AnswerTime:
    """The clock of a letter, from what was seen of it and what happened to it."""
    answer = next((event for event in life if _answers(event)), None)
    return AnswerTime(
        seen=None if first is None else first.at_all,
        altered=None if first is None else first.altered,
        answered=None if answer is None else answer.at,
        by=None if answer is None else answer.by,
    )


def _answers(event: Event) -> bool:
    """A notice that was only tried told the public nothing."""
    return event.happening is Happening.NOTICE and event.had_effect == YES
