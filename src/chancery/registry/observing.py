"""Registers that look at one another: what each puts on its own record of another's, and what that shows.

    due             once a day, and only what was found good here
    seen_by         who has seen an institution's register, since when, how far
    contradiction   a head that somebody else put on record, and that ours does not lead to

Two records entangle that way: whoever shows one of them another history would have to
change the other too.  An observation is the word of whoever logged it.  Where it
contradicts ours, one of the two was shown another history, or does not tell the truth;
people find out which, and the entry is the material for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery.log.head import TreeHead
from chancery.log.tree import Hash, Perfect, range_root
from chancery.record.entry import Entry
from chancery.record.observed import Observed
from chancery.record.statement import Instant, Institution
from chancery.registry.ports import Index

DAY = 86_400
"""Seconds between two observations of one register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBy:
    """One register's word about another's."""

    by: Institution
    since: Instant
    """When it first put it on its record, by its own log time …"""
    last: Instant
    """… and when it last did."""
    size: int
    """The entries it had then."""
    first_charter: bytes | None
    """The fingerprint it named last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A head of *of* that *by* put on record, and the root that our files of it give for as many entries."""

    by: Institution
    of: Institution
    entry: Entry
    size: int
    said: Hash
    held: Hash


def is_due(last: Entry | None, now: Instant) -> bool:
    """Whether a register is to be observed again."""
    return last is None or now - last.at >= DAY


def seen_by(of: Institution, index: Index) -> tuple[SeenBy, ...]:
    """
    Who has put that institution's register on their own record, whoever did so first coming first.

    Of each only the first word and the last are looked up, however many lie between: they come daily.
    """
    found = [word for by, _, _ in index.extent() if (word := _word(of, by, index)) is not None]
    return tuple(sorted(found, key=lambda seen: seen.since))


def _word(of: Institution, by: Institution, index: Index) -> SeenBy | None:
    first, last = index.first_observed(of, by), index.last_observed(of, by)
    if first is None or last is None or not isinstance(last.act, Observed):
        return None
    return SeenBy(
        by=by,
        since=first.at,
        last=last.at,
        size=last.act.size,
        first_charter=last.act.first_charter,
    )


def contradictions(of: Institution, index: Index, head: TreeHead, hashes: Perfect) -> Iterator[Contradiction]:
    """
    What others have put on record of the log of *head*, and what our files of it contradict.

    *hashes* are those of its entries as they are held here; what was seen beyond them is left
    for later, and another log under another name is no matter of this one.  Of each that
    contradicts ours the first is enough to look into: else whoever makes up heads fills our disk.
    """
    told = set[Institution]()
    for entry in index.observed(of):
        seen = entry.act
        if not isinstance(seen, Observed) or seen.size > head.size or seen.origin != head.origin:
            continue
        if entry.institution in told:
            continue
        held = range_root(0, seen.size, hashes)
        if held != seen.root:
            told.add(entry.institution)
            yield Contradiction(
                by=entry.institution, of=of, entry=entry, size=seen.size, said=seen.root, held=held
            )
