"""How far an act reaches: whose answers may be others once it counts, or no longer counts.

One step only, from an act to what it touches.  Whoever wants to know all goes on from
what has changed: what leans on a thing that did not change has not changed by it either
(`chancery.registry.foresight`).
"""

from __future__ import annotations

from collections.abc import Iterator

from chancery.record.entry import Entry, notice_of
from chancery.record.slice import oldest_first
from chancery.record.statement import (
    COMPROMISE,
    Instant,
    Institution,
    KeyName,
    Notice,
    Statement,
    StatementId,
    Verb,
)
from chancery.registry.leaning import dependants
from chancery.registry.ports import Index

MOST = 300
"""Statements of each kind that are looked up at one step: more than anybody reads before acting."""


def touched(entry: Entry, index: Index) -> tuple[Entry, ...]:
    """
    The statements that bear the act's consequences at first hand, oldest first.

    What a notice is aimed at, what it replaces, what was signed with a key it speaks of,
    and whatever leans on it; of each kind no more than `MOST`.
    """
    found = {other.id: other for other in _touched(entry, index) if isinstance(other.act, Statement)}
    found.pop(entry.id, None)
    return tuple(sorted(found.values(), key=oldest_first))


def passes_on(entry: Entry) -> bool:
    """Whether a change in it may show only on what it touches: a hold may lapse and still be a hold."""
    notice = entry.act.notice if isinstance(entry.act, Statement) else None
    return notice is not None and notice.verb in (Verb.SUSPEND, Verb.REPORT_COMPROMISE)


def _touched(entry: Entry, index: Index) -> Iterator[Entry]:
    if not isinstance(entry.act, Statement):
        return
    yield from _held([*entry.act.supersedes], index)
    yield from dependants(entry, index, MOST)
    # A notice may have named it before it was there; once it is, that notice is known to miss.
    yield from index.notices_on(entry.id)
    if entry.act.notice is not None:
        yield from _aimed_at(entry.act.notice, index)
        if entry.act.notice.verb in COMPROMISE and entry.act.notice.key is not None:
            yield from _signed(entry, entry.act.notice, entry.act.notice.key, index)


def _aimed_at(notice: Notice, index: Index) -> Iterator[Entry]:
    for target in _held([target.statement for target in notice.targets], index):
        yield target
        if notice.verb is Verb.SUSPEND:
            # Nobody renews a hold of their own: one that counts may undo the next, or no longer.
            yield from index.notices_on(target.id)


def _held(ids: list[StatementId], index: Index) -> Iterator[Entry]:
    for id in dict.fromkeys(ids):
        if (entry := index.entry(id)) is not None:
            yield entry


def _signed(entry: Entry, notice: Notice, key: KeyName, index: Index) -> Iterator[Entry]:
    """Every act under the key since the first doubt about it: a confirmation makes old doubts last."""
    since = _first_doubt(entry.institution, notice, key, index)
    yield from index.signed_with(entry.institution, key, since, MOST)
    if any(_by(charter, key, since) for charter in index.charters(entry.institution)):
        for id in index.recent(entry.institution, MOST):
            yield from _held([id], index)


def _first_doubt(institution: Institution, notice: Notice, key: KeyName, index: Index) -> Instant:
    notices = [notice, *(notice_of(other) for other in index.key_notices(institution, key))]
    return min(each.since or Instant(0) for each in notices)


def _by(charter: Entry, key: KeyName, since: Instant) -> bool:
    """Whether a charter hangs on that key: then everything said under it does."""
    return charter.at >= since and any(hand.key == key for hand in charter.hands)
