"""A state head: what the register itself says is the newest act on everything, at one moment.

An append-only log proves that something was said, never that nothing was said since.  A
state head closes the gap: it commits the root of a verifiable map from every statement,
key and charter to the index of the newest entry that bears on it.  Every follower counts
that map again from the entries before the head and believes no log whose root differs.

It has no hands under it, and no rule of the record ever asks for one.
"""

from __future__ import annotations

from dataclasses import dataclass

from chancery.record.statement import Instant, Institution, StatementId

LONGEST_LIFE = 7 * 24 * 3_600
"""For how long, in seconds, a state head may speak at most: who forgets to publish falls silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateHead:
    """The state of one institution's record, over all entries before this one."""

    id: StatementId
    institution: Institution
    size: int
    """How many entries it covers: its own index in the log."""
    root: bytes
    """The root of the map over those entries (`chancery.log.state_map`), 32 bytes."""
    expires: Instant
    """From when on it says nothing any more: newer acts may be held back from whoever has no newer head."""
