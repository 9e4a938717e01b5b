"""The post box of a demonstration: letters that a real house would have handed to its mail server."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from chancery.record.statement import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """One letter, as whoever it was sent to would read it."""

    key: str
    to: str
    subject: str
    at: Instant | None
    text: str
    files: tuple[str, ...]
    """The names of what came with it."""


def newest(folder: Path, limit: int) -> list[Mailed]:
    """The newest letters, newest first; none while none was sent."""
    if not folder.is_dir():
        return []
    return sorted(_all(folder), key=lambda mailed: (mailed.at or 0, mailed.key), reverse=True)[:limit]


def one(folder: Path, key: str) -> Mailed | None:
    """The letter of that key; None if there is none."""
    return next((mailed for mailed in newest(folder, limit=10_000) if mailed.key == key), None)


def _all(folder: Path) -> Iterator[Mailed]:
    box = mailbox.Maildir(folder, factory=None, create=False)
    for key in box.keys():  # noqa: SIM118 — a Maildir is iterated by its messages
        yield _read(key, box.get_bytes(key))


def _read(key: str, octets: bytes) -> Mailed:
    message = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("plain",))
    return Mailed(
        key=key,
        to=str(message["to"] or ""),
        subject=str(message["subject"] or ""),
        at=_moment(str(message["date"] or "")),
        text="" if body is None else str(body.get_content()),
        files=tuple(name for part in message.iter_attachments() if (name := part.get_filename())),
    )


def _moment(written: str) -> Instant | None:
    try:
        return Instant(int(parsedate_to_datetime(written).timestamp()))
    except ValueError:
        return None
