"""Under which headings an entry is filed: one for every question it could answer.

A look-up is then the same everywhere, in memory and in a database: the entries under
one heading.  The headings follow `chancery.record.slice.Sources` and add those by
which people search.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import TypeAlias

from chancery.errors import Malformed
from chancery.record.charter import Charter
from chancery.record.code import code_of
from chancery.record.entry import Entry
from chancery.record.observed import Observed
from chancery.record.rendition import Rendition
from chancery.record.state_head import StateHead
from chancery.record.statement import (
    COMPROMISE,
    ActInForce,
    Clause,
    FactCertified,
    Institution,
    KeyName,
    Notice,
    OfficeName,
    Statement,
    StatementId,
    Verb,
)

Heading: TypeAlias = tuple[str, ...]


def by_id(id: StatementId) -> Heading:
    """The entry itself."""
    return ("entry", id)


def charters(institution: Institution) -> Heading:
    """The versions of an institution's charter."""
    return ("charter", institution)


def notices_on(id: StatementId) -> Heading:
    """The notices that name an entry as their target."""
    return ("notice on", id)


def successors_of(id: StatementId) -> Heading:
    """The statements that supersede one."""
    return ("successor of", id)


def key_notices(institution: Institution, key: KeyName) -> Heading:
    """The institution's own notices about a key."""
    return ("key notice", institution, key)


def acts(
    institution: Institution, office: OfficeName, verb: Verb, implementing: StatementId | None
) -> Heading:
    """The acts of an office, all of one kind or those that carry out one statement."""
    return ("act", institution, office, verb, *(() if implementing is None else (implementing,)))


def certifications(fact: str) -> Heading:
    """The statements that certify a fact, either way."""
    return ("certification", fact)


def relying_on(id: StatementId) -> Heading:
    """The statements that take one for granted, carry it out, or say how they bear on it."""
    return ("relying on", id)


def waiting_for(
    institution: Institution, office: OfficeName, verb: Verb, implementing: StatementId | None
) -> Heading:
    """The statements with a condition that such an act of the office fulfils."""
    return ("waiting for", institution, office, verb, *(() if implementing is None else (implementing,)))


def awaiting(fact: str) -> Heading:
    """The statements with a condition that a certified fact settles."""
    return ("awaiting", fact)


def signed_with(institution: Institution, key: KeyName) -> Heading:
    """The institution's entries that have a hand by this key under them."""
    return ("signed with", institution, key)


def coded(code: str) -> Heading:
    """The statements under a printed code."""
    return ("code", code)


def referenced(reference: str) -> Heading:
    """The statements under an office's own number."""
    return ("reference", reference)


def statements(institution: Institution) -> Heading:
    """All statements of an institution."""
    return ("statement", institution)


def of_office(institution: Institution, office: OfficeName) -> Heading:
    """The statements of one office."""
    return ("office", institution, office)


def disclaimers(institution: Institution) -> Heading:
    """The notices by which an institution disclaims something that circulates."""
    return ("disclaimer", institution)


def rendered(file: bytes) -> Heading:
    """The renditions that are this very file, by its SHA-256."""
    return ("file", file.hex())


def renditions_of(id: StatementId) -> Heading:
    """The files in which a letter was given out."""
    return ("rendition of", id)


def states(institution: Institution) -> Heading:
    """The state heads on an institution's log."""
    return ("state", institution)


def observed(of: Institution, by: Institution | None = None) -> Heading:
    """The heads of an institution's log that anybody saw, or only one of them."""
    return ("observed", of, *(() if by is None else (by,)))


def headings(entry: Entry) -> tuple[Heading, ...]:
    """Every heading under which the entry belongs, each once."""
    return tuple(dict.fromkeys(_headings(entry)))


@lru_cache(maxsize=4_096)
def digest(heading: Heading) -> bytes:
    """
    A heading as 16 bytes, for a database.

    Long enough that nobody who chooses a reference or the name of a fact can make it
    fall under somebody else's heading.  Remembered, for most of an entry's headings are
    those of its office, which all the others have too.
    """
    parts = [part.encode("utf-8", "surrogatepass") for part in heading]
    return hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).digest()[:16]


def _headings(entry: Entry) -> Iterator[Heading]:
    yield by_id(entry.id)
    match entry.act:
        case Charter():
            # A charter for another institution is on the record and counts for nobody.
            if entry.act.institution == entry.institution:
                yield charters(entry.institution)
        case Rendition():
            yield rendered(entry.act.digest)
            yield renditions_of(entry.act.of)
        case StateHead():
            yield states(entry.institution)
        case Observed():
            yield observed(entry.act.of)
            yield observed(entry.act.of, entry.institution)
        case Statement():
            yield from _as_found_by_people(entry, entry.act)
            yield from _as_found_by_rules(entry, entry.act)
            yield from _as_leaning(entry, entry.act)
            for hand in entry.hands:
                yield signed_with(entry.institution, hand.key)


def _as_found_by_people(entry: Entry, statement: Statement) -> Iterator[Heading]:
    yield statements(entry.institution)
    yield of_office(entry.institution, statement.office)
    if statement.reference is not None:
        yield referenced(statement.reference)
    if statement.notice is not None and statement.notice.verb is Verb.DISCLAIM:
        yield disclaimers(entry.institution)
    with suppress(Malformed):  # another institution may name its statements otherwise; they have no code then
        yield coded(code_of(entry.id))


def _as_found_by_rules(entry: Entry, statement: Statement) -> Iterator[Heading]:
    if statement.notice is not None:
        yield from _of_notice(entry, statement.notice)
    for superseded in statement.supersedes:
        yield successors_of(superseded)
    for clause in statement.clauses:
        yield from _of_clause(entry, statement, clause)


def _of_notice(entry: Entry, notice: Notice) -> Iterator[Heading]:
    for target in notice.targets:
        yield notices_on(target.statement)
    if notice.verb in COMPROMISE and notice.key is not None:
        yield key_notices(entry.institution, notice.key)


def _of_clause(entry: Entry, statement: Statement, clause: Clause) -> Iterator[Heading]:
    for implemented in (None, *statement.implements):
        yield acts(entry.institution, statement.office, clause.verb, implemented)
    if clause.verb is Verb.CERTIFY and clause.fact is not None:
        yield certifications(clause.fact)


def _as_leaning(entry: Entry, statement: Statement) -> Iterator[Heading]:
    """Where it is looked for from the other side: by what it leans on, and by what it waits for."""
    for named in (*statement.implements, *(link.to for link in statement.links)):
        yield relying_on(named)
    for clause in statement.clauses:
        for premise in clause.premises:
            yield relying_on(premise.statement)
        for condition in clause.conditions:
            match condition:
                case ActInForce(verb=verb, office=office, institution=where, implementing=implementing):
                    yield waiting_for(where or entry.institution, office, verb, implementing)
                case FactCertified(fact=fact):
                    yield awaiting(fact)
                case _:
                    pass
