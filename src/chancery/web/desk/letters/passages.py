"""The words of a draft as they will be registered, with what each clause does marked beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery.phrases import Names, say
from chancery.phrases.moments import moment
from chancery.record.draft import Draft
from chancery.record.statement import (
    ActInForce,
    Clause,
    Condition,
    DateReached,
    FactCertified,
    Link,
    Reliance,
    StatementId,
)
from chancery.record.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some words in a row; `clause` is empty for those in no clause."""

    text: str
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The words in one language, whole, in stretches."""

    language: str
    authoritative: bool
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Does:
    """What one clause does, about what, and what hangs on it."""

    clause: str
    does: str
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Everything of a draft that its digest covers."""

    columns: tuple[Column, ...]
    clauses: tuple[Does, ...]
    facts: tuple[tuple[str, str], ...]
    """What stands round the words: a name and what it says."""
    override: str


def marked(draft: Draft, language: str, names: Names) -> Marked:
    """The draft as it is shown to whoever signs it."""
    statement, words = draft.statement, draft.words
    return Marked(
        columns=tuple(
            Column(language=text.language, authoritative=number == 0, stretches=tuple(_stretches(text)))
            for number, text in enumerate(words or ())
        ),
        clauses=tuple(_does(clause, language, names) for clause in statement.clauses),
        facts=tuple(_facts(draft, language, names)),
        override="" if statement.override is None else statement.override.justification,
    )


def _stretches(text: Text) -> Iterator[Stretch]:
    """From the first character to the last; where two clauses overlap, the earlier one has the words."""
    at = 0
    for clause, (start, end) in sorted(text.clauses.items(), key=lambda each: each[1]):
        start = max(start, at)
        if start < end:
            if at < start:
                yield Stretch(text=text.text[at:start])
            yield Stretch(text=text.text[start:end], clause=clause)
            at = end
    if at < len(text.text):
        yield Stretch(text=text.text[at:])


def _does(clause: Clause, language: str, names: Names) -> Does:
    return Does(
        clause=clause.id,
        does=say("writing.ladder.does", language, verb=clause.verb.value, subject=clause.subject),
        more=tuple(_more(clause, language, names)),
    )


def _more(clause: Clause, language: str, names: Names) -> Iterator[str]:
    if clause.amount:
        yield say("writing.more.amount", language, amount=str(clause.amount))
    for verb in clause.may_be_read_as:
        yield say("writing.more.read_as", language, verb=verb.value)
    if clause.fact is not None:
        yield say(f"writing.more.{'holds' if clause.holds else 'holds_not'}", language, fact=clause.fact)
    for each in clause.conditions:
        yield _waits(each, language, names)
    for premise in clause.premises:
        key = "necessary" if premise.reliance is Reliance.NECESSARY else "recital"
        yield say(f"writing.more.{key}", language, names, entry=premise.statement, clause=premise.clause)
    if not clause.ratifiable:
        yield say("writing.more.not_ratifiable", language)


def _waits(condition: Condition, language: str, names: Names) -> str:
    match condition:
        case DateReached():
            return say("writing.more.date", language, at=condition.at)
        case ActInForce():
            return say(
                "writing.more.act", language, names, verb=condition.verb.value, office=condition.office
            )
        case FactCertified():
            return say("writing.more.fact", language, fact=condition.fact)
        case _:
            return say("writing.more.unknown", language)


def _facts(draft: Draft, language: str, names: Names) -> Iterator[tuple[str, str]]:
    statement = draft.statement
    yield say("writing.fact.office", language), names.get(statement.office, statement.office)
    if statement.reference:
        yield say("writing.fact.reference", language), statement.reference
    for name, people in (("to", statement.action_addressees), ("cc", statement.info_addressees)):
        if people:
            yield say(f"writing.fact.{name}", language), " · ".join(people)
    for name, at in (("effective", statement.effective), ("expires", statement.expires)):
        if at is not None:
            yield say(f"writing.fact.{name}", language), moment(at, language)
    for link in statement.links:
        yield _linked(link, language, names)
    for name, ids in (("supersedes", statement.supersedes), ("implements", statement.implements)):
        for id in ids:
            yield say(f"writing.relation.{name}", language), _called(id, names)


def _linked(link: Link, language: str, names: Names) -> tuple[str, str]:
    return say(f"writing.relation.{link.relation.value}", language), _called(link.to, names)


def _called(id: StatementId, names: Names) -> str:
    return names.get(id, id)
