"""Wishes to be told of changes: who wished what, and from when it counts.

    wished → told the secret link → confirmed → told of changes → stopped

A wish counts only once the address itself said so, by a link that nobody but its reader
was given (twice opted in).  What is not confirmed in time is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Protocol
from urllib.parse import urlsplit

from chancery.record.statement import Instant, Institution, OfficeName, StatementId
from chancery.registry.outgoing import Way

DAY = 86_400
DAYS_TO_CONFIRM = 7
LONGEST_ADDRESS = 254
"""Characters of a mail address (RFC 5321, section 4.5.3.1.3)."""
LONGEST_URL = 500

_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)


@unique
class Scope(StrEnum):
    """How much a wish covers."""

    LETTER = "letter"
    OFFICE = "office"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What somebody wants to be told about."""

    scope: Scope
    institution: Institution
    about: str = ""
    """The letter's id, or the office's name in the charter; empty for an institution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asked for at the Counter; nothing is sent because of it but one link."""

    topic: Topic
    way: Way
    address: str
    language: str
    at: Instant
    chance: bytes
    """16 fresh random octets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """One confirmed wish, as whoever tells the subscribers needs it."""

    number: int
    """Of its row; part of the key under which a message is told once."""
    topic: Topic
    way: Way
    address: str
    language: str
    stop: str
    """The secret word of its stop link, `/<language>/told/stop/<word>`; every message carries that link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A link that waits to be sent, `/<language>/told/confirm/<word>`: who opens it has confirmed."""

    number: int
    topic: Topic
    way: Way
    address: str
    language: str
    word: str
    asked_at: Instant
    """Part of the key of its message: whoever asks anew on another day is sent it anew."""


class Subscriptions(Protocol):
    """
    Wishes at rest.  Of each secret word only the digest is kept; the words themselves can be
    made again by whoever holds the house's key, which the public process does not.
    """

    def wish(self, wish: Wish) -> None:
        """Keep it; the same address wishes the same thing once, and nobody is told whether it did before."""
        ...

    def confirm(self, word: str, at: Instant) -> Topic | None:
        """Let the wish count; done twice is done once.  None if no wish has that word."""
        ...

    def stop(self, word: str) -> Topic | None:
        """Forget the wish and its address.  None if no wish has that word, or no longer."""
        ...

    def confirming(self, word: str) -> Topic | None:
        """What the wish is about that this word would confirm."""
        ...

    def stopping(self, word: str) -> Topic | None:
        """What the wish is about that this word would end."""
        ...

    def for_letter(self, id: StatementId) -> Iterator[Subscriber]:
        """The confirmed subscribers to one letter, the oldest first."""
        ...

    def for_office(self, institution: Institution, office: OfficeName) -> Iterator[Subscriber]:
        """The confirmed subscribers to all that an office says."""
        ...

    def for_institution(self, institution: Institution) -> Iterator[Subscriber]:
        """The confirmed subscribers to all that an institution says."""
        ...

    def confirmations_waiting(self, limit: int = 500) -> tuple[Confirmation, ...]:
        """The links that were not yet handed on, the oldest first."""
        ...

    def handed_on(self, confirmations: Iterable[Confirmation], at: Instant) -> None:
        """Note that these are on their way: they survive a crash without us."""
        ...

    def purge(self, before: Instant) -> int:
        """Forget what was wished before that moment and never confirmed; returns how many."""
        ...

    def forget(self, address: str) -> int:
        """Forget every wish of an address; returns how many."""
        ...


def is_mail_address(text: str) -> bool:
    """Whether that can be an address for mail; whether anybody reads it, only a message can tell."""
    return len(text) <= LONGEST_ADDRESS and _MAIL.fullmatch(text) is not None


def is_web_address(text: str) -> bool:
    """
    Whether that can be posted to: `https`, a name, and nothing that hides another address.

    Where the name leads is looked at when something is sent, every time.
    """
    if len(text) > LONGEST_URL or not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = parts.username is None and parts.password is None and not parts.fragment
    return parts.scheme == "https" and bool(parts.hostname) and plain and port != 0


def unconfirmed_before(now: Instant) -> Instant:
    """The moment before which what was wished and not confirmed is forgotten."""
    return Instant(now - DAYS_TO_CONFIRM * DAY)
