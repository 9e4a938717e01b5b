"""Telling officers what was done in their name.

For what stands on the record the courier asks `told_of`, because only the record knows
that it happened; for what never gets there, such as a hand under a draft, whoever did it at
the Desk calls `tell`.
"""

from __future__ import annotations

from chancery.phrases import say
from chancery.record.entry import Entry
from chancery.record.reason import Fact
from chancery.record.statement import StatementId
from chancery.registry.outgoing import Message, Outgoing, Way
from chancery.store.faults import faults
from chancery.store.office.models import Officer
from chancery.store.post.outbox import Outbox
from chancery.store.sides import ACCOUNTS
from chancery.web.desk import door


def outbox() -> Outgoing:
    """Where letters are left to be sent."""
    return Outbox(door.registry().now)


def told_of(entry: Entry) -> tuple[str, ...]:
    """Everybody in whose name an entry of the record was made: whose hand is under it, each once."""
    return tuple(dict.fromkeys(hand.person for hand in entry.hands))


def reached_at(person: str) -> tuple[str, str] | None:
    """An officer's mail address and language; None for somebody without an account or an address."""
    with faults(ACCOUNTS):
        row = Officer.objects.select_related("account").filter(person=person, left=False).first()
    return None if row is None or not row.account.email else (row.account.email, row.language)


def tell(person: str, key: str, /, *, once: str, about: StatementId | None = None, **facts: Fact) -> None:
    """
    Write to an officer what was done in their name.

    *key* names a pair of phrases, `<key>_subject` and `<key>_text`, *once* which telling it is:
    told twice under one name, it is sent once.  Somebody who cannot be written to is passed over.
    """
    reached = reached_at(person)
    if reached is None:
        return
    address, language = reached
    told = {**facts, "person": person, "domain": door.registry().institution}
    outbox().enqueue(
        Message(
            kind=Way.MAIL,
            key=f"officer/{person}/{once}",
            to=address,
            subject=say(f"{key}_subject", language, **told),
            text="\n\n".join((say(f"{key}_text", language, **told), say("entry.mail.not_you", language))),
            language=language,
            about=about,
        )
    )
