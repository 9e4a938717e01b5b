"""What leaves the house, as values, and the promise that it will."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum, unique
from typing import Protocol

from chancery.record.statement import Instant, StatementId


class Way(Enum):
    """How something travels."""

    MAIL = "mail"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """
    One thing to be told to one receiver.

    *key* says which telling this is: the same key is told once, however often it is brought.
    """

    kind: Way
    key: str
    to: str
    """A mail address or a web address."""
    subject: str = ""
    """Of a mail; a webhook has none."""
    text: str
    """The whole text of a mail; of a webhook, the JSON that is posted."""
    language: str = "en"
    about: StatementId | None = None
    """The letter it tells of; None if it tells of none."""
    attach: tuple[bytes, ...] = ()
    """The SHA-256 of each file to send along, as the house keeps it among its renditions."""
    with_file: bool = False
    """Whether the letter's own file goes along, as it is on the record when the message leaves."""
    stop: str = ""
    """Where a mail program may post to end these mails (RFC 8058); empty where nobody asked for them."""
    addressee: str = ""
    """The addressee of the letter for whom it is, as the letter names them; empty for anybody else."""


@unique
class State(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    """Somebody is delivering it this moment, or died over it."""
    DONE = "done"
    DEAD = "dead"
    """Given up, until a person lets it be tried again."""


@unique
class Fault(StrEnum):
    """Why something could not be delivered."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    REFUSED = "refused"
    """The other side said no, in words or a number of its own."""
    BUSY = "busy"
    """The other side said: later."""
    NOT_PUBLIC = "not_public"
    """The address leads into a network that is not everybody's."""
    NO_ADDRESS = "no_address"
    NO_MAIL_SERVER = "no_mail_server"
    """The settings name no server that would take a mail."""
    NOT_LET_IN = "not_let_in"
    """Our own mail server does not know us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one try; without a fault it was delivered."""

    fault: Fault | None = None
    said: str = ""
    """What the other side said, in its own words."""
    final: bool = False
    """Whether trying again is pointless."""


DELIVERED = Outcome()

PAUSES = (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds from each try in vain to the next: three days in all, as mail servers do (RFC 5321, 4.5.4.1)."""


def next_try(tries: int, at: Instant) -> Instant | None:
    """When to try again after so many tries in vain; None: give up."""
    return Instant(at + PAUSES[tries - 1]) if tries <= len(PAUSES) else None


class Outgoing(Protocol):
    """
    Where a message is left to be delivered.

    Once `enqueue` returns, the message survives a crash, and it will be tried until it
    is delivered or given up where people can see it.  Of two messages under one key the
    first is delivered and the second is nothing.  It is delivered at least once: after a
    crash perhaps again, under the same key.
    """

    def enqueue(self, message: Message) -> None:
        """Leave one message; raises `Unavailable` if it cannot be kept."""
        ...

    def enqueue_all(self, messages: Iterable[Message]) -> None:
        """Leave several at once, all of them or none."""
        ...
