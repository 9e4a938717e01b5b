"""What the index holds, laid beside what the logs say that it should hold.

An index can lie by leaving out: a heading that is gone hides a notice, and nothing else
shows it.  So every heading that an entry should stand under is looked up exactly as a
question would look it up, and in the end the rows are counted, for those too many.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import DatabaseError, connections

from chancery.errors import Unavailable
from chancery.record.entry import Entry
from chancery.record.statement import Institution, StatementId
from chancery.registry.differences import Difference, What
from chancery.store import filing
from chancery.store.faults import faults
from chancery.store.filing import digest, headings
from chancery.store.rows import printable
from chancery.store.shelf import rows
from chancery.store.shelf.place import EMPTY
from chancery.store.sides import RECORD

_T = TypeVar("_T")

AT_ONCE = 400
"""Rows that one query names at most; each takes two of SQLite's parameters."""


class Comparison:
    """One walk through everything in the database *using*; begun, it looks at nothing that comes later."""

    def __init__(self, *, using: str = RECORD) -> None:
        self._using = using
        self._last = self._number("SELECT MAX(arrival) FROM store_indexedentry")
        self._letters = self._number("SELECT MAX(number) FROM store_shelvedletter")
        self._entries = self._headings = self._shelved = 0

    def structure(self) -> Iterator[Difference]:
        """What the database finds wrong with itself, as far as it can look."""
        try:
            said = _of_postgresql(self._rows) if self._is_postgresql() else _of_sqlite(self._rows)
        except DatabaseError as fault:
            said = str(fault)
        if said:
            yield Difference(what=What.STRUCTURE, said=said)

    def entries(
        self, institution: Institution, taken: Sequence[tuple[int, bytes, Entry]]
    ) -> Iterator[Difference]:
        """Whether these entries of a log, which follow one another, are in the index as they are."""
        with faults(self._using):
            held = self._held(institution, taken)
            misfiled = self._misfiled(
                [(held[index][0], index, entry) for index, _, entry in taken if index in held]
            )
        self._entries += sum(arrival <= self._last for arrival, *_ in held.values())
        for index, octets, entry in taken:
            if index not in held or held[index][1:] != (entry.at, printable(entry.id), octets):
                yield Difference(what=What.ENTRY, institution=institution, index=index)
        for index in sorted(misfiled):
            yield Difference(what=What.HEADING, institution=institution, index=index)

    def shelved(
        self, institution: Institution, letters: Sequence[tuple[int, StatementId, Sequence[Sequence[int]]]]
    ) -> Iterator[Difference]:
        """Whether these letters, each with all its texts, are found by their words and by no others."""
        ids = {digest(filing.by_id(id)): (index, printable(id)) for index, id, _ in letters}
        with faults(self._using):
            for some in _parts(list(ids), AT_ONCE):
                query = "SELECT number, heading, id FROM store_shelvedletter WHERE heading IN ({})"
                for number, heading, id in self._rows(query.format(_places(some)), *some):
                    index, wanted = ids[bytes(heading)]
                    self._shelved += number <= self._letters
                    if id != wanted:
                        yield Difference(what=What.WORDS, institution=institution, index=index)
            lacking = rows.lacking(self._using, [(id, texts) for _, id, texts in letters])
        for index, id, _ in letters:
            if id in lacking:
                yield Difference(what=What.WORDS, institution=institution, index=index)

    def copies(self, institution: Institution, start: int, entries: Sequence[bytes]) -> Iterator[Difference]:
        """Whether the second copies of our own entries, from *start* on, are the same."""
        query = 'SELECT "index", octets FROM store_loggedentry WHERE "index" >= %s AND "index" < %s'
        with faults(self._using):
            held = {index: bytes(octets) for index, octets in self._rows(query, start, start + len(entries))}
        for index, octets in enumerate(entries, start):
            if held.get(index) != octets:
                yield Difference(what=What.COPY, institution=institution, index=index)

    def ended(self, *, counting: bool) -> Iterator[Difference]:
        """Whether, after every log was walked through, there are no more rows than entries account for."""
        with faults(self._using):
            entries = self._number("SELECT COUNT(*) FROM store_indexedentry WHERE arrival <= %s", self._last)
            filed = self._number("SELECT COUNT(*) FROM store_filedentry WHERE arrival <= %s", self._last)
            shelved = self._number(
                "SELECT COUNT(*) FROM store_shelvedletter WHERE number <= %s", self._letters
            )
            if counting and (entries, filed, shelved) != (self._entries, self._headings, self._shelved):
                yield Difference(what=What.TOO_MANY)
            yield from self._chain()

    # Inside

    def _chain(self) -> Iterator[Difference]:
        """Whether each row of words is the one that was filed after those before it."""
        try:
            deque(rows.after(self._using, EMPTY), maxlen=0)
        except Unavailable as damage:
            yield Difference(what=What.WORDS, said=str(damage))

    def _held(
        self, institution: Institution, taken: Sequence[tuple[int, bytes, Entry]]
    ) -> dict[int, tuple[int, int, str, bytes]]:
        """By its place in the log: number of arrival, log time, id and octets."""
        if not taken:
            return {}
        found = self._rows(
            'SELECT "index", arrival, at, id, octets FROM store_indexedentry '
            'WHERE institution = %s AND "index" >= %s AND "index" <= %s',
            institution,
            taken[0][0],
            taken[-1][0],
        )
        return {index: (arrival, at, id, bytes(octets)) for index, arrival, at, id, octets in found}

    def _misfiled(self, entries: Sequence[tuple[int, int, Entry]]) -> set[int]:
        """The places of those, each with its arrival, that do not stand under every heading of theirs."""
        wanted = {
            (digest(heading), arrival): (arrival, index, entry.id)
            for arrival, index, entry in entries
            for heading in headings(entry)
            if arrival <= self._last
        }
        found: set[tuple[bytes, int]] = set()
        for some in _parts(list(wanted), AT_ONCE):
            found |= {(bytes(heading), arrival) for heading, arrival in self._standing(some)}
        self._headings += len(found)
        missing = {wanted[pair] for pair in wanted.keys() - found}
        return {index for arrival, index, id in missing if not self._is_second(arrival, id)}

    def _standing(self, pairs: Sequence[tuple[bytes, int]]) -> Any:
        """Those of these rows that are found by the very index that every question goes by."""
        query = "SELECT f.heading, f.arrival FROM ({}) w JOIN store_filedentry f ON {}"
        same = "f.heading = w.column1 AND f.arrival = w.column2"
        if self._is_postgresql():
            asked = "SELECT unnest(%s::bytea[]) AS column1, unnest(%s::bigint[]) AS column2"
            given: list[Any] = [[heading for heading, _ in pairs], [arrival for _, arrival in pairs]]
        else:
            asked = f"VALUES {', '.join(['(%s, %s)'] * len(pairs))}"
            given = [each for pair in pairs for each in pair]
        return self._rows(query.format(asked, same), *given)

    def _is_second(self, arrival: int, id: StatementId) -> bool:
        """Whether an earlier entry used that id: then this one is kept, and stands nowhere."""
        query = (
            "SELECT e.arrival, e.id FROM store_filedentry f JOIN store_indexedentry e "
            "ON e.arrival = f.arrival WHERE f.heading = %s"
        )
        first = self._rows(query, digest(filing.by_id(id)))
        return any(other < arrival and theirs == printable(id) for other, theirs in first)

    def _is_postgresql(self) -> bool:
        return connections[self._using].vendor == "postgresql"

    def _number(self, query: str, *given: Any) -> int:
        return self._rows(query, *given)[0][0] or 0

    def _rows(self, query: str, *given: Any) -> Any:
        with connections[self._using].cursor() as cursor:
            cursor.execute(query, given)
            return cursor.fetchall()


def _of_sqlite(ask: Callable[..., Any]) -> str:
    """Its pages, and its tables against their indexes (https://www.sqlite.org/pragma.html#pragma_integrity_check)."""
    found = [line for (line,) in ask("PRAGMA integrity_check(1)")]
    return "" if found == ["ok"] else " ".join(found)


def _of_postgresql(ask: Callable[..., Any]) -> str:
    """Its indexes, where amcheck is installed; where it is not, PostgreSQL's own checksums must do."""
    if not ask("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'"):
        return ""
    ask(
        "SELECT bt_index_check(c.oid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am a ON a.oid = c.relam "
        "WHERE a.amname = 'btree' AND t.relname LIKE 'store\\_%%'"
    )
    return ""


def _parts(whole: Sequence[_T], length: int) -> Iterator[Sequence[_T]]:
    for start in range(0, len(whole), length):
        yield whole[start : start + length]


def _places(some: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(some))
