"""Answers in every state, for tests that look at what is said about them."""

from __future__ import annotations

from collections.abc import Iterator

from chancery.check.answers import (
    Answer,
    Answers,
    Authority,
    Force,
    Gap,
    LetterName,
    Likeness,
    Origin,
    Question,
)
from chancery.record.logic import UNDETERMINED
from chancery.record.reason import Reason
from chancery.record.standing import Status
from chancery.record.statement import Instant, Institution, StatementId

NOON = Instant(1_578_312_000)
"""2020-01-06T12:00:00Z."""

LETTER = LetterName(
    id=StatementId("urn:uuid:00000000-0000-4000-8000-000000000001"),
    institution=Institution("us.demo"),
    code="00000-00000-0",
    reference="US/17",
)
REASON = Reason(truth=UNDETERMINED, rule="condition.unevaluable", facts={"condition": "C1"})

STANDINGS = (
    *(status.value for status in Status),
    "no public record",
    "reported only",
    "undetermined (possibly disowned; otherwise current)",
    "undetermined (possibly disowned / withdrawn; otherwise corrected)",
    "unknown since 2020-01-06T12:01:00Z (last known: current)",
    "unknown since 2020-01-06T12:01:00Z (last known: undetermined (possibly disowned; otherwise current))",
    "in part (c1: disowned)",
    "withdrawn; in part (c2: disowned)",
)
"""Every standing there is, and each way in which one is spelled."""

STATES = {
    Question.ORIGIN: tuple(Origin),
    Question.WORDS: tuple(Likeness),
    Question.AUTHORITY: tuple(Authority),
    Question.STANDING: STANDINGS,
    Question.FORCE: tuple(Force),
}


def answer(question: Question, state: str, *, gaps: tuple[Gap, ...] = ()) -> Answer:
    """An answer in that state, for some reason."""
    return Answer(question=question, state=state, as_of=NOON, because=REASON, not_checked=gaps)


def every_answer() -> Iterator[Answer]:
    """An answer in every state of every question."""
    for question, states in STATES.items():
        for state in states:
            yield answer(question, state)


def answers(letter: LetterName | None = LETTER, **states: str) -> Answers:
    """Five answers; what is not given is unremarkable."""
    usual = {
        "origin": Origin.ISSUED_HERE,
        "words": Likeness.EXACT,
        "authority": Authority.YES,
        "standing": "current",
        "force": Force.IN_FORCE,
    }
    told = {name: answer(Question(name), state) for name, state in {**usual, **states}.items()}
    return Answers(letter=letter, record_seen=NOON, **told)  # type: ignore[arg-type]
