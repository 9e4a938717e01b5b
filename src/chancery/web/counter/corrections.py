"""What an office has corrected in a letter: its corrected words beside the registered ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery.check.answers import Authority, Likeness
from chancery.check.copy import Happening, Letter
from chancery.check.words import compare
from chancery.phrases import Names
from chancery.record.statement import Instant, Severity, Statement, Verb
from chancery.record.words import Words
from chancery.web.counter.differs import Differs, differs
from chancery.web.counter.door import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction that counts at the moment asked about."""

    office: str
    at: int
    minor: bool
    differs: Differs | None
    """Both texts, where the correction gives the letter's words as they should read."""
    words: Words | None
    """What it says otherwise; None where it has no words, or they are both texts' difference."""


def corrections(
    letter: Letter, names: Names, language: str, *, at: Instant | None = None, known: Instant | None = None
) -> Iterator[Correction]:
    """The corrections of a letter that count, oldest first; one that was undone is left out."""
    for event in letter.life:
        if event.happening is Happening.NOTICE and event.verb is Verb.CORRECT and event.by is not None:
            notice = record().letter(event.by, at=at, as_known_at=known)
            if notice is not None and notice.answers.authority.state == Authority.YES:
                yield _correction(letter, notice, names, language)


def _correction(letter: Letter, notice: Letter, names: Names, language: str) -> Correction:
    act = notice.entry.act
    assert isinstance(act, Statement), "only statements have letters"
    assert act.notice is not None, "only a notice corrects"
    beside = changed(letter.words, notice.words, language)
    return Correction(
        office=names.get(act.office, act.office),
        at=notice.entry.at,
        minor=act.notice.severity is Severity.MINOR,
        differs=beside,
        words=None if beside is not None else notice.words,
    )


def changed(registered: Words | None, corrected: Words | None, language: str) -> Differs | None:
    """
    Both texts where one is the other put right.

    None where either is missing, where nothing differs, or where the correction speaks
    about the letter instead of giving its words.
    """
    if registered is None or corrected is None:
        return None
    text = corrected.authoritative.text
    finding = compare(text, registered)
    if finding.likeness is not Likeness.ALTERED:
        return None
    return differs(finding, text, registered, language)
