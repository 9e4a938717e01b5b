"""Whatever a person holds, once it has been read; and what was found for it.

`chancery.paper` makes a `Copy` of a file; this package never sees the file itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TYPE_CHECKING

from chancery.check.answers import Answers, LetterName
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution, StatementId, Verb
from chancery.record.words import Words

if TYPE_CHECKING:
    # Comparing words takes longer to load than a whole evidence file takes to check.
    from chancery.check.quotation import PassageFinding
    from chancery.check.words import WordsFinding


@unique
class Kind(StrEnum):
    """What sort of thing was brought."""

    TEXT = "text"
    """A letter's words, whole or in part, pasted or typed."""
    QUOTATION = "quotation"
    """A few words that somebody is said to have written."""
    ARTICLE = "article"
    """Somebody else's text that quotes letters."""
    CODE = "code"
    """The code printed on a letter, or its reference."""
    EVIDENCE = "evidence"
    """An evidence file, which carries its own proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What was brought: its kind, its words or its code, and the digest of the file it came from."""

    kind: Kind
    text: str = ""
    digest: bytes = b""
    """SHA-256 of the bytes that were brought."""
    name: str | None = None
    """The name of the file, for the reader's benefit only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """
    Everything found for one copy: the five answers for each letter it concerns.

    There is always at least one `Answers`; its letter is None when none was found.
    """

    copy: Copy
    letters: tuple[Answers, ...]
    words: tuple[WordsFinding | None, ...] = ()
    """For each of `letters`, how the words compared; None where no words were brought."""
    passages: tuple[PassageFinding, ...] = ()
    """For an article: each quotation and each of the narrator's passages that matter."""
    runners_up: tuple[LetterName, ...] = ()
    """Other letters that come close to this copy."""
    read_at: Instant
    """When the check was made."""


@unique
class Happening(StrEnum):
    """A kind of event in the life of a letter."""

    RELEASED = "released"
    EFFECTIVE = "effective"
    EXPIRED = "expired"
    NOTICE = "notice"
    """A notice about it, effective or not."""
    HOLD_ENDED = "hold ended"
    ANSWERED = "answered"
    """A later statement that says it bears on this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event in the life of a letter, with the standing that held from then on."""

    at: Instant
    happening: Happening
    standing: str
    """The standing from this moment, spelled as the answers spell it."""
    by: StatementId | None = None
    verb: Verb | None = None
    office: str | None = None
    had_effect: str = "yes"
    """Whether the notice had effect: yes, no, undetermined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter on the record, as its page shows it."""

    name: LetterName
    entry: Entry
    index: int
    words: Words | None
    answers: Answers
    life: tuple[Event, ...]
    relied_on: tuple[tuple[StatementId, Institution | None, str], ...] = ()
    """Its premises: the statement relied on, whose it is, and whether it is in force."""
