"""Whatever a person holds, once it has been read; and what was found for it.

`chancery.paper` makes a `Copy` of a file; this package never sees the file itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TYPE_CHECKING

from chancery.check.answers import Answers, Gap, LetterName
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution, StatementId, Verb
from chancery.record.words import Span, Words

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


@unique
class Compared(StrEnum):
    """What came of laying the pages of a copy over those of the registered file."""

    SAME = "same"
    """Every page, everywhere."""
    SAME_ON_THE_WORDS = "same on the words"
    """They differ somewhere, and nowhere on the letter's own words as they were read."""
    DIFFERENT = "different"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """The pages of a copy beside those of a registered rendition of one letter."""

    statement: StatementId
    compared: Compared
    regions: int = 0
    """In how many places the pages differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How surely one word of a copy was read."""

    span: Span
    """Where it stands in the copy's text, in code points."""
    sure: float = 1.0
    """From 0 to 1; 1 where the file itself spells the characters out."""
    otherwise: tuple[str, ...] = ()
    """Other readings of the same ink."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inked:
    """What a second look at the ink says of words that could not be read surely."""

    span: Span
    """Where they stand in the copy's text."""
    says: str
    """Which of the words that may stand there the ink looks like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What was brought: its kind, its words or its code, and the digest of the file it came from."""

    kind: Kind
    text: str = ""
    digest: bytes = b""
    """SHA-256 of the bytes that were brought."""
    name: str | None = None
    """The name of the file, for the reader's benefit only."""
    sheet: bool = False
    """Whether it is a whole paper, on which other things are printed round the words."""
    pasted: bool = False
    """Whether it is text that somebody typed or pasted, where every character is meant."""
    furniture: tuple[str, ...] = ()
    """Lines that are printed on any letter: “Page 1 of 2”, “For action”."""
    read: tuple[Read, ...] = ()
    """Every word of `text` in order, if it was read from ink; empty where every character is certain."""
    inked: tuple[Inked, ...] = ()
    marks: tuple[str, ...] = ()
    """What the QR codes in it say."""
    encloses: tuple[StatementId, ...] = ()
    """The letters of which it carries evidence that holds together."""
    hides: tuple[str, ...] = ()
    """The ways in which the file says something else than it shows, or may (`paper.Hiding`)."""
    obstacle: str | None = None
    """Why the file, or part of it, could not be read (`paper.Obstacle`)."""
    pictured: tuple[Pictured, ...] = ()


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
    remarks: tuple[Gap, ...] = ()
    """What was seen on the copy besides: each has its own sentence, and none changes an answer."""
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
