"""An act as bytes: what officers approve, what the log keeps, and the way back.

The bytes are deterministic CBOR (`chancery.seal.codec`), a map with short text keys;
what is empty is left out.  They are written once, when the act is drafted, and never
again: whoever checks an approval hashes the bytes that were approved.

Format: `docs/reference/act-format.md`.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, assert_never

from chancery.errors import Malformed
from chancery.record.charter import Charter
from chancery.record.charter_form import charter_from_json, charter_to_json
from chancery.record.entry import OnRecord
from chancery.record.rendition import Rendition, Shows
from chancery.record.statement import (
    ActInForce,
    Clause,
    ClauseId,
    Condition,
    DateReached,
    FactCertified,
    Institution,
    KeyName,
    Link,
    Notice,
    OfficeName,
    Override,
    Premise,
    Relation,
    Reliance,
    Severity,
    Statement,
    StatementId,
    Subject,
    Target,
    Unevaluable,
    Verb,
)
from chancery.seal.act_fields import (
    VERSION,
    Record,
    a_digest,
    a_map,
    a_text,
    amount_of,
    closed,
    each,
    instant,
    is_empty,
    moment,
    one_of,
    texts,
)
from chancery.seal.codec import Value, canonical_json, decode, decode_json, encode, only, optional, required
from chancery.seal.register_form import read_observed, read_state_head

CONTENT_TYPE = "application/vnd.chancery.act+cbor"


ACT_FIELDS: frozenset[int | str] = frozenset({"v", "kind", "id", "charter"})
RENDITION_FIELDS: frozenset[int | str] = frozenset(
    {"v", "kind", "id", "institution", "of", "digest", "media", "shows"}
)
STATEMENT_FIELDS: frozenset[int | str] = frozenset(
    {
        *("v", "kind", "id", "institution", "office", "form", "reference", "clauses", "notice", "words"),
        *("to", "cc", "supersedes", "implements", "links", "effective", "expires", "override"),
    }
)
CLAUSE_FIELDS: frozenset[int | str] = frozenset(
    ["id", "act", "subject", "amount", "conditions", "premises", "readings", "unratifiable", "fact", "denied"]
)

NOTICE_FIELDS = frozenset({"act", "targets", "subject", "until", "key", "since", "severity", "circulating"})


def digest_of(act: bytes) -> bytes:
    """The 32 bytes that an approval of this act covers."""
    return hashlib.sha256(act).digest()


def write_statement(statement: Statement) -> bytes:
    """The bytes of a statement, ready to be approved."""
    return encode(_stated(v=VERSION, kind="statement", **_statement(statement)))


def write_charter(id: StatementId, charter: Charter) -> bytes:
    """The bytes of a charter version; inside them, its canonical JSON (RFC 8785)."""
    body = canonical_json(charter_to_json(charter))
    return encode({"v": VERSION, "kind": "charter", "id": id, "charter": body})


def write_rendition(rendition: Rendition) -> bytes:
    """The bytes of a rendition: which file shows which letter."""
    return encode(
        {
            "v": VERSION,
            "kind": "rendition",
            "id": rendition.id,
            "institution": rendition.institution,
            "of": rendition.of,
            "digest": rendition.digest,
            "media": rendition.media,
            "shows": rendition.shows.value,
        }
    )


def read_act(act: bytes) -> tuple[StatementId, OnRecord]:
    """
    The act these bytes spell, under its id.

    Raises `Malformed` for anything that is not wholly understood: an act is never
    half read.
    """
    record = a_map(decode(act))
    if required(record, "v", int) != VERSION:
        raise Malformed("This act is written in a form that this version does not know.")
    id = StatementId(required(record, "id", str))
    match required(record, "kind", str):
        case "statement":
            closed(record, STATEMENT_FIELDS)
            return id, _read_statement(id, record)
        case "charter":
            only(record, ACT_FIELDS)
            return id, _read_charter(required(record, "charter", bytes))
        case "rendition":
            closed(record, RENDITION_FIELDS)
            return id, _read_rendition(id, record)
        case "state":
            return id, read_state_head(id, record)
        case "observed":
            return id, read_observed(id, record)
        case other:
            raise Malformed(f"The record knows no act of the kind {other!r}.")


@lru_cache(maxsize=256)
def _read_charter(body: bytes) -> Charter:
    """Every check of a letter reads its charter; it is the same few bytes each time."""
    charter = charter_from_json(a_map(decode_json(body)))
    if canonical_json(charter_to_json(charter)) != body:
        # Safe to write again: decode_json bounds depth and size before anything is built.
        raise Malformed("The charter is not in its canonical form.")
    return charter


# Writing


def _stated(**fields: Any) -> dict[str, Any]:
    """Only what says something.  Nought says something: it is a moment, the first of 1970."""
    return {name: value for name, value in fields.items() if not is_empty(value)}


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "institution": statement.institution,
        "office": statement.office,
        "form": statement.form,
        "reference": statement.reference,
        "clauses": [_clause(clause) for clause in statement.clauses],
        "notice": None if statement.notice is None else _notice(statement.notice),
        "words": statement.words,
        "to": list(statement.action_addressees),
        "cc": list(statement.info_addressees),
        "supersedes": list(statement.supersedes),
        "implements": list(statement.implements),
        "links": [[link.relation.value, link.to] for link in statement.links],
        "effective": statement.effective,
        "expires": statement.expires,
        "override": None if statement.override is None else _override(statement.override),
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return _stated(
        id=clause.id,
        act=clause.verb.value,
        subject=clause.subject,
        amount=format(clause.amount, "f") if clause.amount else None,
        conditions=[_condition(condition) for condition in clause.conditions],
        premises=[[premise.statement, premise.clause, premise.reliance.value] for premise in clause.premises],
        readings=[verb.value for verb in clause.may_be_read_as],
        unratifiable=not clause.ratifiable,
        fact=clause.fact,
        denied=not clause.holds,
    )


def _condition(condition: Condition) -> dict[str, Any]:
    match condition:
        case DateReached():
            return {"type": "date", "id": condition.id, "at": condition.at}
        case ActInForce():
            return _stated(
                type="act",
                id=condition.id,
                act=condition.verb.value,
                office=condition.office,
                institution=condition.institution,
                implementing=condition.implementing,
            )
        case FactCertified():
            return {"type": "fact", "id": condition.id, "fact": condition.fact}
        case Unevaluable():
            return {"type": "unknown", "id": condition.id}
        case _:
            assert_never(condition)


def _notice(notice: Notice) -> dict[str, Any]:
    return _stated(
        act=notice.verb.value,
        severity=notice.severity.value,
        targets=[[target.statement, target.clause] for target in notice.targets],
        subject=notice.subject,
        until=notice.until,
        key=notice.key,
        since=notice.since,
        circulating=notice.circulating,
    )


def _override(override: Override) -> dict[str, Any]:
    return {"objections": list(override.objections), "justification": override.justification}


# Reading


def _read_statement(id: StatementId, record: Record) -> Statement:
    notice = optional(record, "notice", dict)
    override = optional(record, "override", dict)
    clauses = each(record, "clauses", _read_clause)
    if len({clause.id for clause in clauses}) < len(clauses):
        # Every question is asked of a clause by its id: the second would hide behind the first.
        raise Malformed("Two clauses go by one id; every clause has an id of its own.")
    return Statement(
        id=id,
        institution=Institution(required(record, "institution", str)),
        office=OfficeName(required(record, "office", str)),
        form=optional(record, "form", str) or "",
        reference=optional(record, "reference", str),
        clauses=clauses,
        notice=None if notice is None else _read_notice(notice),
        words=a_digest(record, "words"),
        action_addressees=texts(record, "to", str),
        info_addressees=texts(record, "cc", str),
        supersedes=texts(record, "supersedes", StatementId),
        implements=texts(record, "implements", StatementId),
        links=each(record, "links", _read_link),
        effective=instant(record, "effective"),
        expires=instant(record, "expires"),
        override=None if override is None else _read_override(override),
    )


def _read_rendition(id: StatementId, record: Record) -> Rendition:
    digest = a_digest(record, "digest")
    if digest is None:
        raise Malformed("A rendition names its file by its digest.")
    return Rendition(
        id=id,
        institution=Institution(required(record, "institution", str)),
        of=StatementId(required(record, "of", str)),
        digest=digest,
        media=required(record, "media", str),
        shows=one_of(Shows, required(record, "shows", str)),
    )


def _read_clause(value: Value) -> Clause:
    record = a_map(value)
    closed(record, CLAUSE_FIELDS)
    return Clause(
        id=ClauseId(required(record, "id", str)),
        verb=one_of(Verb, required(record, "act", str)),
        subject=Subject(required(record, "subject", str)),
        amount=amount_of(optional(record, "amount", str)),
        conditions=each(record, "conditions", _read_condition),
        premises=each(record, "premises", _read_premise),
        may_be_read_as=texts(record, "readings", lambda text: one_of(Verb, text)),
        ratifiable=not optional(record, "unratifiable", bool),
        fact=optional(record, "fact", str),
        holds=not optional(record, "denied", bool),
    )


def _read_condition(value: Value) -> Condition:
    record = a_map(value)
    id = required(record, "id", str)
    match required(record, "type", str):
        case "date":
            only(record, frozenset({"type", "id", "at"}))
            return DateReached(id=id, at=moment(required(record, "at", int)))
        case "act":
            return _read_act_condition(id, record)
        case "fact":
            only(record, frozenset({"type", "id", "fact"}))
            return FactCertified(id=id, fact=required(record, "fact", str))
        case "unknown":
            only(record, frozenset({"type", "id"}))
            return Unevaluable(id=id)
        case other:
            raise Malformed(f"The record knows no condition of the type {other!r}.")


def _read_act_condition(id: str, record: Record) -> ActInForce:
    closed(record, frozenset({"type", "id", "act", "office", "institution", "implementing"}))
    institution = optional(record, "institution", str)
    implementing = optional(record, "implementing", str)
    return ActInForce(
        id=id,
        verb=one_of(Verb, required(record, "act", str)),
        office=OfficeName(required(record, "office", str)),
        institution=None if institution is None else Institution(institution),
        implementing=None if implementing is None else StatementId(implementing),
    )


def _read_premise(value: Value) -> Premise:
    match value:
        case [str(statement), str(clause), str(reliance)]:
            return Premise(
                statement=StatementId(statement),
                clause=ClauseId(clause),
                reliance=one_of(Reliance, reliance),
            )
        case _:
            raise Malformed("A premise is written as statement, clause and how much is relied on it.")


def _read_notice(record: Record) -> Notice:
    closed(record, NOTICE_FIELDS)
    subject = optional(record, "subject", str)
    key = optional(record, "key", str)
    return Notice(
        verb=one_of(Verb, required(record, "act", str)),
        targets=each(record, "targets", _read_target),
        subject=None if subject is None else Subject(subject),
        until=instant(record, "until"),
        key=None if key is None else KeyName(key),
        since=instant(record, "since"),
        severity=one_of(Severity, required(record, "severity", str)),
        circulating=a_digest(record, "circulating"),
    )


def _read_target(value: Value) -> Target:
    match value:
        case [str(statement), None]:
            return Target(statement=StatementId(statement))
        case [str(statement), str(clause)]:
            return Target(statement=StatementId(statement), clause=ClauseId(clause))
        case _:
            raise Malformed("A notice's target is written as a statement and a clause or nothing.")


def _read_link(value: Value) -> Link:
    match value:
        case [str(relation), str(to)]:
            return Link(relation=one_of(Relation, relation), to=StatementId(to))
        case _:
            raise Malformed("A link is written as a relation and a statement.")


def _read_override(record: Record) -> Override:
    only(record, frozenset({"objections", "justification"}))
    return Override(
        objections=tuple([a_text(name, "objections") for name in required(record, "objections", list)]),
        justification=required(record, "justification", str),
    )
