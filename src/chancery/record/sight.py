"""From where the record is looked at: what is held, at which moment, and what is known so far.

The open questions of a record are few in kind, and each formula reads the others only
through them; that is what lets circles come out undetermined instead of going round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Generic, TypeVar

from chancery.record.grants import Powers
from chancery.record.logic import Truth
from chancery.record.slice import Shelf
from chancery.record.statement import ClauseId, Instant, Institution, StatementId
from chancery.record.telling import Teller

A = TypeVar("A")


@unique
class Ask(StrEnum):
    """What may be open about an entry."""

    COUNTS = "counts"
    """A charter: whether it was properly made."""
    EFFECTIVE = "effective"
    """A notice: whether it does what it says."""
    RUNNING = "running"
    """A hold or report: whether it has not lapsed by itself."""
    AUTHORISED = "authorised"
    """A clause: whether the office was allowed to say it."""
    IN_FORCE = "in force"
    """A clause: whether it does what it says."""


Unknown = tuple[Ask, StatementId, ClauseId | None]
"""One open question; the clause is None where the whole entry is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight(Generic[A]):
    """One look at the record: every formula is worked out in one, and tells its answer in its way."""

    shelf: Shelf
    at: Instant
    """The moment asked about."""
    powers: Mapping[StatementId, Powers]
    """Every charter on the shelf, worked out."""
    complete: frozenset[Institution] | None
    """Whose record is held in full, so that absence says *no*; None: everybody's."""
    now: Callable[[Unknown], Truth]
    """What is known of an open question so far."""
    ask: Callable[[Unknown], A]
    """The same, told the way this look tells things."""
    tell: Teller[A]
