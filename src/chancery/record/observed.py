"""An observed head: what one register saw of another's log, put on its own record.

So two registers entangle.  Who shows another history later contradicts what others have
kept, and since when a register was seen, and by whom, is for everybody to read.

It says what was seen and not that it is right.  It has no hands under it, and no rule of
the record ever asks for one.
"""

from __future__ import annotations

from dataclasses import dataclass

from chancery.record.statement import Instant, Institution, StatementId

AHEAD = 300
"""How many seconds another's clock may be ahead of the one that logs what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One signed head of another institution's log."""

    id: StatementId
    institution: Institution
    """Who saw it."""
    of: Institution
    """Whose log it is."""
    origin: str
    """That log's name in its checkpoints."""
    size: int
    root: bytes
    signed_at: Instant
    """When that log says that it signed the head."""
    first_charter: bytes | None = None
    """The fingerprint of its first charter, 32 bytes; None: that charter was not seen yet."""
