"""Standing by the record: saying at intervals, on the record, what is the newest act on everything.

Whoever reads a log knows that nothing was taken out of it, and not whether it was shown
to the end.  A state head says up to where it went, and expires; so silence is noticed.
It is due when the interval has passed, or as soon as something was logged since the last
that may change where a letter stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chancery.errors import Conflict, Malformed, OutOfOrder
from chancery.record.bears_on import answered_by
from chancery.record.entry import Entry
from chancery.record.state_head import StateHead
from chancery.record.statement import Instant, Institution, StatementId
from chancery.registry.act import Act
from chancery.registry.counting import Counting, newest_state, sound
from chancery.registry.ports import Archive, Index
from chancery.seal.register_form import write_state_head

if TYPE_CHECKING:
    from chancery.registry.registry import Registry

ATTEMPTS = 20
"""How often it is tried again when somebody else wrote first."""

RENEWALS = 4
"""How often, within the interval, the checkpoint is signed again when nothing happens."""

STRETCH = 256
"""Entries that are looked through at once for one that changes something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """At what interval state heads are published, and how long each speaks; in seconds."""

    every: int = 3_600
    life: int = 86_400


def stand_by(registry: Registry, index: Index, id: StatementId, publishing: Publishing) -> Entry | None:
    """The state head that was put on the record; None if none was due."""
    for _ in range(ATTEMPTS):
        size, now = registry.settle(), registry.now()
        if size < 2:
            return None  # before the first charter nobody could tell whose it is
        if not is_due(registry.institution, index, size, now, publishing.every):
            if now - registry.head().at >= publishing.every // RENEWALS:
                registry.renew()
            return None
        try:
            return _put(registry, id, size, publishing.life)
        except OutOfOrder:
            if registry.settle() == size:
                raise
    raise Conflict("Other writers were first, again and again; try once more later.")


def is_due(institution: Institution, index: Index, size: int, now: Instant, every: int) -> bool:
    """Whether the interval has passed, or something was logged that the last state head does not cover."""
    last = index.newest_state(institution)
    place = None if last is None else index.position(last.id)
    if last is None or place is None or now - last.at >= every:
        return True
    return any(
        answered_by(entry.id, entry.act)
        for start in range(place[1] + 1, size, STRETCH)
        for entry in index.logged(institution, start, min(start + STRETCH, size))
    )


def _put(registry: Registry, id: StatementId, size: int, life: int) -> Entry:
    counting = registry.counted(size)
    head = StateHead(
        id=id,
        institution=registry.institution,
        size=size,
        root=counting.root(),
        expires=Instant(registry.now() + life),
    )
    entry = registry.perform(Act(octets=write_state_head(head), approvals=()))
    counting.keep()  # after it is on the record: so the map is never ahead of the newest head
    return entry


def counted(
    institution: Institution, size: int, archive: Archive, index: Index, *, before: Counting | None = None
) -> Counting:
    """
    This log's map over its first *size* entries, counted on from *before*, or from where it is kept.

    A wrong state head on the log would end it for everybody who follows: so what is kept
    must agree with the newest one (`registry.counting.sound`, which raises).
    """

    def entries_of(start: int, stop: int) -> list[bytes]:
        return [archive.entry(index) for index in range(start, stop)]

    counting = before if before is not None and before.may_go_on(size) else None
    counting = counting or sound(institution, index, entries_of)
    try:
        counting.up_to(size, entries_of)
        counting.root()
    except Malformed:  # a page deeper down was spoiled
        counting = Counting(institution, index.states, afresh=True)
        counting.up_to(size, entries_of)
    return counting


def recount(institution: Institution, archive: Archive, index: Index) -> None:
    """Count the map up to the newest state head, if there is one; raises as `counted` does."""
    last = newest_state(institution, index)
    if last is not None:
        counted(institution, last.size, archive, index).keep()
