"""A rendition: a file in which a letter was given out, put on the record by its digest.

The file carries evidence of the letter and so is made after it; that is why it is an act
of its own.  It says one thing: that this institution made exactly this file to show that
letter.  It says nothing new about the letter, has no hands under it, and no answer but
those about origin and words ever looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.record.statement import Institution, StatementId


@unique
class Shows(StrEnum):
    """What the file shows."""

    LETTER = "letter"
    """The letter as it was released."""
    STAMPED = "stamped"
    """The letter with what became of it written across; nobody is to take it for the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One file of one letter."""

    id: StatementId
    institution: Institution
    of: StatementId
    digest: bytes
    """SHA-256 of the finished file."""
    media: str = "application/pdf"
    """Its media type (RFC 6838)."""
    shows: Shows = Shows.LETTER
