"""Invitations at rest: who was asked to come, by a word of which only the digest is kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from chancery.record.statement import Instant
from chancery.store.faults import faults
from chancery.store.office.models import Invitation
from chancery.store.sides import ACCOUNTS

LASTS = 7 * 86_400
"""Seconds for which a link is good: long enough for a journey, short for a mailbox that is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Somebody who was asked to come."""

    number: int
    person: str
    address: str
    language: str
    by: str
    expires: Instant
    used: Instant | None

    def is_open(self, at: Instant) -> bool:
        """Whether the link still leads in."""
        return self.used is None and at < self.expires


def fresh_word() -> str:
    """A secret word that nobody could have guessed, fit for an address."""
    return secrets.token_urlsafe(32)


def invite(*, word: str, person: str, address: str, language: str, by: str, at: Instant) -> Invited:
    """Keep an invitation; earlier ones for the same person that nobody has used are taken back."""
    with faults(ACCOUNTS):
        Invitation.objects.filter(person=person, used=None).update(used=at)
        row = Invitation.objects.create(
            word=_digest(word),
            person=person,
            address=address,
            language=language,
            by=by,
            made=at,
            expires=at + LASTS,
        )
    return _invited(row)


def invited_by_word(word: str, at: Instant) -> Invited | None:
    """The open invitation with that word; None for a wrong word, a used one, or one that is too old."""
    with faults(ACCOUNTS):
        row = Invitation.objects.filter(word=_digest(word)).first()
    found = None if row is None else _invited(row)
    return found if found is not None and found.is_open(at) else None


def use_up(person: str, at: Instant) -> None:
    """The person has come, or is no longer asked to: no link of theirs leads in any more."""
    with faults(ACCOUNTS):
        Invitation.objects.filter(person=person, used=None).update(used=at)


def open_invitations(at: Instant) -> Iterator[Invited]:
    """Whoever has been asked to come and has not come yet, the newest first."""
    with faults(ACCOUNTS):
        rows = list(Invitation.objects.filter(used=None, expires__gt=at).order_by("-made", "-pk"))
    return map(_invited, rows)


def _digest(word: str) -> bytes:
    return sha256(word.encode()).digest()


def _invited(row: Invitation) -> Invited:
    return Invited(
        number=row.pk,
        person=row.person,
        address=row.address,
        language=row.language,
        by=row.by,
        expires=Instant(row.expires),
        used=None if row.used is None else Instant(row.used),
    )
