"""A letter as a clerk writes it (TOML): its clauses, its words, and where the clauses stand in them.

    office = "chancellor"
    reference = "VC/2026/17"

    [words]
    en = "We ask you to open the hall. It opens at nine."

    [[clause]]
    id = "c1"
    act = "request"
    subject = "buildings/hall"
    words.en = "We ask you to open the hall."

The first language under `[words]` is the authoritative one.  A clause's own words are
looked for in them, one clause after the other, so that nobody has to count characters.
Names and types are read as strictly as a charter's (`charter_table`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from chancery.errors import Malformed
from chancery.record.charter_table import WRITTEN, Table, text, texts, truth, word_of
from chancery.record.statement import (
    ActInForce,
    Clause,
    ClauseId,
    Condition,
    DateReached,
    FactCertified,
    Institution,
    Link,
    OfficeName,
    Premise,
    Relation,
    Reliance,
    Statement,
    StatementId,
    Subject,
    Unevaluable,
    Verb,
)
from chancery.record.words import Span, Text, Words

Named = Callable[[str], StatementId]
"""The statement that a clerk calls so: by its id, its code or its reference."""


_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def letter_from_toml(
    written: str, *, id: StatementId, institution: Institution, named: Named = StatementId
) -> tuple[Statement, Words | None]:
    """
    The letter that a clerk has written, still without its words' digest, and its words.

    Raises `Malformed`, naming the place, if it is not TOML 1.0, holds a name or a type
    that no letter has, or marks words that are not there.
    """
    try:
        values = tomllib.loads(written, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"The letter is not TOML: {error}.") from error
    return letter_from_values(values, id=id, institution=institution, named=named)


def letter_from_values(
    values: Mapping[str, object], *, id: StatementId, institution: Institution, named: Named = StatementId
) -> tuple[Statement, Words | None]:
    """The same letter, from the values that TOML stands for; raises `Malformed` in the same way."""
    table = Table(values, place="the letter", dialect=WRITTEN, paper="letter")
    wordings = table.entries("words", text)
    clauses = table.each("clause")
    marked = [_marked(clause) for clause in clauses]
    statement = _statement(table, clauses, id=id, institution=institution, named=named)
    table.nothing_more()
    return statement, _words(wordings, marked)


# ── the structure ────────────────────────────────────────────────────────────


def _statement(
    table: Table, clauses: list[Table], *, id: StatementId, institution: Institution, named: Named
) -> Statement:
    return Statement(
        id=id,
        institution=institution,
        office=OfficeName(table.required("office", text)),
        form=table.optional("form", text) or "letter",
        reference=table.optional("reference", _line),
        clauses=tuple(_clause(clause, named) for clause in clauses),
        action_addressees=table.optional("to", _names) or (),
        info_addressees=table.optional("cc", _names) or (),
        supersedes=tuple(map(named, table.optional("supersedes", texts) or ())),
        implements=tuple(map(named, table.optional("implements", texts) or ())),
        links=tuple(_link(link, named) for link in table.each("link")),
        effective=table.optional("effective", table.dialect.moment),
        expires=table.optional("expires", table.dialect.moment),
    )


def _clause(table: Table, named: Named) -> Clause:
    ratifiable, holds = table.optional("ratifiable", truth), table.optional("holds", truth)
    conditions = table.each("condition")
    clause = Clause(
        id=ClauseId(table.required("id", text)),
        verb=table.required("act", word_of(Verb)),
        subject=_subject(table),
        amount=table.optional("amount", table.dialect.amount) or Decimal(0),
        conditions=tuple(_condition(condition, named) for condition in conditions),
        premises=tuple(_premise(premise, named) for premise in table.each("premise")),
        may_be_read_as=tuple(Verb(name) for name in table.optional("may_be_read_as", _verbs) or ()),
        ratifiable=ratifiable is not False,
        fact=table.optional("fact", text),
        holds=holds is not False,
    )
    table.nothing_more()
    return clause


def _line(value: object, place: str) -> str:
    """A text that stands on one line: it is printed in heads and subjects, beside words of ours."""
    found = text(value, place)
    if _BREAKS.search(found):
        raise Malformed(f"{place} is one line, without signs that nobody sees.")
    return found


def _names(value: object, place: str) -> tuple[str, ...]:
    return tuple(_line(name, place) for name in texts(value, place))


def _subject(table: Table) -> Subject:
    subject = table.required("subject", text)
    if not subject.strip():
        raise Malformed("A clause says what it is about: give it a subject, such as buildings/hall.")
    return Subject(subject)


def _verbs(value: object, place: str) -> tuple[str, ...]:
    return tuple(word_of(Verb)(name, place) for name in texts(value, place))


def _condition(table: Table, named: Named) -> Condition:
    id, kind = table.required("id", text), table.required("type", text)
    table.optional("words", text)  # kept with the words, not with the structure
    condition = _of_kind(kind, id, table, named)
    table.nothing_more()
    return condition


def _of_kind(kind: str, id: str, table: Table, named: Named) -> Condition:
    match kind:
        case "date":
            return DateReached(id=id, at=table.required("at", table.dialect.moment))
        case "act":
            institution, implementing = (
                table.optional("institution", text),
                table.optional("implementing", text),
            )
            return ActInForce(
                id=id,
                verb=table.required("act", word_of(Verb)),
                office=OfficeName(table.required("office", text)),
                institution=None if institution is None else Institution(institution),
                implementing=None if implementing is None else named(implementing),
            )
        case "fact":
            return FactCertified(id=id, fact=table.required("fact", text))
        case "unknown":
            return Unevaluable(id=id)
        case _:
            raise table.malformed(
                f'is a condition of the type "{kind}"; there are date, act, fact and unknown'
            )


def _premise(table: Table, named: Named) -> Premise:
    premise = Premise(
        statement=named(table.required("statement", text)),
        clause=ClauseId(table.required("clause", text)),
        reliance=table.optional("reliance", word_of(Reliance)) or Reliance.RECITAL,
    )
    table.nothing_more()
    return premise


def _link(table: Table, named: Named) -> Link:
    link = Link(relation=table.required("relation", word_of(Relation)), to=named(table.required("to", text)))
    table.nothing_more()
    return link


# ── the words ────────────────────────────────────────────────────────────────

Marked = tuple[ClauseId, Mapping[str, str], Mapping[str, str]]
"""A clause, its own words by language, and the wording of each of its conditions."""


def _marked(clause: Table) -> Marked:
    id = ClauseId(clause.required("id", text))
    conditions = {
        condition.required("id", text): wording
        for condition in clause.each("condition")
        if (wording := condition.optional("words", text)) is not None
    }
    return id, clause.entries("words", text), conditions


def _words(wordings: Mapping[str, str], marked: list[Marked]) -> Words | None:
    for id, own, _ in marked:
        for language in own.keys() - wordings.keys():
            raise Malformed(
                f'Clause {id} has words in "{language}", and the letter has none in that language.'
            )
    found = [_text(language, whole, marked) for language, whole in wordings.items()]
    return Words(authoritative=found[0], translations=tuple(found[1:])) if found else None


def _text(language: str, whole: str, marked: list[Marked]) -> Text:
    return Text(
        language=language,
        text=whole,
        clauses=dict(_places(language, whole, marked)),
        conditions={id: wording for _, _, conditions in marked for id, wording in conditions.items()},
    )


def _places(language: str, whole: str, marked: list[Marked]) -> Iterator[tuple[ClauseId, Span]]:
    """Each clause after the one before it, so that words which occur twice are told apart."""
    at = 0
    for id, own, _ in marked:
        if language in own:
            start = whole.find(own[language], at)
            if start < 0:
                raise Malformed(f'The words of clause {id} do not stand in the letter\'s "{language}" words.')
            at = start + len(own[language])
            yield id, (start, at)
