"""What many acts ask of the record at once, each question in as few queries as the database takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connections

from chancery.record.statement import StatementId
from chancery.store import filing
from chancery.store.archive import filed_key
from chancery.store.faults import faults
from chancery.store.filing import Heading, digest
from chancery.store.sides import RECORD

AT_ONCE = 10_000
"""Values that one query names at most; SQLite would take 32,766."""

_POINTED_AT: tuple[Callable[[StatementId], Heading], ...] = (
    filing.by_id,
    filing.notices_on,
    filing.successors_of,
)


class DurableMany:
    """Asked of the database *using* (see `chancery.registry.sequencing.Many`)."""

    def __init__(self, *, using: str = RECORD) -> None:
        self._using = using

    def given(self, keys: Iterable[str]) -> Mapping[str, int]:
        """The index that each of these idempotency keys was given, if it was given one."""
        filed = {filed_key(key): key for key in keys}
        query = 'SELECT key, "index" FROM store_givenindex WHERE key IN ({})'
        return {filed[bytes(key)]: index for key, index in self._rows(query, list(filed))}

    def heard_of(self, ids: Iterable[StatementId]) -> frozenset[StatementId]:
        """Those of these that an entry goes by, or that some notice or successor points at."""
        asked = {digest(heading(id)): id for id in ids for heading in _POINTED_AT}
        query = "SELECT DISTINCT heading FROM store_filedentry WHERE heading IN ({})"
        return frozenset(asked[bytes(heading)] for (heading,) in self._rows(query, list(asked)))

    def _rows(self, query: str, values: Sequence[bytes]) -> Iterator[Sequence[Any]]:
        with faults(self._using), connections[self._using].cursor() as cursor:
            for start in range(0, len(values), AT_ONCE):
                some = sorted(values[start : start + AT_ONCE])  # in the order in which the index lies
                cursor.execute(query.format(", ".join(["%s"] * len(some))), some)
                yield from cursor.fetchall()
