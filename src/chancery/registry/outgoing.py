"""What leaves the house, as values, and the promise that it will."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from chancery.record.statement import StatementId


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
