"""What was read from a file that somebody brought: words, where each stood, how surely it was read.

Nothing here says whether it is a letter, or whose.  A `Paper` is made in a sandbox out of
octets that nobody vouches for, and is itself only a claim about what a person would see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique

from chancery.record.words import Span


@unique
class Medium(StrEnum):
    """What a file turned out to be."""

    TEXT = "text"
    PDF = "pdf"
    PICTURE = "picture"
    """A photograph, a screenshot, a scan, a fax."""
    DOCUMENT = "document"
    """A word processor's file."""
    MAIL = "mail"
    WEB_PAGE = "web page"
    EVIDENCE = "evidence"


@unique
class Obstacle(StrEnum):
    """Why a file, or part of one, cannot be read; each has one sentence for people."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too large"
    """More octets, pages or pixels than are looked at."""
    TOO_SLOW = "too slow"
    """It was still being read when its time or its memory ran out."""
    UNKNOWN_KIND = "unknown kind"
    EMPTY = "empty"
    """Read to the end; there are no words in it."""
    NO_READER = "no reader"
    """This machine lacks a program that is needed."""


@unique
class Hiding(StrEnum):
    """How a file says something else than it shows, or may."""

    INVISIBLE_TEXT = "invisible text"
    TEXT_IN_A_PICTURE = "text in a picture"
    """Words a person sees that are not among the file's characters."""
    REPLACED_TEXT = "replaced text"
    """ISO 32000-1, 14.9.4: ActualText gives other characters than are drawn."""
    ANNOTATION = "annotation"
    """Something laid over the page."""
    OVERLAPPING_TEXT = "overlapping text"
    OPTIONAL_CONTENT = "optional content"
    """Layers that a viewer may show or not."""
    SCRIPT = "script"
    STRUCTURE = "structure"
    """Two programs read this file differently."""
    GLYPHS = "glyphs"
    """The shapes drawn look like other letters than the file says."""
    OFF_THE_PAGE = "off the page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page, from its top left corner: points (1/72 inch) in a PDF, pixels in a picture."""

    page: int
    """From 1."""
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWord:
    """
    One word as it was read.

    `sure` goes from 0 to 1; it is 1 for characters that the file itself spells out, and for
    ink the recogniser's own confidence.  `otherwise` are other readings of the same ink.
    """

    span: Span
    """Where the word stands in the paper's `text`, in code points."""
    box: Box | None = None
    sure: float = 1.0
    otherwise: tuple[str, ...] = ()


@unique
class SealState(StrEnum):
    """What can be said of a seal that somebody put on a file (never of its words)."""

    INTACT = "intact"
    """The sealed octets are as they were sealed, and nothing was added but proof of time."""
    CHANGED = "changed"
    """Something was added or changed after sealing; `Seal.changes` says of which class."""
    BROKEN = "broken"
    """The sealed octets are not those that were sealed."""
    COULD_NOT_EXAMINE = "could not be examined"


@unique
class SealChange(StrEnum):
    """The four classes of change after sealing that ETSI validation reports tell apart (DSS)."""

    EXTENSION = "extension"
    SIGNATURE_OR_FORM = "signature or form"
    ANNOTATION = "annotation"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A seal found on a file: by whose certificate (its own claim), when (its own claim), in what state."""

    state: SealState
    signer: str = ""
    at: int | None = None
    """Unix seconds, as the seal claims or a timestamp in it says."""
    timestamped: bool = False
    changes: frozenset[SealChange] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """One way in which the file hides something, and where."""

    hiding: Hiding
    box: Box | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSize:
    """Width and height in the unit of the paper's boxes."""

    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Everything read from one file."""

    medium: Medium
    text: str = ""
    words: tuple[ReadWord, ...] = ()
    """Every word of `text` in order; empty where every character is certain and has no place."""
    pages: tuple[PageSize, ...] = ()
    marks: tuple[str, ...] = ()
    """What the QR codes and bar codes in it say, each once, in reading order."""
    evidence: tuple[bytes, ...] = ()
    """Evidence files carried inside."""
    seals: tuple[Seal, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    obstacle: Obstacle | None = None
    """Why there are no words, or not all of them."""
    digest: bytes = b""
    """SHA-256 of the file, for one that was enclosed in another; its octets are not at hand."""
    enclosed: tuple[Paper, ...] = ()
    """Papers inside this one: what is attached to an e-mail."""
    pictures: tuple[bytes, ...] = field(default=(), repr=False)
    """Each page as a PNG, drawn anew, safe to show; only where words could not be read reliably."""

    @property
    def shows_what_it_says(self) -> bool:
        """Whether nothing was found by which the words read could differ from the words seen."""
        return not self.hidden
