"""Telling officers what was done in their name.

For what stands on the record the courier writes (`chancery.registry.in_whose_name`), because only the
record knows that it happened; for what never gets there, such as a hand under a draft, whoever did it at
the Desk calls `tell`.
"""

from __future__ import annotations

from chancery.phrases import say
from chancery.record.reason import Fact
from chancery.record.statement import StatementId
from chancery.registry.outgoing import Message, Outgoing, Way
from chancery.store.office.reached import reached_at
from chancery.store.post.outbox import Outbox
from chancery.web.desk import door

MARKS = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def outbox() -> Outgoing:
    """Where letters are left to be sent."""
    return Outbox(door.registry().now)


def plain(subject: str) -> str:
    """A subject without the marks that set names apart: mail programs show them as boxes."""
    return subject.translate(MARKS)


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
            subject=plain(say(f"{key}_subject", language, **told)),
            text="\n\n".join((say(f"{key}_text", language, **told), say("entry.mail.not_you", language))),
            language=language,
            about=about,
        )
    )
