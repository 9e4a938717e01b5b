"""Access keys: how a program is known that works for one office, and what it may ask for.

A secret is shown once.  What is kept is its SHA-256: the secret is 256 bits of chance, so
nobody finds it by trying, and whoever reads the table cannot use what they find.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique
from hashlib import sha256

from chancery.record.statement import Instant, OfficeName
from chancery.store.faults import faults
from chancery.store.office.models import AccessKey, Officer
from chancery.store.sides import ACCOUNTS

PREFIX = "chancery_"
"""So that a secret that strayed into a text is recognised for what it is."""
MINUTE = 60


@unique
class Scope(StrEnum):
    """What an access key may be used for."""

    DRAFTS_READ = "drafts:read"
    DRAFTS_WRITE = "drafts:write"
    APPROVE = "approve"
    """To bring an approver's hand; the hand itself is given elsewhere."""
    RELEASE = "release"
    """To bring a releaser's hand."""
    NOTICES = "notices"
    ASKS = "asks"
    POST_READ = "post:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Whom a program works for, and in whose name, by the key it brought."""

    number: int
    person: str
    office: OfficeName
    scopes: frozenset[Scope]


def digest_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def make(
    officer: Officer,
    *,
    office: OfficeName,
    label: str,
    scopes: Iterable[Scope],
    secret: str,
    at: Instant,
    expires: Instant,
) -> AccessKey:
    """Keep a new key of that secret."""
    with faults(ACCOUNTS):
        return AccessKey.objects.create(
            officer=officer,
            office=office,
            label=label,
            digest=digest_of(secret),
            scopes=" ".join(sorted(scopes)),
            made=at,
            expires=expires,
        )


def access_of(secret: str, at: Instant) -> Access | None:
    """Whom that secret speaks for at that moment; None for one that is unknown, over or ended."""
    with faults(ACCOUNTS):
        row = (
            AccessKey.objects.select_related("officer")
            .filter(digest=digest_of(secret), ended=None, expires__gt=at, officer__left=False)
            .first()
        )
        if row is None:
            return None
        _used(row, at)
    return Access(
        number=row.pk,
        person=row.officer.person,
        office=OfficeName(row.office),
        scopes=scopes_in(row.scopes),
    )


def end(officer: Officer, number: int, at: Instant) -> bool:
    """End one of the officer's own keys; False if they have none of that number that still opens anything."""
    with faults(ACCOUNTS):
        return bool(AccessKey.objects.filter(pk=number, officer=officer, ended=None).update(ended=at))


def keys_of(officer: Officer) -> tuple[AccessKey, ...]:
    """The officer's keys, the newest first, those that are over among them."""
    with faults(ACCOUNTS):
        return tuple(AccessKey.objects.filter(officer=officer))


def scopes_in(written: str) -> frozenset[Scope]:
    """The scopes of a row."""
    return frozenset(Scope(word) for word in written.split())


def _used(row: AccessKey, at: Instant) -> None:
    """To the minute: a program that asks ten times a second is no reason to write ten times."""
    if row.last_used is None or row.last_used <= at - MINUTE:
        AccessKey.objects.filter(pk=row.pk).update(last_used=at)
