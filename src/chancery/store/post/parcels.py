"""The outbox as people look at it: what waits, what was given up, what became of one letter's messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connections
from django.db.models import QuerySet

from chancery.record.statement import Instant, StatementId
from chancery.registry.deliveries import Sent
from chancery.registry.outgoing import Fault, State, Way
from chancery.store.faults import faults
from chancery.store.post.models import Parcel
from chancery.store.rows import printable
from chancery.store.sides import DESK

ON_ITS_WAY = (State.WAITING, State.CLAIMED)


class Parcels:
    """The messages in the database *using*."""

    def __init__(self, *, using: str = DESK) -> None:
        self._using = using

    def of_letters(self, ids: Iterable[StatementId]) -> tuple[Sent, ...]:
        """What was left for the addressees of these letters, the first first."""
        asked = [printable(id) for id in ids]
        return self._read(self._all().filter(about__in=asked).exclude(addressee="").order_by("number"))

    def on_its_way(self, limit: int) -> tuple[Sent, ...]:
        """What is not delivered yet, the next to be tried first."""
        return self._read(self._all().filter(state__in=ON_ITS_WAY).order_by("next_try", "number")[:limit])

    def given_up(self, limit: int) -> tuple[Sent, ...]:
        """What was given up, the newest first."""
        return self._read(self._all().filter(state=State.DEAD).order_by("-number")[:limit])

    def counts(self) -> Mapping[State, int]:
        """How many messages are in each state."""
        with faults(self._using), connections[self._using].cursor() as cursor:
            cursor.execute("SELECT state, count(*) FROM post_parcel GROUP BY state")
            found = dict(cursor.fetchall())
        return {state: found.get(state.value, 0) for state in State}

    def _all(self) -> QuerySet[Parcel]:
        return Parcel.objects.using(self._using).defer("body")

    def _read(self, rows: QuerySet[Parcel]) -> tuple[Sent, ...]:
        with faults(self._using):
            return tuple(_sent(row) for row in rows)


def _sent(row: Parcel) -> Sent:
    return Sent(
        number=row.number,
        way=Way(row.kind),
        to=row.to,
        addressee=row.addressee,
        about=StatementId(row.about) if row.about else None,
        first=row.first,
        state=State(row.state),
        made_at=Instant(row.made_at),
        next_try=Instant(row.next_try),
        tries=row.tries,
        fault=Fault(row.fault) if row.fault else None,
        said=row.said,
        done_at=None if row.done_at is None else Instant(row.done_at),
    )
