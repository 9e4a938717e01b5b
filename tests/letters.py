"""What they say: letters of one clause or several, and notices, before they are anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chancery.record.statement import (
    ActInForce,
    Clause,
    ClauseId,
    Condition,
    Notice,
    StatementId,
    Subject,
    Target,
    Verb,
)
from chancery.record.words import Text, Words
from tests.people import PREMIER

ACKNOWLEDGE, ACCEPT, UNDERTAKE, ORDER = Verb.ACKNOWLEDGE, Verb.ACCEPT, Verb.UNDERTAKE, Verb.ORDER
DECIDE, INFORM, DENY, PROPOSE = Verb.DECIDE, Verb.INFORM, Verb.DENY, Verb.PROPOSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A letter before it is anybody's: its clauses and their words."""

    clauses: tuple[Clause, ...] = ()
    words: Words | None = None
    notice: Notice | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def and_saying(self, text: str, verb: Verb, subject: str, **more: Any) -> Saying:
        """The same letter with one clause more."""
        return letter(*_clauses(self), (text, clause(f"c{len(self.clauses) + 1}", verb, subject, **more)))


def clause(id: str, verb: Verb, subject: str, *, conditions: Sequence[Condition] = (), **more: Any) -> Clause:
    return Clause(id=ClauseId(id), verb=verb, subject=Subject(subject), conditions=tuple(conditions), **more)


def saying(text: str, verb: Verb, subject: str, **more: Any) -> Saying:
    """A letter of one clause."""
    return letter((text, clause("c1", verb, subject, **more)))


def letter(*said: tuple[str, Clause], **more: Any) -> Saying:
    """A letter of several clauses, each with its words; *more* are fields of the statement."""
    whole = "\n".join(text for text, _ in said)
    places, start = {}, 0
    for text, each in said:
        places[each.id] = (start, start + len(text))
        start += len(text) + 1
    words = Words(authoritative=Text(language="en", text=whole, clauses=places)) if whole else None
    return Saying(clauses=tuple(each for _, each in said), words=words, more=more)


def _clauses(said: Saying) -> list[tuple[str, Clause]]:
    assert said.words is not None
    text = said.words.authoritative
    return [(text.text[slice(*text.clauses[each.id])], each) for each in said.clauses]


def notice(verb: Verb, *targets: StatementId | tuple[StatementId, str], **more: Any) -> Saying:
    aims = tuple(
        Target(statement=target)
        if isinstance(target, str)
        else Target(statement=target[0], clause=ClauseId(target[1]))
        for target in targets
    )
    return Saying(notice=Notice(verb=verb, targets=aims, **more))


LETTER = letter(
    ("We will reposition the forces to prepare for the movement.", clause("c1", UNDERTAKE, "forces/posture")),
    (
        "We respect your sovereign decision to order our departure.",
        clause("c2", ACKNOWLEDGE, "relations/host", may_be_read_as=(ACCEPT,)),
    ),
)
"""The letter of the general."""

OPERATIONS = saying("All operations are suspended until further notice.", ORDER, "forces/operations")
"""What the general may order."""

VOTE = saying(
    "The Government shall end the presence of foreign forces.",
    DECIDE,
    "foreign-forces",
    conditions=(ActInForce(id="order", verb=ORDER, office=PREMIER.office),),
)
"""What the assembly decided, on condition of an order."""
