"""Authority: whether the charter in force when an act was logged let this office do this.

Judged at log time, under the charter of that moment; a later charter rewrites nothing.
Only ratification and a compromised key reach back.
"""

from __future__ import annotations

from typing import TypeVar

from chancery.record.charters import in_charge
from chancery.record.entry import Entry, notice_of, statement_of
from chancery.record.logic import NO, UNDETERMINED, YES, Truth
from chancery.record.mandates import Case, Demand, Power
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight
from chancery.record.statement import Clause, ClauseId, Verb

A = TypeVar("A")


def statement_authorised(sight: Sight[A], entry: Entry) -> A:
    """Whether the office was allowed to say all of it.  Nobody is allowed to say nothing."""
    statement, tell = statement_of(entry), sight.tell
    if not statement.clauses:
        return tell.leaf(NO, Ground.SAYS_NOTHING, entry.id)
    parts = [sight.ask((Ask.AUTHORISED, entry.id, clause.id)) for clause in statement.clauses]
    return tell.every(parts, Ground.STATEMENT_AUTHORISED, entry.id)


def clause_authorised(sight: Sight[A], entry: Entry, clause: Clause, read_as: Verb | None = None) -> A:
    """Whether the office was allowed to say this, or has been given cover since."""
    verb = read_as or clause.verb
    asked = Power(verb=verb, subject=clause.subject, amount=clause.amount)
    ways = [authorised(sight, entry, asked), *_ratifications(sight, entry, clause.id)]
    return sight.tell.some(ways, Ground.CLAUSE_AUTHORISED, entry.id, clause.id, verb, clause.subject)


def _ratifications(sight: Sight[A], entry: Entry, clause: ClauseId) -> list[A]:
    """The ratifications of the clause, as far as they had been given at the moment asked about."""
    return [
        sight.tell.leaf(sight.now((Ask.EFFECTIVE, other.id, None)), Ground.RATIFIED, other.id)
        for other in sight.shelf.notices_on(entry.id)
        if (notice := notice_of(other)).verb is Verb.RATIFY
        and notice.concerns(entry.id, clause)
        and other.institution == entry.institution
        and other.order > entry.order
        and other.at <= sight.at
    ]


def authorised(sight: Sight[A], entry: Entry, asked: Power, also: Demand[A] | None = None) -> A:
    """Whether some charter that was in force let the entry's office do what is asked."""
    ways = [
        _under_charter(sight, charter, counted, Case(sight, entry, charter, asked, also))
        for charter, counted in in_charge(sight, entry)
    ]
    if not ways:
        ways = [sight.tell.leaf(NO, Ground.NO_CHARTER, entry.institution)]
    return sight.tell.some(ways, Ground.OFFICE_MAY, statement_of(entry).office, asked.verb, asked.subject)


def _under_charter(sight: Sight[A], charter: Entry, counted: Truth, case: Case[A]) -> A:
    """Whether one charter allows it; what an expired one allowed is an open question."""
    tell, body = sight.tell, case.charter
    unexpired = YES if body.expires is None or case.entry.at < body.expires else UNDETERMINED
    parts = [
        tell.leaf(counted, Ground.CHARTER_IN_FORCE, charter.id, body.version),
        tell.leaf(unexpired, Ground.CHARTER_UNEXPIRED, charter.id, body.expires),
        case.under_some_mandate(),
    ]
    return tell.every(parts, Ground.UNDER_CHARTER, charter.id, body.version)
