"""Who leans on a statement: what would have to be looked at again if it fell."""

from __future__ import annotations

from collections.abc import Iterator

from chancery.record.entry import Entry
from chancery.record.slice import oldest_first
from chancery.record.statement import Statement, Verb
from chancery.registry.ports import Index


def dependants(entry: Entry, index: Index, limit: int | None = None) -> tuple[Entry, ...]:
    """
    Anybody's statements that lean on *entry*, oldest first; of each kind no more than *limit*.

    They take it for granted, announce it, carry it out, answer it, take its place, or wait
    for just such an act.  A notice about it does not lean on it: it bears on it.
    """
    found = {other.id: other for other in _leaning(entry, index, limit) if other.id != entry.id}
    return tuple(sorted(found.values(), key=oldest_first))


def _leaning(entry: Entry, index: Index, limit: int | None) -> Iterator[Entry]:
    yield from index.relying_on(entry.id, limit)
    yield from index.successors_of(entry.id)
    if isinstance(entry.act, Statement):
        yield from _waiting(entry, entry.act, index, limit)


def _waiting(entry: Entry, statement: Statement, index: Index, limit: int | None) -> Iterator[Entry]:
    """Conditions are found the other way round: by the act that may fulfil them."""
    for clause in statement.clauses:
        for implementing in (None, *statement.implements):
            yield from index.waiting_for(
                entry.institution, statement.office, clause.verb, implementing, limit
            )
        if clause.verb is Verb.CERTIFY and clause.fact is not None:
            yield from index.awaiting(clause.fact, limit)
