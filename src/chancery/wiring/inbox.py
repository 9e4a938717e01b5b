"""Opening the inbox of a house: its questions, and the wishes to be told.

With the house's key (`keys/inbox.key`) the words of links that are mailed can be made.
The courier and the Desk have it; the Counter is never given it, so that whoever takes
over the public process can confirm, stop and read nothing for anybody.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.errors import Unavailable
from chancery.wiring.ask_policy import AskPolicy
from chancery.wiring.house import House
from chancery.wiring.opened import open_inbox
from chancery.wiring.settings import octets_of

if TYPE_CHECKING:
    from chancery.store.inbox.asks import KeptAsks
    from chancery.store.inbox.pick_ups import KeptPickUps
    from chancery.store.inbox.subscriptions import KeptSubscriptions

INBOX_KEY = "inbox.key"
OCTETS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """What the public leaves with one house, and what the house decided about it."""

    asks: KeptAsks
    subscriptions: KeptSubscriptions
    pick_ups: KeptPickUps
    policy: AskPolicy


def inbox(house: House, *, alias: str = "inbox", key: bool) -> Inbox:
    """
    The inbox of a house, opened under that alias; *key* says whether links may be made.

    Raises `Unavailable` if it is not set up, or if its key cannot be read.
    """
    open_inbox(house, alias=alias)
    from chancery.store.inbox.asks import KeptAsks
    from chancery.store.inbox.pick_ups import KeptPickUps
    from chancery.store.inbox.subscriptions import KeptSubscriptions

    octets = inbox_key(house) if key else None
    return Inbox(
        asks=KeptAsks(using=alias, key=octets),
        subscriptions=KeptSubscriptions(using=alias, key=octets),
        pick_ups=KeptPickUps(using=alias),
        policy=house.asks,
    )


def counter_inbox() -> Inbox | None:
    """That of the public process; None where no house is named."""
    home = os.environ.get("CHANCERY_HOME", "")
    return _of_counter(home) if home else None


@lru_cache(maxsize=1)
def _of_counter(home: str) -> Inbox:
    return inbox(House.read(Path(home)), key=False)


def inbox_key(house: House) -> bytes:
    """The key of which words are made; drawn when it is first needed, once for all processes."""
    place = house.keys / INBOX_KEY
    if not place.exists():
        _draw(place)
    return octets_of(place)


def _draw(place: Path) -> None:
    """Written whole, and never over one that another process has just drawn: links in the post rest on it."""
    unfinished = place.with_name(f"{place.name}.{secrets.token_hex(4)}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(OCTETS))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            place.hardlink_to(unfinished)
    except OSError as fault:
        raise Unavailable(f"{place} cannot be written: {fault.strerror}.") from fault
    finally:
        unfinished.unlink(missing_ok=True)


def fresh_word() -> str:
    """A secret word that was never drawn before."""
    from chancery.store.inbox.secret_words import OCTETS, written

    return written(secrets.token_bytes(OCTETS))


def fresh_chance() -> bytes:
    """Octets of which words will be made."""
    return secrets.token_bytes(16)
