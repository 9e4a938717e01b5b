"""What is on its way, at rest (see `chancery.registry.outgoing.Outgoing`).

How far the record has been told and what must therefore leave are written in one
transaction: whoever is killed before it tells that stretch again, whoever is killed
after it has everything in the outbox.  A message is claimed before it is delivered and
settled after; killed in between, the courier delivers it once more under the same key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import connections, transaction
from django.db.models import QuerySet

from chancery.record.statement import Instant, Institution, StatementId
from chancery.registry.outgoing import Message, Outcome, State, Way, next_try
from chancery.registry.ports import Clock
from chancery.store.faults import faults
from chancery.store.post.models import Appointment, Parcel, ToldUpTo
from chancery.store.rows import numbers, printable
from chancery.store.sides import DESK

LEASE = 900
"""Seconds after which whoever claimed a message is taken for dead; no delivery takes nearly as long."""
LONGEST_SAID = 500
"""Characters of what the other side said that are kept."""

_INSERT = (
    'INSERT INTO post_parcel (key, kind, "to", body, about, addressee, first, state, made_at, next_try, '
    "tries, fault, said) VALUES (%s, %s, %s, %s, %s, %s, %s, 'waiting', %s, %s, 0, '', '') "
    "ON CONFLICT DO NOTHING"
)
_CLAIM = (
    "UPDATE post_parcel SET state = 'claimed', next_try = %s WHERE number IN (SELECT number FROM post_parcel "
    "WHERE kind = %s AND state = 'waiting' AND next_try <= %s ORDER BY next_try, number LIMIT %s{skip}) "
    'RETURNING number, key, "to", body, about, addressee, first, tries'
)
# Several couriers may claim at once: who finds a row locked takes the next (PostgreSQL, SELECT).
_SKIP = {"postgresql": " FOR UPDATE SKIP LOCKED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that is ours to deliver."""

    number: int
    id: str
    """The name it travels under, the same at every try."""
    message: Message
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """An entry to be looked at again when a moment comes."""

    at: Instant
    entry: StatementId
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What was told of the record in one go, and what must leave because of it."""

    reached: Mapping[Institution, int] = field(default_factory=dict)
    messages: Sequence[Message] = ()
    waits: Mapping[str, int] = field(default_factory=dict)
    """For messages, by key, that should not leave at once: how many seconds they wait."""
    made: Sequence[Meeting] = ()
    kept: Sequence[Meeting] = ()
    """The appointments that were due, and are done with."""


class Outbox:
    """The outbox in the database *using*."""

    def __init__(self, clock: Clock, *, using: str = DESK) -> None:
        self._clock = clock
        self._using = using

    # Leaving messages

    def enqueue(self, message: Message) -> None:
        """Leave one message."""
        self.enqueue_all([message])

    def enqueue_all(self, messages: Iterable[Message]) -> None:
        """Leave several at once, all of them or none."""
        with faults(self._using), transaction.atomic(using=self._using):
            self._insert(messages, {})

    def tell(self, stretch: Stretch) -> None:
        """Leave what a stretch of the record makes necessary, and note that it was told: both or neither."""
        with faults(self._using), transaction.atomic(using=self._using, durable=True):
            self._insert(stretch.messages, stretch.waits)
            for institution, reached in stretch.reached.items():
                self._told().update_or_create(institution=institution, defaults={"reached": reached})
            self._appointments().filter(pk__in=[each.number for each in stretch.kept]).delete()
            self._appointments().bulk_create(
                [Appointment(at=each.at, entry=each.entry) for each in stretch.made], ignore_conflicts=True
            )

    # How far it was told

    def told(self) -> dict[Institution, int]:
        """How much of each institution's log has been told; nothing before the courier first began."""
        with faults(self._using):
            return {
                Institution(who): upto for who, upto in self._told().values_list("institution", "reached")
            }

    def due(self, at: Instant, limit: int = 500) -> tuple[Meeting, ...]:
        """The appointments whose moment has come, the soonest first."""
        with faults(self._using):
            rows = self._appointments().filter(at__lte=at).order_by("at", "number")[:limit]
            return tuple(
                Meeting(at=Instant(row.at), entry=StatementId(row.entry), number=row.number) for row in rows
            )

    # Delivering

    def claim(self, way: Way, limit: int) -> tuple[Claimed, ...]:
        """Take up to *limit* messages that are due, so that nobody else delivers them meanwhile."""
        now = self._clock()
        skip = _SKIP.get(connections[self._using].vendor, "")
        with faults(self._using), connections[self._using].cursor() as cursor:
            cursor.execute(_CLAIM.format(skip=skip), [now + LEASE, way.value, now, limit])
            return tuple(_claimed(way, row) for row in sorted(cursor.fetchall()))

    def settle(self, outcomes: Mapping[int, tuple[int, Outcome]]) -> None:
        """Note what came of claimed messages: by their number, the tries before this one, and the outcome."""
        now = self._clock()
        done = [number for number, (_, outcome) in outcomes.items() if outcome.fault is None]
        vain = {number: each for number, each in outcomes.items() if each[1].fault is not None}
        with faults(self._using), transaction.atomic(using=self._using):
            if done:
                self._done(done, now)
            for number, (tries, outcome) in vain.items():
                self._parcels().filter(pk=number, state=State.CLAIMED).update(**_in_vain(tries, outcome, now))

    def put_off(self, number: int, seconds: int) -> None:
        """Let a claimed message wait a little, without counting it as a try."""
        with faults(self._using):
            self._parcels().filter(pk=number, state=State.CLAIMED).update(
                state=State.WAITING, next_try=self._clock() + seconds
            )

    def take_back(self, *, all: bool = False) -> int:
        """Let claims lapse whose holder is taken for dead; *all*: every one, where nobody else holds any."""
        claims = self._parcels().filter(state=State.CLAIMED)
        if not all:
            claims = claims.filter(next_try__lte=self._clock())
        with faults(self._using):
            return claims.update(state=State.WAITING, next_try=self._clock())

    def hasten(self, about: StatementId) -> int:
        """Let what waits for a letter's own file leave now: the file is there."""
        with faults(self._using):
            return (
                self._parcels()
                .filter(about=printable(about), first=True, state=State.WAITING, tries=0)
                .update(next_try=self._clock())
            )

    def replay(self, number: int) -> bool:
        """Let a message that was given up be tried again from the beginning; False if it was not given up."""
        with faults(self._using):
            again = {"state": State.WAITING, "tries": 0, "next_try": self._clock()}
            return self._parcels().filter(pk=number, state=State.DEAD).update(**again) == 1

    def sweep(self, before: Instant) -> int:
        """Forget what was delivered before that moment to anybody but addressees."""
        with faults(self._using):
            old = self._parcels().filter(state=State.DONE, done_at__lt=before, addressee="")
            return old.delete()[0]

    # Inside

    def _insert(self, messages: Iterable[Message], waits: Mapping[str, int]) -> None:
        now = self._clock()
        with connections[self._using].cursor() as cursor:
            cursor.executemany(
                _INSERT, [_row(message, now, now + waits.get(message.key, 0)) for message in messages]
            )

    def _done(self, done: Sequence[int], now: Instant) -> None:
        query, given = numbers(self._using, done)
        with connections[self._using].cursor() as cursor:
            # Its text need not lie here any longer.
            cursor.execute(
                "UPDATE post_parcel SET state = 'done', tries = tries + 1, done_at = %s, body = '', "
                f"fault = '', said = '' WHERE state = 'claimed' AND number IN ({query})",
                [now, given],
            )

    def _parcels(self) -> QuerySet[Parcel]:
        return Parcel.objects.using(self._using)

    def _told(self) -> QuerySet[ToldUpTo]:
        return ToldUpTo.objects.using(self._using)

    def _appointments(self) -> QuerySet[Appointment]:
        return Appointment.objects.using(self._using)


