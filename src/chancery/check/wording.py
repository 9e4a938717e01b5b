"""Words, as an answer: what comparing found, with what had to be set aside and what was cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from chancery.check.answers import Answer, Gap, Likeness, Question
from chancery.record.logic import NO, UNDETERMINED, YES, Truth
from chancery.record.reason import Fact, Reason
from chancery.record.statement import ClauseId, Instant, Institution

if TYPE_CHECKING:
    from chancery.check.words import WordsFinding

LIKENESS = "words.likeness"
SET_ASIDE = "words.set_aside"
DIFFERENCE = "words.difference"
OMISSION = "words.omission"
TRICK = "words.trick"
UNREAD = "words.unread"
AROUND = "words.around"
OTHER_LANGUAGE = "words.other_language"
IN_CLAUSE = "words.in_clause"
DISCLAIMED = "words.disclaimed"
RULES = {
    LIKENESS: ("likeness",),
    SET_ASIDE: ("normalisation",),
    DIFFERENCE: ("change", "registered", "copy"),
    OMISSION: ("side", "word"),
    TRICK: ("trick", "word"),
    UNREAD: ("registered", "copy"),
    AROUND: ("copy",),
    OTHER_LANGUAGE: ("language", "likeness"),
    IN_CLAUSE: ("clause",),
    DISCLAIMED: ("likeness", "institution"),
}

_TRUTH = {
    Likeness.EXACT: YES,
    Likeness.NORMALISED: YES,
    Likeness.EXCERPT: YES,
    Likeness.ALTERED: NO,
    Likeness.NOT_IN_WORDS: NO,
    Likeness.NOTHING_REGISTERED: UNDETERMINED,
    Likeness.CANNOT_TELL: UNDETERMINED,
}


def wording(finding: WordsFinding | None, *, copy: str, registered: str, at: Instant) -> Answer:
    """
    The answer about words; *finding* is None when no words were brought to compare.

    *registered* is the text of the language in which the finding was made.
    """
    if finding is None:
        return _answer(Likeness.CANNOT_TELL, at, (), (Gap(what="no_words_brought"),))
    return _answer(finding.likeness, at, tuple(_grounds(finding, copy, registered)), tuple(_gaps(finding)))


def as_disclaimed(finding: WordsFinding, *, copy: str, institution: Institution, at: Instant) -> Answer:
    """The words beside those that *institution* says it never issued."""
    told = wording(finding, copy=copy, registered="", at=at)
    facts: Mapping[str, Fact] = {"likeness": finding.likeness.value, "institution": institution}
    reason = Reason(truth=told.because.truth, rule=DISCLAIMED, facts=facts, because=told.because.because)
    return replace(told, because=reason)


def as_registered(clauses: Iterable[ClauseId], at: Instant) -> Answer:
    """The words are the registered ones themselves, as an evidence file carries them."""
    grounds = tuple(_reason(YES, IN_CLAUSE, clause=clause) for clause in clauses)
    return _answer(Likeness.EXACT, at, grounds, ())


def no_letter(at: Instant) -> Answer:
    """The words were looked for in everything registered here, and are in nothing."""
    return _answer(Likeness.NOT_IN_WORDS, at, (), ())


def _answer(likeness: Likeness, at: Instant, because: tuple[Reason, ...], gaps: tuple[Gap, ...]) -> Answer:
    return Answer(
        question=Question.WORDS,
        state=likeness,
        as_of=at,
        because=_reason(_TRUTH[likeness], LIKENESS, because, likeness=likeness.value),
        not_checked=gaps,
    )


def _grounds(finding: WordsFinding, copy: str, registered: str) -> Iterator[Reason]:
    for quoted in finding.clauses:
        yield _reason(YES, IN_CLAUSE, clause=quoted.clause)
    for normalisation in sorted(finding.normalisations):
        yield _reason(YES, SET_ASIDE, normalisation=normalisation.value)
    for run in finding.changed:
        yield _reason(
            NO,
            DIFFERENCE,
            change=run.change.value,
            registered=registered[slice(*run.registered)],
            copy=copy[slice(*run.copy)],
        )
    for unread in finding.unread:
        yield _reason(
            UNDETERMINED,
            UNREAD,
            registered=registered[slice(*unread.registered)],
            copy=copy[slice(*unread.copy)],
        )
    for omission in finding.omissions:
        word = registered[slice(*omission.span)]
        yield _reason(UNDETERMINED, OMISSION, side=omission.side.value, word=word)
    for trick in finding.tricks:
        yield _reason(NO, TRICK, trick=trick.kind.value, word=copy[slice(*trick.span)])
    for other in finding.others:
        likeness = other.likeness
        yield _reason(_TRUTH[likeness], OTHER_LANGUAGE, language=other.language, likeness=likeness.value)
    for span in finding.around:
        yield _reason(YES, AROUND, copy=copy[slice(*span)])


def _gaps(finding: WordsFinding) -> Iterator[Gap]:
    if finding.doubt is not None:
        yield Gap(what="words_not_compared", facts={"doubt": finding.doubt.value})
    if finding.short:
        yield Gap(what="short_quotation")
    if not finding.authoritative:
        yield Gap(what="translation_compared", facts={"language": finding.language})


def _reason(truth: Truth, rule: str, because: tuple[Reason, ...] = (), **facts: Fact) -> Reason:
    return Reason(truth=truth, rule=rule, facts=facts, because=because)
