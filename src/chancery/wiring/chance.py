"""The clock, and chance: here they enter, and everything below is given them."""

from __future__ import annotations

import secrets
import time
import uuid

from chancery.record.statement import Instant, StatementId


def system_clock() -> Instant:
    """The moment it is, by this machine."""
    return Instant(int(time.time()))


def fresh_id() -> StatementId:
    """A name for a statement that nobody could have guessed and that counts nothing."""
    return StatementId(uuid.uuid4().urn)


def fresh_salt() -> bytes:
    """32 octets that were never drawn before."""
    return secrets.token_bytes(32)
