"""How much in the outbox is not delivered, and since when: for whoever watches the house."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min

from chancery.registry.outgoing import State
from chancery.store.faults import faults
from chancery.store.post.models import Parcel
from chancery.store.sides import DESK


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """The messages of one way and one state that have not reached anybody."""

    way: str
    state: str
    messages: int
    oldest: int
    """When the first of them was left, in Unix seconds."""


def undelivered(*, using: str = DESK) -> tuple[Undelivered, ...]:
    """By way and state; nobody's address and nothing of what is written."""
    with faults(using):
        rows = (
            Parcel.objects.using(using)
            .exclude(state=State.DONE)
            .values_list("kind", "state")
            .annotate(messages=Count("number"), oldest=Min("made_at"))
            .order_by("kind", "state")
        )
        return tuple(
            Undelivered(way=way, state=state, messages=messages, oldest=oldest)
            for way, state, messages, oldest in rows
        )
