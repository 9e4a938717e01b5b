"""From the form to a letter: what is still missing is told field by field, before anything else is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chancery.errors import Malformed, Refused
from chancery.record.charter import Charter
from chancery.record.letter_form import letter_from_toml
from chancery.record.statement import Statement, StatementId, Verb
from chancery.record.words import Words
from chancery.web.desk.letters.fields import ClauseRow, Written, moment_written, toml
from chancery.web.desk.letters.finding import letter_called


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that keeps the form from being a letter: the name of its sentence, and its nouns."""

    name: str
    field: str
    """The field it is about, as the form names it."""
    nouns: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A form that is a letter."""

    statement: Statement
    words: Words | None


def read(written: Written, *, id: StatementId, charter: Charter) -> Letter | tuple[Fault, ...]:
    """The letter; or what is still missing, as far as the form shows it."""
    faults = tuple(_faults(written, charter))
    if faults:
        return faults
    try:
        statement, words = letter_from_toml(
            toml(written), id=id, institution=charter.institution, named=letter_called
        )
    except (Malformed, Refused):
        return (Fault(name="unreadable", field="office", nouns={}),)
    return Letter(statement=statement, words=words)


def _faults(written: Written, charter: Charter) -> Iterator[Fault]:
    if written.office not in charter.offices:
        yield Fault(name="no_office", field="office", nouns={})
    if not written.tongues:
        yield Fault(name="no_words", field=f"text-{written.first}", nouns={})
    for name, typed in (("effective", written.effective), ("expires", written.expires)):
        if typed and not _is_moment(typed):
            yield Fault(name="no_moment", field=name, nouns={"written": typed})
    if not written.clauses:
        yield Fault(name="no_clause", field="clauses", nouns={})
    for number, row in enumerate(written.clauses):
        yield from _clause_faults(written, number, row)


def _clause_faults(written: Written, number: int, row: ClauseRow) -> Iterator[Fault]:
    at, nouns = f"clause-{number}", {"clause": row.id}
    if row.verb not in {verb.value for verb in Verb}:
        yield Fault(name="no_act", field=f"{at}-verb", nouns=nouns)
    if not row.subject.strip():
        yield Fault(name="no_subject", field=f"{at}-subject", nouns=nouns)
    if row.amount and not re.fullmatch(r"\d{1,15}(\.\d{1,4})?", row.amount):
        yield Fault(name="no_amount", field=f"{at}-amount", nouns={**nouns, "written": row.amount})
    for language in written.tongues:
        words = row.words.get(language, "")
        if words and words not in written.texts[language]:
            yield Fault(name="words_not_there", field=f"{at}-words-{language}", nouns=nouns)
    for place, condition in enumerate(row.conditions):
        if condition.kind == "date" and not _is_moment(condition.at):
            field = f"{at}-condition-{place}-at"
            yield Fault(name="no_moment", field=field, nouns={"written": condition.at})
        if condition.kind == "act" and not (condition.verb and condition.office):
            yield Fault(name="no_condition", field=f"{at}-condition-{place}-verb", nouns=nouns)
        if condition.kind == "fact" and not condition.fact:
            yield Fault(name="no_condition", field=f"{at}-condition-{place}-fact", nouns=nouns)


def _is_moment(typed: str) -> bool:
    try:
        moment_written(typed)
    except ValueError:
        return False
    return True
