"""On what an entry bears, and on what a slice of the record had to ask: the questions of a state map.

A slice is gathered by a few look-ups (`chancery.record.slice.Sources`).  Each of them is
a *question* to one institution's log, and each entry answers some.  A state map counts
the answers to every question; so whoever holds a slice and knows the counts sees whether
anything that bears on it was left out, or came later.

    question                            answered by
    entry, id                           the act of that name, notices on it or on a clause of it,
                                        statements that supersede it
    charter                             every charter
    keys                                every report or confirmation that a key is in other hands
    key, name                           those about the key of that name
    acts, office, verb                  statements of the office with such a clause
    acts, office, verb, id              of those, the ones that carry out that statement
    fact, name                          statements that certify the fact to be so, or not to be so

What the register itself does (files given out, heads seen, state heads) answers none of
them: it never changes where a letter stands.  An entry answers for what it says, once for
each question, whether or not it has effect; the world decides that, from the slice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from chancery.record.charter import Charter
from chancery.record.entry import Entry, OnRecord
from chancery.record.naming import is_named_by
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

Question: TypeAlias = tuple[str, ...]
"""What is asked, and of what."""

CHARTER: Question = ("charter",)
KEYS: Question = ("keys",)


def about(id: StatementId) -> Question:
    """The act of that name, and what bears on it directly."""
    return ("entry", id)


def about_key(name: KeyName) -> Question:
    """What was said about one key."""
    return ("key", name)


def acts(office: OfficeName, verb: Verb, implementing: StatementId | None) -> Question:
    """The acts of an office, all of one kind or those that carry out one statement."""
    return ("acts", office, verb.value, *(() if implementing is None else (implementing,)))


def about_fact(name: str) -> Question:
    """What was certified about a fact."""
    return ("fact", name)


# Answering


def answered_by(id: StatementId, act: OnRecord) -> frozenset[Question]:
    """The questions that an act under this name is one of the answers to."""
    match act:
        case Statement():
            return frozenset(_of_statement(id, act))
        case Charter():
            return frozenset((about(id), CHARTER))
        case _:
            return frozenset()


def _of_statement(id: StatementId, statement: Statement) -> Iterator[Question]:
    yield about(id)
    if statement.notice is not None:
        yield from _of_notice(statement.notice)
    for superseded in statement.supersedes:
        yield about(superseded)
    for clause in statement.clauses:
        yield from _of_clause(statement, clause)


def _of_notice(notice: Notice) -> Iterator[Question]:
    for target in notice.targets:
        yield about(target.statement)
    if notice.verb in COMPROMISE and notice.key is not None:
        yield from (KEYS, about_key(notice.key))


def _of_clause(statement: Statement, clause: Clause) -> Iterator[Question]:
    for implemented in (None, *statement.implements):
        yield acts(statement.office, clause.verb, implemented)
    if clause.verb is Verb.CERTIFY and clause.fact is not None:
        yield about_fact(clause.fact)


# Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a slice asked of one institution's log."""

    others: frozenset[Question]
    """All but those about keys."""
    keys: frozenset[KeyName]
    """The keys under its entries.  Hardly any log ever speaks of a key; then one answer serves for all."""


def asked_of(institution: Institution, slice: Iterable[Entry]) -> Asked:
    """Every question by which these entries of the slice were found in that institution's log."""
    others, keys = {CHARTER}, set[KeyName]()
    for entry in slice:
        if entry.institution == institution:
            others.add(about(entry.id))
            keys |= {hand.key for hand in entry.hands}
        if isinstance(entry.act, Statement):
            others |= set(_asked_by(entry.institution, entry.act, institution))
    return Asked(others=frozenset(others), keys=frozenset(keys))


def _asked_by(home: Institution, statement: Statement, of: Institution) -> Iterator[Question]:
    for id in _named(statement):
        if is_named_by(id, of):
            yield about(id)
    for clause in statement.clauses:
        for condition in clause.conditions:
            match condition:
                case ActInForce():
                    if (condition.institution or home) == of:
                        yield acts(condition.office, condition.verb, condition.implementing)
                case FactCertified():
                    yield about_fact(condition.fact)
                case _:
                    pass


def _named(statement: Statement) -> Iterator[StatementId]:
    if statement.notice is not None:
        yield from (target.statement for target in statement.notice.targets)
    for clause in statement.clauses:
        yield from (premise.statement for premise in clause.premises)


def asks_elsewhere(slice: Iterable[Entry], shown: frozenset[Institution]) -> bool:
    """
    Whether the slice asks something of a log that is not among those *shown*.

    Anybody may certify a fact, so a condition about one asks all the world; and what a
    name that none of them gave stands for is on another's record.
    """
    return any(_elsewhere(entry, entry.act, shown) for entry in slice if isinstance(entry.act, Statement))


def _elsewhere(entry: Entry, statement: Statement, shown: frozenset[Institution]) -> bool:
    conditions = [condition for clause in statement.clauses for condition in clause.conditions]
    institutions = {
        condition.institution or entry.institution
        for condition in conditions
        if isinstance(condition, ActInForce)
    }
    return (
        any(isinstance(condition, FactCertified) for condition in conditions)
        or not institutions <= shown
        or any(not any(is_named_by(id, who) for who in shown) for id in _named(statement))
    )
