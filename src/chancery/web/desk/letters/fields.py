"""A letter as a form: what stands in the fields, from a draft and back again.

What was typed is kept exactly as it was typed until it is a letter.  Whether it is one is
asked of `record.letter_form`, to which it is brought as the TOML a clerk could have
written: so a form can say nothing that a file could not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.http import QueryDict

from chancery.record.draft import Draft
from chancery.record.statement import (
    ActInForce,
    Clause,
    Condition,
    DateReached,
    FactCertified,
    Instant,
)
from chancery.record.words import Text, Words

TONGUES = ("en", "ar")
"""The languages a letter can be written in here, side by side."""
KINDS = ("date", "act", "fact", "unknown")
"""The kinds of condition, as `record.letter_form` calls them."""
MOST_CLAUSES = 60
MOST_BESIDE = 12
"""Conditions or premises of one clause that a form can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRow:
    """One condition as it is typed."""

    id: str
    kind: str
    at: str = ""
    verb: str = ""
    office: str = ""
    institution: str = ""
    fact: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiseRow:
    """One premise: a clause of a letter on the record."""

    statement: str
    clause: str
    reliance: str = "recital"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow:
    """One clause as it is typed; `verb` is empty until somebody has said what it does."""

    id: str
    verb: str = ""
    subject: str = ""
    amount: str = ""
    read_as: str = ""
    fact: str = ""
    """For *certify*: the fact that is settled …"""
    holds: str = "yes"
    """… and whether it is so."""
    ratifiable: str = "yes"
    words: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[ConditionRow, ...] = ()
    premises: tuple[PremiseRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The whole form."""

    office: str = ""
    form: str = "letter"
    reference: str = ""
    to: str = ""
    cc: str = ""
    effective: str = ""
    expires: str = ""
    first: str = "en"
    """The language whose text is the authoritative one."""
    texts: Mapping[str, str] = field(default_factory=dict)
    clauses: tuple[ClauseRow, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Relations to letters on the record, as (relation, letter); shown, and kept through an edit."""

    @property
    def tongues(self) -> tuple[str, ...]:
        """The languages that something is written in, the authoritative one first."""
        ordered = sorted(self.texts, key=lambda language: language != self.first)
        return tuple(language for language in ordered if self.texts[language].strip())

    def words(self) -> Words | None:
        """The words alone, no clause marked in them; None while there are none."""
        found = [Text(language=language, text=self.texts[language]) for language in self.tongues]
        return Words(authoritative=found[0], translations=tuple(found[1:])) if found else None

    def clause(self, number: int, **changed: object) -> Written:
        """The form with other fields in the clause of that number."""
        rows = list(self.clauses)
        rows[number] = replace(rows[number], **changed)  # type: ignore[arg-type]
        return replace(self, clauses=tuple(rows))

    def with_clause(self, words: Mapping[str, str]) -> Written:
        """The form with one clause more, under an id that no other has."""
        taken = {row.id for row in self.clauses}
        number = next(each for each in range(1, len(taken) + 2) if f"c{each}" not in taken)
        return replace(self, clauses=(*self.clauses, ClauseRow(id=f"c{number}", words=dict(words))))

    def without(self, number: int) -> Written:
        """The form without that clause."""
        return replace(self, clauses=self.clauses[:number] + self.clauses[number + 1 :])


# ── from a draft ─────────────────────────────────────────────────────────────


def of_draft(draft: Draft) -> Written:
    """The form that shows a draft; saving it unchanged gives the same letter."""
    statement, words = draft.statement, draft.words
    texts = {text.language: text for text in words or ()}
    return Written(
        office=statement.office,
        form=statement.form,
        reference=statement.reference or "",
        to="\n".join(statement.action_addressees),
        cc="\n".join(statement.info_addressees),
        effective=moment_typed(statement.effective),
        expires=moment_typed(statement.expires),
        first=words.authoritative.language if words is not None else TONGUES[0],
        texts={language: text.text for language, text in texts.items()},
        clauses=tuple(
            _row(
                clause,
                {language: text.of(clause.id) or "" for language, text in texts.items()},
                _wordings(draft),
            )
            for clause in statement.clauses
        ),
        links=(
            *((link.relation.value, link.to) for link in statement.links),
            *(("supersedes", id) for id in statement.supersedes),
            *(("implements", id) for id in statement.implements),
        ),
    )


def _wordings(draft: Draft) -> Mapping[str, str]:
    return dict(draft.words.authoritative.conditions) if draft.words is not None else {}


def _row(clause: Clause, words: Mapping[str, str], wordings: Mapping[str, str]) -> ClauseRow:
    return ClauseRow(
        id=clause.id,
        verb=clause.verb.value,
        subject=clause.subject,
        amount=str(clause.amount) if clause.amount else "",
        read_as=clause.may_be_read_as[0].value if clause.may_be_read_as else "",
        fact=clause.fact or "",
        holds="yes" if clause.holds else "no",
        ratifiable="yes" if clause.ratifiable else "no",
        words=words,
        conditions=tuple(_condition(each, wordings.get(each.id, "")) for each in clause.conditions),
        premises=tuple(
            PremiseRow(statement=each.statement, clause=each.clause, reliance=each.reliance.value)
            for each in clause.premises
        ),
    )


def _condition(condition: Condition, words: str) -> ConditionRow:
    match condition:
        case DateReached():
            return ConditionRow(id=condition.id, kind="date", at=moment_typed(condition.at), words=words)
        case ActInForce():
            return ConditionRow(
                id=condition.id,
                kind="act",
                verb=condition.verb.value,
                office=condition.office,
                institution=condition.institution or "",
                words=words,
            )
        case FactCertified():
            return ConditionRow(id=condition.id, kind="fact", fact=condition.fact, words=words)
        case _:
            return ConditionRow(id=condition.id, kind="unknown", words=words)


def moment_typed(at: Instant | None) -> str:
    """A moment as it is typed into a field: `2026-12-01 09:00`, in UTC."""
    if at is None:
        return ""
    written = datetime.fromtimestamp(at, UTC)
    return written.strftime("%Y-%m-%d %H:%M:%S" if written.second else "%Y-%m-%d %H:%M")


# ── from what was posted ─────────────────────────────────────────────────────


def posted(form: QueryDict) -> Written:
    """What was typed, exactly; line breaks are those of a text and not of the wire."""
    clauses = [
        _posted_clause(form, number) for number in range(MOST_CLAUSES) if f"clause-{number}-id" in form
    ]
    return Written(
        office=_line(form, "office"),
        form=_line(form, "form") or "letter",
        reference=_line(form, "reference"),
        to=_text(form, "to"),
        cc=_text(form, "cc"),
        effective=_line(form, "effective"),
        expires=_line(form, "expires"),
        first=_line(form, "first") or TONGUES[0],
        texts={
            name[5:]: _text(form, name) for name in sorted(form) if re.fullmatch(r"text-[A-Za-z-]+", name)
        },
        clauses=tuple(clauses),
        links=tuple(
            (relation, to) for each in form.getlist("link") for relation, _, to in [each.partition(" ")] if to
        ),
    )


def _posted_clause(form: QueryDict, number: int) -> ClauseRow:
    at = f"clause-{number}"
    return ClauseRow(
        id=_line(form, f"{at}-id"),
        verb=_line(form, f"{at}-verb"),
        subject=_line(form, f"{at}-subject"),
        amount=_line(form, f"{at}-amount"),
        read_as=_line(form, f"{at}-read"),
        fact=_line(form, f"{at}-fact"),
        holds=_line(form, f"{at}-holds") or "yes",
        ratifiable=_line(form, f"{at}-ratifiable") or "yes",
        words={
            name.rpartition("-words-")[2]: _text(form, name).strip()
            for name in sorted(form)
            if name.startswith(f"{at}-words-")
        },
        conditions=tuple(
            _posted_condition(form, f"{at}-condition-{each}")
            for each in range(MOST_BESIDE)
            if f"{at}-condition-{each}-kind" in form
        ),
        premises=tuple(
            PremiseRow(
                statement=_line(form, f"{at}-premise-{each}-statement"),
                clause=_line(form, f"{at}-premise-{each}-clause"),
                reliance=_line(form, f"{at}-premise-{each}-reliance") or "recital",
            )
            for each in range(MOST_BESIDE)
            if f"{at}-premise-{each}-statement" in form
        ),
    )


def _posted_condition(form: QueryDict, at: str) -> ConditionRow:
    names = ("id", "kind", "at", "verb", "office", "institution", "fact", "words")
    return ConditionRow(**{name: _line(form, f"{at}-{name}") for name in names})


def _text(form: QueryDict, name: str) -> str:
    return str(form.get(name, "")).replace("\r\n", "\n")


def _line(form: QueryDict, name: str) -> str:
    return str(form.get(name, "")).strip()


# ── as a clerk would write it ────────────────────────────────────────────────


def toml(written: Written) -> str:
    """The letter in TOML (`record.letter_form`); JSON spells a text as TOML does."""
    return "\n".join(_lines(written)) + "\n"


def _lines(written: Written) -> Iterator[str]:
    yield f"office = {_quoted(written.office)}"
    yield f"form = {_quoted(written.form)}"
    if written.reference:
        yield f"reference = {_quoted(written.reference)}"
    for name, lines in (("to", written.to), ("cc", written.cc)):
        named = [line.strip() for line in lines.splitlines() if line.strip()]
        if named:
            yield f"{name} = [{', '.join(map(_quoted, named))}]"
    for name in ("supersedes", "implements"):
        to = [id for relation, id in written.links if relation == name]
        if to:
            yield f"{name} = [{', '.join(map(_quoted, to))}]"
    for name, moment in (("effective", written.effective), ("expires", written.expires)):
        if moment:
            yield f"{name} = {moment_written(moment)}"
    if written.tongues:
        yield "[words]"
        yield from (f"{language} = {_quoted(written.texts[language])}" for language in written.tongues)
    for row in written.clauses:
        yield from _clause_lines(row, written.tongues)
    for relation, id in written.links:
        if relation not in ("supersedes", "implements"):
            yield f"[[link]]\nrelation = {_quoted(relation)}\nto = {_quoted(id)}"


def _clause_lines(row: ClauseRow, tongues: tuple[str, ...]) -> Iterator[str]:
    yield "[[clause]]"
    yield f"id = {_quoted(row.id)}"
    yield f"act = {_quoted(row.verb)}"
    yield f"subject = {_quoted(row.subject)}"
    if row.amount:
        yield f"amount = {row.amount}"
    if row.read_as:
        yield f"may_be_read_as = [{_quoted(row.read_as)}]"
    if row.fact:
        yield f"fact = {_quoted(row.fact)}\nholds = {'false' if row.holds == 'no' else 'true'}"
    if row.ratifiable == "no":
        yield "ratifiable = false"
    for language in tongues:
        if row.words.get(language, "").strip():
            yield f"words.{language} = {_quoted(row.words[language])}"
    for each in row.conditions:
        yield from _condition_lines(each)
    for premise in row.premises:
        yield "[[clause.premise]]"
        yield f"statement = {_quoted(premise.statement)}"
        yield f"clause = {_quoted(premise.clause)}"
        yield f"reliance = {_quoted(premise.reliance)}"


def _condition_lines(row: ConditionRow) -> Iterator[str]:
    yield "[[clause.condition]]"
    yield f"id = {_quoted(row.id)}"
    yield f"type = {_quoted(row.kind)}"
    if row.words:
        yield f"words = {_quoted(row.words)}"
    match row.kind:
        case "date":
            yield f"at = {moment_written(row.at)}"
        case "act":
            yield f"act = {_quoted(row.verb)}"
            yield f"office = {_quoted(row.office)}"
            if row.institution:
                yield f"institution = {_quoted(row.institution)}"
        case "fact":
            yield f"fact = {_quoted(row.fact)}"
        case _:
            pass


_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?)?(?: ?(?:Z|UTC))?")
_FIGURES = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def moment_written(typed: str) -> str:
    """A typed moment as TOML has it; ValueError for what is none."""
    found = _MOMENT.fullmatch(typed.translate(_FIGURES).strip())
    if found is None:
        raise ValueError(typed)
    day, time, seconds = found.groups()
    written = f"{day}T{time or '00:00'}{seconds or ':00'}Z"
    datetime.fromisoformat(written)
    return written


def instant_typed(typed: str) -> Instant:
    """A typed moment; ValueError for what is none."""
    return Instant(int(datetime.fromisoformat(moment_written(typed)).timestamp()))


def _quoted(text: str) -> str:
    # TOML allows no DEL in a text, JSON does (TOML 1.0, Strings).
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
