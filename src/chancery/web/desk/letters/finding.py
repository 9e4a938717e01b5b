"""Letters on the record, found by their words, their code or their reference, to be relied on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery.check.copy import Copy, Kind
from chancery.errors import Malformed, Refused
from chancery.record.code import code_of
from chancery.record.entry import statement_of
from chancery.record.statement import StatementId, Verb
from chancery.web.counter.names import Names
from chancery.web.desk import door

MOST_FOUND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClause:
    """A clause of a letter on the record, with its words in the language it was registered in."""

    id: str
    verb: Verb
    subject: str
    words: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLetter:
    """A letter on the record that may have been meant."""

    id: StatementId
    code: str
    title: str
    clauses: tuple[FoundClause, ...]


def find(sought: str, language: str) -> tuple[FoundLetter, ...]:
    """The letters that may be meant by these words, this code or this reference."""
    names = Names(door.registry(), language)
    return tuple(
        found for id in list(_ids(sought.strip()))[:MOST_FOUND] if (found := _letter(id, names)) is not None
    )


def letter_called(written: str) -> StatementId:
    """The letter of that id, code or reference; raises `Refused` unless there is exactly one."""
    if written.startswith("urn:"):
        return StatementId(written)
    ids = tuple(dict.fromkeys([*_coded(written), *door.registry().by_reference(written)]))
    if len(ids) != 1:
        raise Refused(f"{len(ids)} letters on the record are called {written}.")
    return ids[0]


def _ids(sought: str) -> Iterator[StatementId]:
    if not sought:
        return
    known: set[StatementId] = set()
    for id in (*_coded(sought), *door.registry().by_reference(sought), *_worded(sought)):
        if id not in known:
            known.add(id)
            yield id


def _coded(typed: str) -> tuple[StatementId, ...]:
    try:
        return door.registry().by_code(typed)
    except Malformed:
        return ()


def _worded(sought: str) -> Iterator[StatementId]:
    checked = door.registry().check(Copy(kind=Kind.QUOTATION, text=sought))
    for answers in checked.letters:
        if answers.letter is not None:
            yield answers.letter.id


def _letter(id: StatementId, names: Names) -> FoundLetter | None:
    letter = door.registry().letter(id)
    if letter is None:
        return None
    statement = statement_of(letter.entry)
    text = letter.words.authoritative if letter.words is not None else None
    return FoundLetter(
        id=id,
        code=code_of(id),
        title=names.title(id),
        clauses=tuple(
            FoundClause(
                id=clause.id,
                verb=clause.verb,
                subject=clause.subject,
                words=(text.of(clause.id) or "") if text is not None else "",
                language=text.language if text is not None else "",
            )
            for clause in statement.clauses
        ),
    )
