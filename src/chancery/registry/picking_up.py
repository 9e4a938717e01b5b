"""Letters that wait at the Counter for their addressees, each behind a secret word.

Whoever has the word sees the letter and may say that it was received; that is an
acknowledgement by link, and says no more than that somebody with the link pressed a
button.  An acknowledgement under an institution's own hand is a statement on its record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from chancery.record.statement import Instant, StatementId


@dataclass(frozen=True, slots=True, kw_only=True)
class PickUp:
    """A letter laid out for an addressee."""

    letter: StatementId
    addressee: str
    """As the letter names them."""
    laid_out: Instant
    received: Instant | None = None
    """When they said that they have it; None: not yet."""


class PickUps(Protocol):
    """Where letters are laid out.  Of each secret word only the digest is kept."""

    def lay_out(self, pick_ups: Iterable[tuple[str, PickUp]]) -> None:
        """Lay letters out under these words; done twice is done once."""
        ...

    def by_word(self, word: str) -> PickUp | None:
        """What lies under that word; None if nothing does."""
        ...

    def receive(self, word: str, at: Instant) -> PickUp | None:
        """Note that it was received; said twice, the first moment stays.  None if nothing lies there."""
        ...

    def of_letter(self, id: StatementId) -> tuple[PickUp, ...]:
        """For whom the letter was laid out, the first first."""
        ...

    def of_letters(self, ids: Iterable[StatementId]) -> tuple[PickUp, ...]:
        """The same for several letters at once."""
        ...
