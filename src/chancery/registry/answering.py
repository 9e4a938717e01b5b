"""One answer to all who asked: an ordinary letter, which says whose questions it answers.

It is written, approved and released like every other; what makes it an answer are its
links, and they are part of what everybody signs.
"""

from __future__ import annotations

from dataclasses import replace

from chancery.errors import NotReady
from chancery.record.inquiries import Inquiry
from chancery.record.statement import (
    Clause,
    ClauseId,
    Instant,
    Institution,
    Link,
    OfficeName,
    Relation,
    Statement,
    StatementId,
    Subject,
    Verb,
)
from chancery.record.words import Text, Words
from chancery.registry.asking import REPLIES

ANSWERING = (Verb.CLARIFY, Verb.INFORM, Verb.DENY, Verb.ACKNOWLEDGE)
"""What an answer may do, the usual first; whoever means to decide writes a letter of another kind."""

FORM = "letter"
_CLAUSE = ClauseId("c1")


def answer(
    inquiry: Inquiry,
    text: str,
    *,
    id: StatementId,
    institution: Institution,
    office: OfficeName,
    verb: Verb,
    subject: Subject,
    language: str,
    at: Instant,
    refuses: bool = False,
) -> tuple[Statement, Words]:
    """
    A first version of the answer to everybody who waits, or of the refusal.

    Raises `NotReady` if nobody waits: an answer to nobody would close nothing.
    """
    replies = inquiry.answering(at, refuses=refuses)
    if not replies:
        raise NotReady("Nobody waits for this answer any more.")
    statement = Statement(
        id=id,
        institution=institution,
        office=office,
        form=FORM,
        clauses=(Clause(id=_CLAUSE, verb=verb, subject=subject),),
        links=(*_clarified(inquiry, verb), *replies),
    )
    words = Text(language=language, text=text, clauses={_CLAUSE: (0, len(text))})
    return statement, Words(authoritative=words)


def with_latecomers(statement: Statement, inquiry: Inquiry, at: Instant) -> Statement:
    """
    The same answer, for those too who asked since it was begun.

    Whoever agreed to the earlier version has not agreed to this one: it speaks to more people.
    """
    refuses = all(link.relation is not Relation.ANSWERS for link in statement.links)
    others = tuple(link for link in statement.links if link.relation not in REPLIES)
    return replace(statement, links=(*others, *inquiry.answering(at, refuses=refuses)))


def latecomers(statement: Statement, inquiry: Inquiry, at: Instant) -> int:
    """How many wait whom this answer does not name."""
    named = {link.to for link in statement.links if link.relation in REPLIES}
    return sum(1 for ask in inquiry.waiting(at) if ask.id not in named)


def answers_some_of(statement: Statement, inquiry: Inquiry) -> bool:
    """Whether a draft says that it answers, or refuses to, some question of the inquiry."""
    asked = {ask.id for ask in inquiry.asks}
    return any(link.to in asked for link in statement.links if link.relation in REPLIES)


def _clarified(inquiry: Inquiry, verb: Verb) -> tuple[Link, ...]:
    if inquiry.about is None or verb is not Verb.CLARIFY:
        return ()
    return (Link(relation=Relation.CLARIFIES, to=inquiry.about),)
