"""Each of the five answers in words: the question, the answer in bold, why, and what it does not mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chancery.check.answers import Answer, LetterName, Question
from chancery.check.force import AFTER
from chancery.check.freshness import RULES as DOUBTS
from chancery.check.wording import DISCLAIMED
from chancery.phrases.catalogue import fill, has, slug
from chancery.phrases.reasons import cause, reason
from chancery.phrases.saying import UNNAMED, Names, say
from chancery.phrases.standings import since_when, standing, standing_word
from chancery.record.reason import Fact, Reason

EXPLAINED_BY = {
    "authority.no",
    "authority.in_part",
    "authority.undetermined",
    "force.not_in_force",
    "force.partly_in_force",
    "force.undetermined",
}
"""Answers whose deciding step is told beside their own sentence: here a reader asks “what was missing?”."""


TOLD_BESIDE_ORIGIN = frozenset({"origin.issued", "origin.not_pinned"})
"""What is told beside the answer to who issued it: which office when, or who alone says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One answer in words; *why* is one sentence, or two when a particular step decided."""

    question: str
    short: str
    why: tuple[str, ...]
    does_not_mean: str


def without_words(answer: Answer) -> bool:
    """Whether only the name of a letter was brought, and no words to compare."""
    return any(gap.what == "no_words_brought" for gap in answer.not_checked)


def is_of_then(answer: Answer) -> bool:
    """Whether what a letter does is told of the moment up to which the record is known, and not of now."""
    return answer.question is Question.FORCE and any(gap.what == AFTER for gap in answer.not_checked)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """One answer on its way into words."""

    answer: Answer
    language: str
    names: Names
    letter: LetterName | None
    facts: Mapping[str, Fact]

    @property
    def key(self) -> str:
        state = self.answer.state
        found = standing(state).key if self.answer.question is Question.STANDING else slug(state)
        key = f"{self.answer.question}.{found}"
        if without_words(self.answer):
            return f"{key}_without_words"
        if is_of_then(self.answer) and has(f"{key}_then.short", self.language):
            return f"{key}_then"
        if self.answer.because.rule == DISCLAIMED and has(f"{key}_disclaimed.short", self.language):
            return f"{key}_disclaimed"
        if self.letter is None and has(f"{key}_of_anything.short", self.language):
            return f"{key}_of_anything"
        return key

    def say(self, part: str) -> str:
        return say(f"{self.key}.{part}", self.language, self.names, **self.facts)

    def of_old(self, part: str) -> str:
        """A sentence about a standing that was last read too long ago."""
        then = standing(self.answer.state)
        words = {
            "since": since_when(then, self.language),
            "standing": standing_word(self.answer.state, self.language),
        }
        return fill(f"{self.key}.{part}", self.language, words)


def answer(
    answer: Answer,
    language: str,
    names: Names = UNNAMED,
    *,
    letter: LetterName | None = None,
    differing: int | None = None,
    then: bool = False,
) -> Sentence:
    """
    One of the five answers in words.

    *differing* counts the words that differ, when that is known; *then* asks the
    question about a past moment.
    """
    institution = answer.because.facts.get("institution") or (letter.institution if letter else None)
    facts: Mapping[str, Fact] = {"at": answer.as_of, "institution": institution}
    telling = _Telling(answer=answer, language=language, names=names, letter=letter, facts=facts)
    return Sentence(
        question=question(answer.question, language, then=then),
        short=_short(telling, differing),
        why=_why(telling),
        does_not_mean=telling.say("not"),
    )


def question(asked: Question, language: str, *, then: bool = False) -> str:
    """The question as a reader asks it, about now or about a past moment."""
    past = f"question_then.{asked}"
    return say(past if then and has(past, language) else f"question.{asked}", language)


def _short(telling: _Telling, differing: int | None) -> str:
    found = standing(telling.answer.state)
    if found.last is not None:
        return telling.of_old("short")
    if found.possibly:
        return standing_word(telling.answer.state, telling.language)
    if differing and has(f"{telling.key}.counted", telling.language):
        return say(f"{telling.key}.counted", telling.language, count=differing)
    return telling.say("short")


def _why(telling: _Telling) -> tuple[str, ...]:
    if standing(telling.answer.state).last is not None:
        doubted = [step for step in telling.answer.because.because if step.rule in DOUBTS]
        return (telling.of_old("why"), *(reason(step, telling.language, telling.names) for step in doubted))
    step = _step(telling)
    told = () if step is None else (reason(step, telling.language, telling.names),)
    return (telling.say("why"), *told)


def _step(telling: _Telling) -> Reason | None:
    """The step worth telling beside the answer: what was missing, or which notice did it."""
    because = telling.answer.because
    if telling.answer.question is Question.STANDING:
        return next((step for step in because.because if step.rule == telling.key), None)
    if telling.answer.question is Question.ORIGIN and because.rule in TOLD_BESIDE_ORIGIN:
        return because
    return cause(because) if telling.key in EXPLAINED_BY and because.because else None
