"""In what an index may differ from the logs that it was filled from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.record.statement import Institution


@unique
class What(StrEnum):
    """In what the index differs from the logs.  These names are printed and do not change."""

    ENTRY = "entry"
    """An entry is not in the index, or otherwise."""
    HEADING = "heading"
    """An entry does not stand under a heading under which it would be looked for."""
    WORDS = "words"
    """A letter cannot be found by its words, or by others that are not its own."""
    TOO_MANY = "too many"
    """There are rows that no entry accounts for."""
    COPY = "copy"
    """The second copy of an entry is another than the one that was signed."""
    SEALED = "sealed words"
    """The registered words that are held are not those that were registered."""
    HEAD = "head"
    """What was signed for so many entries is not what they add up to."""
    SEEN = "seen"
    """The index says that a record was seen later than anybody has stood by it."""
    STRUCTURE = "structure"
    """The database itself says that it is damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is otherwise; *index* is a place in the log of *institution*, where there is one."""

    what: What
    institution: Institution | None = None
    index: int | None = None
    said: str = ""
    """What the database says of itself, for *structure*."""
