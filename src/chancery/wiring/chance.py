"""The clock, and chance: here they enter, and everything below is given them."""

from __future__ import annotations

import secrets
import time

from chancery.record.naming import CHANCE, named
from chancery.record.statement import Instant, Institution, StatementId


def system_clock() -> Instant:
    """The moment it is, by this machine."""
    return Instant(int(time.time()))


def fresh_id(institution: Institution) -> StatementId:
    """A name for an act of *institution* that nobody could have guessed and that counts nothing."""
    return named(institution, secrets.token_bytes(CHANCE))


def fresh_salt() -> bytes:
    """32 octets that were never drawn before."""
    return secrets.token_bytes(32)
