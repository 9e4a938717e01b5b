"""Notices: whether a statement about another statement, or about a key, does what it says.

A notice acts only on earlier entries of its own institution, by the powers the charter
gives for that verb, and as long as nobody reverses it.  Each points back in the log, so
undoing cannot go round in a circle.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from chancery.record.authority import authorised
from chancery.record.entry import Entry, notice_of
from chancery.record.logic import UNDETERMINED, known
from chancery.record.mandates import Demand, Power
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight
from chancery.record.statement import (
    ANY_SUBJECT,
    COMPROMISE,
    REVERSALS,
    Clause,
    Notice,
    OfficeName,
    Statement,
    Subject,
    Target,
    Verb,
)

A = TypeVar("A")

KEYS = Subject("keys")
"""The subject under which a charter gives power over keys."""

NOBODY = OfficeName("")
"""In whose name a charter was made: no office's, so none may give notice on it as its issuer."""

Aim = tuple[Target, Entry]
"""A target, and the entry that it is."""


def aims(sight: Sight[A], notice: Notice) -> list[Aim]:
    """The notice's targets, as far as they are held."""
    found = [(target, sight.shelf.entry(target.statement)) for target in notice.targets]
    return [(target, entry) for target, entry in found if entry is not None]


def effective(sight: Sight[A], entry: Entry) -> A:
    """Whether the notice does what it says, as things were at the moment asked about."""
    notice, tell = notice_of(entry), sight.tell
    aimed = aims(sight, notice)
    parts = [part for aim in aimed for part in _fit(sight, entry, notice, aim)]
    if notice.targets and not aimed:
        parts.append(tell.leaf(UNDETERMINED, Ground.NOTICE_TARGET_HELD, notice.targets[0].statement))
    parts += permitted(sight, entry)
    parts += _unreversed(sight, entry)
    return tell.every(parts, Ground.NOTICE, entry.id, notice.verb)


def permitted(sight: Sight[A], entry: Entry, also: Demand[A] | None = None) -> list[A]:
    """Whether the charter gives the power that the notice uses, over each of its targets."""
    notice = notice_of(entry)
    aimed: list[Aim] | list[None] = aims(sight, notice) or [None]
    asked = dict.fromkeys(_asked(notice, aim) for aim in aimed)
    return [authorised(sight, entry, power, also) for power in asked]


def _asked(notice: Notice, aim: Aim | None) -> Power:
    """The power that a notice uses on one target, or on none."""
    if notice.verb in COMPROMISE:
        return Power(verb=notice.verb, subject=KEYS)
    if aim is None:
        return Power(verb=notice.verb, subject=notice.subject or ANY_SUBJECT)
    # Whoever ratifies must hold the power itself; it need not be given over the office that lacked it.
    over = None if notice.verb is Verb.RATIFY else _office(aim[1])
    return Power(verb=notice.verb, subject=_subject(notice, aim), over=over)


def _office(entry: Entry) -> OfficeName:
    return entry.act.office if isinstance(entry.act, Statement) else NOBODY


def _subject(notice: Notice, aim: Aim) -> Subject:
    """What the target is about: its clause, or else its first; without clauses, what either notice says."""
    target, entry = aim
    if not isinstance(entry.act, Statement):
        return notice.subject or ANY_SUBJECT
    for clause in _clauses(target, entry.act) or entry.act.clauses:
        return clause.subject
    return notice.subject or (entry.act.notice and entry.act.notice.subject) or ANY_SUBJECT


def _clauses(target: Target, statement: Statement) -> list[Clause]:
    return [clause for clause in statement.clauses if target.covers(clause.id)]


def _fit(sight: Sight[A], entry: Entry, notice: Notice, aim: Aim) -> Iterator[A]:
    """Whether this is a thing that such a notice may be aimed at."""
    (target, other), tell = aim, sight.tell
    at_home = other.institution == entry.institution and other.order < entry.order
    yield tell.leaf(known(at_home), Ground.NOTICE_AT_HOME, other.id)
    if isinstance(other.act, Statement):
        clauses = _clauses(target, other.act)
        if target.clause is not None:
            yield tell.leaf(known(bool(clauses)), Ground.NOTICE_CLAUSE, other.id, target.clause)
        if notice.verb is Verb.RATIFY:
            yield from _curable(sight, entry, other, clauses)
        if notice.verb is Verb.SUSPEND:
            # Holding a notice could bring back into force what the notice had ended.
            yield tell.leaf(known(other.act.notice is None), Ground.NOTICE_NO_HOLD_ON_NOTICE, other.id)


def _curable(sight: Sight[A], entry: Entry, other: Entry, clauses: list[Clause]) -> Iterator[A]:
    """Only what may be ratified, and only by an office that could have said it itself."""
    for clause in clauses:
        asked = Power(verb=clause.verb, subject=clause.subject, amount=clause.amount)
        yield authorised(sight, entry, asked)
        yield sight.tell.leaf(known(clause.ratifiable), Ground.NOTICE_RATIFIABLE, other.id, clause.id)


def _unreversed(sight: Sight[A], entry: Entry) -> list[A]:
    """Whether no later notice of the same institution takes this one back."""
    return [
        sight.tell.leaf(
            ~sight.now((Ask.EFFECTIVE, other.id, None)), Ground.NOTICE_NOT_REVERSED, other.id, notice.verb
        )
        for other in sight.shelf.notices_on(entry.id)
        if (notice := notice_of(other)).verb in REVERSALS
        and notice.concerns(entry.id)
        and other.institution == entry.institution
        and other.order > entry.order
        and other.at <= sight.at
    ]
