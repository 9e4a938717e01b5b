"""How far each log was taken into the index, and up to when it was seen whole."""

from __future__ import annotations

from typing import Any

from chancery.record.statement import Instant, Institution
from chancery.store.faults import faults
from chancery.store.one_look import asked_once
from chancery.store.rows import all_rows


class Extent:
    """What the index in the database *using* holds of each institution's log."""

    def __init__(self, using: str) -> None:
        self._using = using

    def reached(self, institution: Institution) -> int:
        """How many entries of that institution's log have been taken in."""
        found = self._row("SELECT reached FROM store_followedlog WHERE institution = %s", institution)
        return found[0] if found else 0

    def seen(self, institution: Institution) -> Instant | None:
        """The moment up to which that institution's record is known; None if it is not held."""
        found = self._row("SELECT seen FROM store_followedlog WHERE institution = %s", institution)
        return found[0] if found else None

    def institutions(self) -> frozenset[Institution]:
        """Every institution whose log is held in full up to where it was seen."""
        rows = self._rows("SELECT institution FROM store_followedlog WHERE seen IS NOT NULL")
        return frozenset(institution for (institution,) in rows)

    def extent(self) -> tuple[tuple[Institution, int, Instant | None], ...]:
        """How much is held of each institution, and up to when."""
        rows = self._rows("SELECT institution, reached, seen FROM store_followedlog ORDER BY institution")
        return tuple(tuple(row) for row in rows)

    def _row(self, query: str, *given: Any) -> Any:
        return next(iter(self._rows(query, *given)), None)

    def _rows(self, query: str, *given: Any) -> Any:
        return asked_once((self._using, query, given), lambda: self._asked(query, given))

    def _asked(self, query: str, given: tuple[Any, ...]) -> Any:
        with faults(self._using):
            return all_rows(self._using, query, given)
