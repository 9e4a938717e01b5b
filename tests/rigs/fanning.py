"""The courier that gets killed: it tells one letter to many, from a house that is copied for every trial."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connections

from chancery.phrases.tidings import Phrased
from chancery.record.statement import Instant
from chancery.store import database
from chancery.wiring import House, courier
from chancery.wiring.courier import Courier
from chancery.wiring.post_room import delivery_of, open_courier
from tests.institution import T0, Clock
from tests.letters import ORDER, clause, letter
from tests.people import GENERAL
from tests.post_house import SIDES, founded, inhabited, put_down

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chancery.registry.outgoing import Outcome
    from chancery.store.post.outbox import Outbox, Stretch

RECEIVERS = 60
AT_ONCE = 10
"""Messages in one claim, so that a trial has several."""
HONEST, HASTY, BOASTFUL = "honest", "hasty", "boastful"


def prepared(folder: Path, address: str) -> Path:
    """A house whose courier has begun, and a letter to many that it has not told yet."""
    clock = Clock()
    house = founded(folder / "us.demo", clock)
    us = inhabited(house, clock)
    _write_in(house, address)
    open_courier(house, Phrased(), clock=clock).begin()
    us.release(
        letter(("We leave.", clause("c1", ORDER, "forces/operations")), action_addressees=receivers()),
        by=GENERAL,
    )
    put_down()
    return house.folder


def receivers() -> tuple[str, ...]:
    return tuple(f"Receiver {number}" for number in range(RECEIVERS))


def _write_in(house: House, address: str) -> None:
    database.attach("desk", house.desk)
    from chancery.store.post.address_book import AddressBook, Addressee

    for number, name in enumerate(receivers()):
        AddressBook().write(Addressee(name=name, language="en", webhook=f"{address}/{number}"))


def copied(house: Path, to: Path) -> Path:
    """The house again, with its second place beside it."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(house.parent, to)
    return to / house.name


def fan_out(folder: Path, kind: str) -> None:
    """Tell and deliver everything, as a courier of that *kind*, once the rig lets go."""
    at_work = _opened(folder, kind)
    with delivery_of(at_work.house, clock=at_work.clock) as delivery:
        os.kill(os.getpid(), signal.SIGSTOP)
        at_work.run(delivery, once=True)
        os._exit(0)


def finish(folder: Path) -> None:
    """What the next courier does, who knows nothing of the first one's end."""
    try:
        at_work = _opened(folder, HONEST)
        with delivery_of(at_work.house, clock=at_work.clock) as delivery:
            at_work.run(delivery, once=True)
    finally:
        for side in SIDES:
            connections[side].close()


def _opened(folder: Path, kind: str) -> Courier:
    courier.CLAIM = AT_ONCE
    opened = open_courier(House.read(folder), Phrased(), clock=lambda: Instant(T0 + 60))
    opened.outbox = _outbox(kind, opened.outbox)
    opened.begin()
    return opened


def _outbox(kind: str, honest: Outbox) -> Outbox:
    """The outbox, or one that is broken in a known way."""
    from dataclasses import replace

    from chancery.store.post.outbox import Outbox

    class Hasty(Outbox):
        """Moves on in the record first, and leaves the messages afterwards."""

        def tell(self, stretch: Stretch) -> None:
            super().tell(replace(stretch, messages=()))
            super().tell(replace(stretch, reached={}))

    class Boastful(Outbox):
        """Calls delivered what it has only claimed."""

        def claim(self, way: object, limit: int) -> object:  # type: ignore[override]
            from chancery.registry.outgoing import DELIVERED

            claimed = super().claim(way, limit)  # type: ignore[arg-type]
            early: Mapping[int, tuple[int, Outcome]] = {each.number: (0, DELIVERED) for each in claimed}
            self.settle(early)
            return claimed

    made = {HONEST: Outbox, HASTY: Hasty, BOASTFUL: Boastful}[kind]
    return made(honest._clock, using=honest._using)
