"""The clock from the first sighting to the first public answer, in words."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.check.answer_time import AnswerTime
from chancery.check.copy import Letter
from chancery.phrases import say, stretch
from chancery.web.desk import door
from chancery.web.desk.notices.seen import clock_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What the clock says: one sentence, and the moments it is made of."""

    sentence: str
    seen: int | None
    altered: int | None
    answered: int | None
    running: bool
    """Whether the public is still waiting."""


def told_clock(letter: Letter, language: str) -> Clock:
    """The clock of one letter."""
    return said(clock_of(letter), language)


def said(time: AnswerTime, language: str) -> Clock:
    """A clock in words."""
    return Clock(
        sentence=_sentence(time, language),
        seen=time.seen,
        altered=time.altered,
        answered=time.answered,
        running=time.seen is not None and time.answered is None,
    )


def _sentence(time: AnswerTime, language: str) -> str:
    waited = time.waited(door.now())
    if waited is None:
        return say("notices.clock.unseen", language)
    if time.answered is None:
        return say("notices.clock.running", language, time=stretch(waited, language))
    if waited == 0:
        return say("notices.clock.before", language)
    return say(
        "notices.clock.stopped",
        language,
        time=stretch(waited, language),
        at=time.answered,
    )