def filed_key(key: str) -> bytes:
    """A message's key as it is kept: 16 octets, whoever chose it."""
    return sha256(key.encode("utf-8", "surrogatepass")).digest()[:16]


def _row(message: Message, now: int, leaves: int) -> list[Any]:
    body = {
        "subject": message.subject,
        "text": message.text,
        "language": message.language,
        "stop": message.stop,
        "attach": [digest.hex() for digest in message.attach],
    }
    return [
        filed_key(message.key),
        message.kind.value,
        printable(message.to),
        printable(json.dumps(body, ensure_ascii=False)),
        printable(message.about or ""),
        printable(message.addressee),
        message.with_file,
        now,
        leaves,
    ]


def _claimed(way: Way, row: Sequence[Any]) -> Claimed:
    number, key, to, body, about, addressee, first, tries = row
    written = json.loads(body)
    id = bytes(key).hex()
    message = Message(
        kind=way,
        key=id,
        to=to,
        subject=written["subject"],
        text=written["text"],
        language=written["language"],
        stop=written.get("stop", ""),
        about=StatementId(about) if about else None,
        attach=tuple(bytes.fromhex(digest) for digest in written["attach"]),
        with_file=bool(first),
        addressee=addressee,
    )
    return Claimed(number=number, id=id, message=message, tries=tries)


def _in_vain(tries: int, outcome: Outcome, now: Instant) -> Mapping[str, Any]:
    again = None if outcome.final else next_try(tries + 1, now)
    assert outcome.fault is not None
    return {
        "state": State.DEAD if again is None else State.WAITING,
        "tries": tries + 1,
        "next_try": now if again is None else again,
        "fault": outcome.fault.value,
        "said": printable(outcome.said[:LONGEST_SAID]),
    }
