"""The five answers as a page shows them: five cards, always all five, always in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chancery import phrases
from chancery.check.answers import Answer, Answers, Question
from chancery.check.force import RELIES_ON
from chancery.check.words import WordsFinding
from chancery.phrases import Names
from chancery.record.logic import Truth
from chancery.record.reason import Reason
from chancery.record.statement import Statement, Verb

TRUTHS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNDETERMINED: "undetermined"}
SHAPES = {Truth.YES: phrases.Mark.YES, Truth.NO: phrases.Mark.NO, Truth.UNDETERMINED: phrases.Mark.UNKNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a reason, with those below it.  *deciding*: it made the answer what it is."""

    sentence: str
    truth: str
    shape: phrases.Mark
    deciding: bool
    below: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One answer, ready to be read."""

    name: str
    mark: phrases.Mark
    sentence: phrases.Sentence
    does: tuple[str, ...]
    """What the letter does, clause by clause, in a word each; only for the last question."""
    flags: tuple[str, ...]
    """What must be seen beside the answer though it changes nothing: premises that are not in force."""
    reasons: Step
    not_checked: tuple[str, ...]
    as_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Five:
    """Five cards under the sentence on top."""

    lead: str
    do: str
    cards: tuple[Card, ...]
    record_seen: int


def five(
    answers: Answers,
    language: str,
    names: Names,
    *,
    finding: WordsFinding | None = None,
    act: Statement | None = None,
    then: bool = False,
) -> Five:
    """The five cards for one letter; *finding* and *act* make two of them more exact."""
    return Five(
        lead=phrases.lead(answers, language, names),
        do=phrases.do(answers, language, names),
        cards=tuple(_card(each, answers, language, names, finding, act, then) for each in answers),
        record_seen=answers.record_seen,
    )


def _card(
    answer: Answer,
    answers: Answers,
    language: str,
    names: Names,
    finding: WordsFinding | None,
    act: Statement | None,
    then: bool,
) -> Card:
    words = answer.question is Question.WORDS
    return Card(
        name=answer.question.value,
        mark=phrases.mark(answer, answers.letter),
        sentence=phrases.answer(
            answer,
            language,
            names,
            letter=answers.letter,
            differing=finding.differing if words and finding is not None else None,
            then=then,
        ),
        does=_does(act, language) if answer.question is Question.FORCE and act is not None else (),
        flags=tuple(
            phrases.reason(below, language, names)
            for below in answer.because.because
            if below.rule == RELIES_ON
        ),
        reasons=step(answer.because, language, names, deciding=True),
        not_checked=tuple(phrases.gap(gap, language, names) for gap in answer.not_checked),
        as_of=answer.as_of,
    )


def step(reason: Reason, language: str, names: Names, *, deciding: bool) -> Step:
    """The tree of a reason, down to the leaves."""
    return Step(
        sentence=phrases.reason(reason, language, names),
        truth=phrases.say(f"word.{TRUTHS[reason.truth]}", language),
        shape=SHAPES[reason.truth],
        deciding=deciding,
        below=tuple(
            step(below, language, names, deciding=deciding and below.truth is reason.truth)
            for below in reason.because
        ),
    )


def _does(act: Statement, language: str) -> tuple[str, ...]:
    verbs: Sequence[Verb] = [clause.verb for clause in act.clauses]
    if act.notice is not None:
        verbs = [act.notice.verb, *verbs]
    return tuple(phrases.say(f"does.{verb}", language) for verb in dict.fromkeys(verbs))
