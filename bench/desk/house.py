"""A real house with letters to take back, and as many who want to be told as are wanted."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from django.db import connections

from bench.correspondence import Correspondence, Posted
from chancery.play.keyring import secret
from chancery.record.code import code_of
from chancery.record.statement import Instant
from chancery.registry.act import Act
from chancery.registry.outgoing import Way
from chancery.registry.registry import Registry
from chancery.seal.keys import Kind, SigningKey
from chancery.wiring import House, found_house, open_registry
from chancery.wiring.house import ISSUER_PEM, LASTING_PEM, LOG_PEM

NOON = 1_578_312_000
SIDES = ("record", "desk", "inbox")
AT_ONCE = 2_000


def clock() -> Instant:
    """The afternoon of 6 January, going on at its usual pace: the charter of that day is in force."""
    return Instant(NOON + 3_600 + int(time.monotonic()) % 86_400)


@dataclass(slots=True)
class Office:
    """A house, and whoever releases and takes back in it."""

    house: House
    registry: Registry
    writer: Correspondence = field(default_factory=Correspondence)

    def release(self, numbers: Iterable[int]) -> list[str]:
        """Put orders on the record; returns the codes printed on them."""
        posted = [self.writer.order(number) for number in numbers]
        self.registry.perform_all([_act(each) for each in posted])
        return [code_of(each.id) for each in posted]

    def disown(self, number: int) -> float:
        """Disown one of them; returns the moment at which the act was brought, before anything was done."""
        act = _act(self.writer.disowning(number))
        begun = time.monotonic()
        self.registry.perform(act)
        return begun


def founded(folder: Path, *, counter: str = "127.0.0.1:8000", live: str = "127.0.0.1:8200") -> Office:
    """The house of us.demo with its charter, and no letter yet."""
    writer = Correspondence()
    keys = folder / "keys"
    keys.mkdir(parents=True)
    kinds = {
        ISSUER_PEM: (("issuer",), Kind.ED25519),
        LOG_PEM: (("log",), Kind.ED25519),
        LASTING_PEM: (("log", "ml-dsa-44"), Kind.ML_DSA_44),
    }
    for name, (what, kind) in kinds.items():
        (keys / name).write_bytes(SigningKey.from_seed(kind, secret(writer.institution, *what)).pem())
    house = found_house(
        folder, writer.institution, counter=counter, live=live, demonstration=("Measured.",), clock=clock
    )
    registry = open_registry(house, pen=True, clock=clock)
    registry.perform(_act(writer.charter))
    return Office(house=house, registry=registry, writer=writer)


def wish(house: House, letter: int, addresses: Iterable[str]) -> None:
    """Let whoever answers at these addresses want to be told of a letter, as confirmed long ago."""
    from chancery.registry.subscribing import Scope
    from chancery.store import database
    from chancery.store.filing import digest
    from chancery.store.inbox.models import Subscription

    id = Correspondence().order(letter).id
    topic = digest((Scope.LETTER, id))
    database.attach("inbox", house.inbox)
    rows = [
        Subscription(
            topic=topic,
            scope=Scope.LETTER.value,
            about=id,
            institution=house.institution,
            kind=Way.WEBHOOK.value,
            address=address,
            place=digest((Way.WEBHOOK.value, address)),
            language="en",
            chance=sha256(address.encode()).digest()[:16],
            asked_at=NOON,
            told_at=NOON,
            confirmed=NOON,
            word=sha256(f"confirm {address} {letter}".encode()).digest(),
            stop=sha256(f"stop {address} {letter}".encode()).digest(),
        )
        for address in addresses
    ]
    Subscription.objects.using("inbox").bulk_create(rows, batch_size=AT_ONCE)


@contextmanager
def hurried() -> Iterator[None]:
    """Nothing waits for the disk meanwhile: what was put there only to be there can be made again."""
    with patch("os.fsync", lambda _: None):
        for side in SIDES:
            if side in connections.settings:
                with connections[side].cursor() as cursor:
                    cursor.execute("PRAGMA synchronous = OFF")
        yield


def put_down() -> None:
    """Close what was opened."""
    for side in SIDES:
        with suppress(Exception):
            connections[side].close()


def _act(posted: Posted) -> Act:
    return Act(octets=posted.act, approvals=posted.approvals, words=posted.words)
