"""That something happened, so that whoever follows looks again: which letter, and where it stands.

A hint is no proof and no news.  Who missed some asks for all after the last index they
saw, and loses nothing; who missed them all reads the letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery.check.answers import LetterName
from chancery.check.weigh import name_of
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution, Statement, StatementId
from chancery.registry.letters import Letters
from chancery.registry.ports import Index

MOST = 500
"""Entries that are looked at for one answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One letter that an entry brought, or bears on."""

    index: int
    """The entry's place in the log."""
    at: Instant
    """When it was put there."""
    letter: LetterName
    standing: str
    """Where the letter stands now, spelled as the answers spell it."""
    by: LetterName
    """The entry itself; of a letter that it brought, the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What happened in a stretch of the log."""

    hints: tuple[Hint, ...]
    last: int
    """The index of the last entry that was looked at: ask for what comes after it."""
    size: int
    """How many entries the log has."""


def hints(after: int, *, institution: Institution, index: Index, letters: Letters) -> Hints:
    """What the entries behind *after* brought, as far as one answer reaches; -1 begins at the beginning."""
    size = index.reached(institution)
    stop = max(after + 1, min(size, after + 1 + MOST))
    found = index.logged(institution, after + 1, stop)
    told = tuple(hint for entry in found for hint in _of(entry, index, letters))
    return Hints(hints=told, last=stop - 1, size=size)


def _of(entry: Entry, index: Index, letters: Letters) -> Iterator[Hint]:
    place = index.position(entry.id)
    if place is None or not isinstance(entry.act, Statement):
        return
    for id in dict.fromkeys((entry.id, *_touched(entry.act))):
        letter = letters.letter(id, at=None, as_known_at=None)
        if letter is not None:
            yield Hint(
                index=place[1],
                at=entry.at,
                letter=letter.name,
                standing=letter.answers.standing.state,
                by=name_of(entry),
            )


def _touched(act: Statement) -> tuple[StatementId, ...]:
    targets = () if act.notice is None else tuple(target.statement for target in act.notice.targets)
    return (*targets, *act.supersedes)
