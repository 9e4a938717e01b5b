"""The shape beside an answer.  Shape and word carry the meaning; colour carries none.

No shape is a verdict: *current* and *no operative effect* are merely stated, because
an unauthorised letter is current until somebody acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, unique

from chancery.check.answers import Answer, Authority, Force, LetterName, Likeness, Origin, Question
from chancery.check.wording import DISCLAIMED
from chancery.phrases.five import is_of_then
from chancery.phrases.standings import standing


@unique
class Mark(StrEnum):
    """What an answer looks like before it is read."""

    YES = "yes"
    """A tick in a circle."""
    NO = "no"
    """A cross in a square."""
    PARTLY = "partly"
    """A wave in a dashed square."""
    UNKNOWN = "unknown"
    """A bar in a dotted square."""
    STATED = "stated"
    """A dot in a ring: said, and neither good nor bad."""
    OLD = "old"
    """A clock: so it was when the record was last read."""


_BY_STATE: Mapping[Question, Mapping[str, Mark]] = {
    Question.ORIGIN: {
        Origin.ISSUED_HERE: Mark.YES,
        Origin.ISSUED_ELSEWHERE: Mark.STATED,
        Origin.DISCLAIMED: Mark.NO,
    },
    Question.WORDS: {
        Likeness.EXACT: Mark.YES,
        Likeness.NORMALISED: Mark.YES,
        Likeness.EXCERPT: Mark.PARTLY,
        Likeness.ALTERED: Mark.PARTLY,
        Likeness.NOT_IN_WORDS: Mark.NO,
    },
    Question.AUTHORITY: {Authority.YES: Mark.YES, Authority.NO: Mark.NO, Authority.IN_PART: Mark.PARTLY},
    Question.STANDING: {
        "current": Mark.STATED,
        "corrected": Mark.PARTLY,
        "expired": Mark.NO,
        "suspended": Mark.NO,
        "superseded": Mark.NO,
        "withdrawn": Mark.NO,
        "disowned": Mark.NO,
        "unknown": Mark.OLD,
    },
    Question.FORCE: {
        Force.IN_FORCE: Mark.YES,
        Force.PARTLY: Mark.PARTLY,
        Force.NOT_IN_FORCE: Mark.NO,
        Force.NO_EFFECT: Mark.STATED,
    },
}


_DISCLAIMED_WORDS = frozenset({Likeness.EXACT, Likeness.NORMALISED, Likeness.EXCERPT, Likeness.ALTERED})


def mark(answer: Answer, letter: LetterName | None) -> Mark:
    """
    The shape of an answer about *letter*; every state that is not named here is not known.

    Words that stand in no letter here are not thereby wrong: without a letter there is
    no *no* about them.  That they are the disclaimed ones is neither good nor bad.
    """
    if answer.because.rule == DISCLAIMED and answer.state in _DISCLAIMED_WORDS:
        return Mark.STATED
    if letter is None and answer.question is Question.WORDS:
        return Mark.UNKNOWN
    if is_of_then(answer) and answer.state in (Force.IN_FORCE, Force.PARTLY):
        return Mark.OLD
    state = standing(answer.state).key if answer.question is Question.STANDING else answer.state
    return _BY_STATE[answer.question].get(state, Mark.UNKNOWN)


def likeness_mark(likeness: Likeness) -> Mark:
    """The shape of one finding about words, as for a passage of an article."""
    return _BY_STATE[Question.WORDS].get(likeness, Mark.UNKNOWN)
