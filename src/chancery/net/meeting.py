"""A head that was met somewhere, beside what is held of its log: can both be true?

Gossip without anybody's help: a file that somebody brings carries a head signed by its
log.  It is compared with the newest head that is remembered here and with the tiles that
are held.  Signatures come first (`Equivocation.check`), so an invented head accuses nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

from chancery.errors import Malformed, Unavailable, Untrusted
from chancery.log.checkpoint import claimed_head
from chancery.log.equivocation import Equivocation
from chancery.log.tile import Read
from chancery.log.vkey import VerifierKey
from chancery.net.continuity import break_between


def lie_between(met: bytes, held: bytes, tiles: Read, keys: Iterable[VerifierKey]) -> Equivocation | None:
    """
    What the heads *met* and *held* prove against the log of *keys*; None: nothing.

    Besides two histories this finds fewer entries at a later time, which is how a log is caught
    that stands by an old head before one reader while it shows another reader a longer one.
    """
    known = list(keys)
    for suspected in (_broken(met, held, tiles), Equivocation.between(met, held)):
        if suspected is not None and _proves(suspected, known):
            return suspected
    return None


def _broken(met: bytes, held: bytes, tiles: Read) -> Equivocation | None:
    """None too where the tiles that are held do not reach so far: then nothing can be said yet."""
    shorter, longer = sorted((met, held), key=lambda note: claimed_head(note).size)
    try:
        return break_between(shorter, longer, tiles, tiles)
    except (Untrusted, Unavailable, Malformed):
        return None


def _proves(suspected: Equivocation, keys: list[VerifierKey]) -> bool:
    try:
        suspected.check(keys)
    except (Untrusted, Malformed):
        return False
    return True
