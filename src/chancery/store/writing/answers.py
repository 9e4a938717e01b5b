"""What programs were answered under their idempotency keys, so that asking twice is asking once.

It lies in the Desk's database, beside the drafts: an answer tells of a draft, and may be no
easier to read than the draft itself.  Between an act and its answer a process can die.
Then the key is claimed and has no answer; after a while the next who brings it takes
it over, with the same chance, so that what is drawn again is what was drawn before.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from chancery.record.statement import Instant
from chancery.store.faults import faults
from chancery.store.sides import DESK
from chancery.store.writing.models import KeptAnswer

LEASE = 60
"""Seconds after which whoever claimed a key and gave no answer is taken for dead."""
KEPT = 7 * 86_400
"""Seconds for which an answer is given again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it is recognised: whose, under which key, and the SHA-256 of all it says."""

    holder: str
    key: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The request is ours to answer; *again*: somebody before us may have done all but answer it."""

    number: int
    chance: bytes
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """It was answered before, in these octets."""

    status: int
    media: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherRequest:
    """The key was brought with another request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """Somebody is answering it at this moment."""


Found = Claim | Answered | AnotherRequest | UnderWay


def claim(asked: Asked, at: Instant, *, chance: bytes, using: str = DESK) -> Found:
    """What is known of a request; *chance* is taken for it if it is new."""
    with faults(using), transaction.atomic(using=using):
        rows = _rows(using)
        rows.filter(claimed__lt=at - KEPT).delete()
        row, fresh = rows.get_or_create(
            holder=asked.holder,
            key=asked.key,
            defaults={"asked": asked.digest, "chance": chance, "claimed": at},
        )
        if fresh:
            return Claim(number=row.pk, chance=chance, again=False)
        return _known(row, asked, at, using)


def keep(claimed: Claim, answer: Answered, *, using: str = DESK) -> None:
    """Keep what was answered; who took the claim over meanwhile has kept the same."""
    with faults(using):
        _rows(using).filter(pk=claimed.number, status=None).update(
            status=answer.status, media=answer.media, body=answer.body
        )


def let_go(claimed: Claim, *, using: str = DESK) -> None:
    """Nobody knows what was done; the next who brings the key need not wait to find out."""
    with faults(using):
        _rows(using).filter(pk=claimed.number, status=None).update(claimed=F("claimed") - LEASE)


def _known(row: KeptAnswer, asked: Asked, at: Instant, using: str) -> Found:
    if bytes(row.asked) != asked.digest:
        return AnotherRequest()
    if row.status is not None:
        return Answered(status=row.status, media=row.media, body=bytes(row.body))
    if at < row.claimed + LEASE:
        return UnderWay()
    # Of two who find it abandoned, one changes the row and the other finds it changed.
    taken = _rows(using).filter(pk=row.pk, claimed=row.claimed, status=None).update(claimed=at)
    return Claim(number=row.pk, chance=bytes(row.chance), again=True) if taken else UnderWay()


def _rows(using: str) -> QuerySet[KeptAnswer]:
    return KeptAnswer.objects.using(using)
