"""The five answers: independent, always in this order, never merged into one mark.

There is deliberately no type here for an overall result, and no property that
could serve as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from types import MappingProxyType

from chancery.record.reason import Fact, Reason
from chancery.record.statement import ClauseId, Instant, Institution, StatementId


@unique
class Question(StrEnum):
    """What anybody holding a copy wants to know, in the order in which it is told."""

    ORIGIN = "origin"
    WORDS = "words"
    AUTHORITY = "authority"
    STANDING = "standing"
    FORCE = "force"


@unique
class Origin(StrEnum):
    """Did this office issue it?"""

    ISSUED_HERE = "issued here"
    ISSUED_ELSEWHERE = "issued by another institution"
    DISCLAIMED = "disclaimed here"
    NO_RECORD = "no public record"
    COULD_NOT_CHECK = "could not check"


@unique
class Likeness(StrEnum):
    """Are these the registered words?"""

    EXACT = "exact"
    NORMALISED = "equal after named normalisation"
    EXCERPT = "excerpt"
    ALTERED = "altered"
    NOT_IN_WORDS = "not in the registered words"
    NOTHING_REGISTERED = "nothing registered"
    CANNOT_TELL = "cannot tell"


@unique
class Authority(StrEnum):
    """Was it authorised and released, under the institution's own published charter?"""

    YES = "yes"
    NO = "no"
    IN_PART = "in part"
    UNDETERMINED = "undetermined"


@unique
class Force(StrEnum):
    """What does it do, and is it binding?"""

    IN_FORCE = "in force"
    PARTLY = "partly in force"
    NOT_IN_FORCE = "not in force"
    UNDETERMINED = "undetermined"
    NO_EFFECT = "no operative effect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that was not checked, by a stable name and the nouns its sentence needs."""

    what: str
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    One answer: its state, the moment it is about, why, and what was not looked at.

    `state` is spelled as `docs/reference/answers.md` spells it; for standing it may
    carry a moment or an alternative ("unknown since … (last known: current)").
    """

    question: Question
    state: str
    as_of: Instant
    because: Reason
    not_checked: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterName:
    """How a letter is called: its id, the office's reference, the code printed on it."""

    id: StatementId
    institution: Institution
    code: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """
    The five answers about one letter for one copy; *letter* is None when none was found.

    `record_seen` is the moment up to which the record had been read.
    """

    letter: LetterName | None
    origin: Answer
    words: Answer
    authority: Answer
    standing: Answer
    force: Answer
    record_seen: Instant
    clauses: tuple[ClauseId, ...] = ()
    """The clauses the copy's words fall in, when the copy is an excerpt."""

    def __iter__(self) -> Iterator[Answer]:
        """The five, in the order in which they are always told."""
        return iter((self.origin, self.words, self.authority, self.standing, self.force))
