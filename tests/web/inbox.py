"""An inbox for the Counter of the small record: a real one, with the courier's key in hand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connections
from django.test.utils import override_settings

from chancery.store.database import attach, migrate
from chancery.wiring.ask_policy import AskPolicy
from chancery.wiring.inbox import Inbox

if TYPE_CHECKING:
    from chancery.store.inbox.asks import KeptAsks
    from chancery.store.inbox.subscriptions import KeptSubscriptions

KEY = b"k" * 32
ALIASES = (f"inbox:counter {number}" for number in itertools.count())


@dataclass
class Opened:
    """The inbox on both its sides: what the Counter is given, and what the courier reads."""

    counter: Inbox | None = None
    asks: KeptAsks | None = None
    subscriptions: KeptSubscriptions | None = None


HERE = Opened()


def here() -> Inbox | None:
    """What CHANCERY_INBOX names in these tests."""
    return HERE.counter


@contextmanager
def inbox_in(folder: Path, policy: AskPolicy | None = None) -> Iterator[Opened]:
    """An empty inbox in that folder, for as long as it is needed."""
    from chancery.store.inbox.asks import KeptAsks
    from chancery.store.inbox.pick_ups import KeptPickUps
    from chancery.store.inbox.subscriptions import KeptSubscriptions

    alias = next(ALIASES)
    attach(alias, folder)
    migrate(alias)
    HERE.counter = Inbox(
        asks=KeptAsks(using=alias),
        subscriptions=KeptSubscriptions(using=alias),
        pick_ups=KeptPickUps(using=alias),
        policy=policy or AskPolicy(),
    )
    HERE.asks, HERE.subscriptions = (
        KeptAsks(using=alias, key=KEY),
        KeptSubscriptions(using=alias, key=KEY),
    )
    with override_settings(CHANCERY_INBOX="tests.web.inbox.here"):
        yield HERE
    HERE.counter = HERE.asks = HERE.subscriptions = None
    connections[alias].close()
