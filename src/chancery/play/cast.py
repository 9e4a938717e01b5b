"""From a scenario's entries to acts with real keys and real signatures.

Every key of a scenario is derived from its institution and its name, so that the same
file always gives the same bytes; nobody should trust such keys with anything else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from chancery.errors import Malformed
from chancery.play.moments import moment
from chancery.record.charter import (
    SUBSTANTIVE,
    Charter,
    Delegation,
    Holder,
    Mandate,
    Office,
    Reach,
    Register,
    Root,
    Rule,
)
from chancery.record.entry import Role
from chancery.record.statement import (
    ANY_SUBJECT,
    NOTICES,
    ActInForce,
    Clause,
    ClauseId,
    Condition,
    DateReached,
    FactCertified,
    Instant,
    Institution,
    KeyName,
    Link,
    Notice,
    OfficeName,
    Premise,
    Relation,
    Reliance,
    Statement,
    StatementId,
    Subject,
    Target,
    Unevaluable,
    Verb,
    named_by,
)
from chancery.record.words import Text, Words
from chancery.registry.pen import ISSUER, Pen, pen_from_seeds
from chancery.seal.keys import Kind, SigningKey

Written = Mapping[str, Any]
E = TypeVar("E", bound=StrEnum)


SAID_ELSEWHERE = frozenset(
    {
        *("accepts", "asks", "corrects", "disowns", "implements", "lifts", "ratifies", "reinstates"),
        *("relies_on", "supersedes", "suspends", "withdraws", "possibly_same_as", "possibly_responds_to"),
    }
)
"""Relations of a file that are no links: premises, targets and verbs say them, or nobody states them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A hand that the scenario puts under an entry."""

    person: str
    key: KeyName
    role: Role
    office: OfficeName | None


def secret(*names: str) -> bytes:
    """The 32 octets that these names always give; no secret at all to whoever knows them."""
    return hashlib.sha256("\0".join(("chancery/play", *names)).encode()).digest()


def key_of(institution: Institution, name: KeyName) -> SigningKey:
    """The key that a scenario calls *name* at *institution*."""
    return SigningKey.from_seed(Kind.ED25519, secret(institution, "key", name))


def pen_of(institution: Institution) -> Pen:
    """The pen of an institution in a scenario."""
    return pen_from_seeds(
        institution,
        f"{institution}/register",
        issuer=secret(institution, "issuer"),
        log=secret(institution, "log"),
        pq=secret(institution, "log", "ml-dsa-44"),
    )


def id_of(scenario: str, name: str) -> StatementId:
    """The random-looking name of an entry: always the same for the same scenario."""
    return named_by(secret(scenario, "entry", name))


def signatures(entry: Written) -> tuple[Signature, ...]:
    """The hands under a scenario's entry, in the order of the file."""
    place = f"entry {entry['id']}"
    return tuple(
        Signature(
            person=_required(hand, "person", place),
            key=KeyName(_required(hand, "key", place)),
            role=_one_of(Role, hand.get("role"), place),
            office=_maybe(OfficeName, hand.get("office")),
        )
        for hand in _dicts(entry.get("sigs"), place)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Casting:
    """Makes acts of one scenario's entries."""

    scenario: str
    t0: Instant
    keys: Mapping[Institution, frozenset[KeyName]] = field(default_factory=dict)
    """The keys with which each institution's people sign anything, whoever they are.  Its
    charters give every one of them a public part, so that no hand is lost for want of one."""

    def id(self, name: object) -> StatementId:
        """The id of the entry that the file calls *name*."""
        return id_of(self.scenario, str(name))

    def moment(self, written: object) -> Instant | None:
        """A moment of the file; None where it says nothing."""
        return None if written is None else moment(written, self.t0)

    # Statements

    def statement(self, entry: Written) -> Statement:
        """The statement of an entry, as yet without its words' digest; raises `Malformed`."""
        body = entry.get("body") or {}
        place = f"entry {entry['id']}"
        verb = _verb(entry["act"], place) if entry.get("act") else None
        return Statement(
            id=self.id(entry["id"]),
            institution=Institution(entry["inst"]),
            office=OfficeName(str(entry.get("office", ""))),
            form=str(entry.get("form") or ("notice" if verb in NOTICES else "statement")),
            reference=_maybe(str, entry.get("reference")),
            clauses=tuple(self._clause(clause, place) for clause in _dicts(entry.get("clauses", []), place)),
            notice=self._notice(verb, entry, body, place) if verb in NOTICES else None,
            action_addressees=_texts(entry.get("action_addressees")),
            info_addressees=_texts(entry.get("info_addressees")),
            supersedes=tuple(self.id(name) for name in body.get("supersedes", ())),
            implements=tuple(self.id(name) for name in body.get("implements", ())),
            links=tuple(self._links(entry, place)),
            effective=self.moment(entry.get("effective")),
            expires=self.moment(entry.get("expires")),
        )

    def _clause(self, written: Written, place: str) -> Clause:
        place = f"{place}, clause {written.get('id')}"
        return Clause(
            id=ClauseId(_required(written, "id", place)),
            verb=_verb(written.get("act"), place),
            subject=Subject(_required(written, "subject", place)),
            amount=Decimal(str(written.get("amount", 0))),
            conditions=tuple(
                self._condition(condition, number, place)
                for number, condition in enumerate(_dicts(written.get("conditions", []), place), 1)
            ),
            premises=tuple(self._premise(premise) for premise in _dicts(written.get("premises", []), place)),
            may_be_read_as=tuple(_verb(act, place) for act in written.get("alt_acts", ())),
            ratifiable=bool(written.get("ratifiable", True)),
            fact=_maybe(str, written.get("fact")),
            holds=bool(written.get("value", True)),
        )

    def _condition(self, written: Written, number: int, place: str) -> Condition:
        id = condition_id(written, number)
        match written.get("type"):
            case "date":
                return DateReached(id=id, at=moment(written.get("at"), self.t0))
            case "act":
                return ActInForce(
                    id=id,
                    verb=_verb(written.get("act"), place),
                    office=OfficeName(_required(written, "office", place)),
                    institution=_maybe(Institution, written.get("inst")),
                    implementing=_maybe(self.id, written.get("target")),
                )
            case "fact":
                return FactCertified(id=id, fact=_required(written, "fact", place))
            case "unknown":
                return Unevaluable(id=id)
            case other:
                raise Malformed(f"{place}: {other!r} is no type of condition.")

    def _premise(self, written: Written) -> Premise:
        return Premise(
            statement=self.id(written["entry"]),
            clause=ClauseId(str(written["clause"])),
            reliance=_one_of(Reliance, written.get("mode", "recital"), "a premise"),
        )

    def _notice(self, verb: Verb | None, entry: Written, body: Written, place: str) -> Notice:
        assert verb is not None
        if verb in {Verb.REPORT_COMPROMISE, Verb.CONFIRM_COMPROMISE} and not {"key", "since"} <= body.keys():
            raise Malformed(f"{place}: a notice about a key names the key and since when.")
        return Notice(
            verb=verb,
            targets=tuple(self._target(str(name)) for name in entry.get("targets", ())),
            subject=_maybe(Subject, body.get("subject")),
            until=self.moment(body.get("until")),
            key=_maybe(KeyName, body.get("key")),
            since=self.moment(body.get("since")),
        )

    def _target(self, name: str) -> Target:
        """`L`, or `L#c1` for one clause of it."""
        statement, _, clause = name.partition("#")
        return Target(statement=self.id(statement), clause=ClauseId(clause) if clause else None)

    def _links(self, entry: Written, place: str) -> Iterable[Link]:
        for relation in _dicts(entry.get("relations", []), place):
            for name, to in relation.items():
                if name not in SAID_ELSEWHERE:
                    yield Link(relation=_one_of(Relation, name, place), to=self.id(to))

    # Charters

    def charter(self, institution: Institution, body: Written, pen: Pen) -> Charter:
        """The charter that *body* describes, with the public parts of the keys that it names."""
        place = f"the charter of {institution}"
        root = Root(
            threshold=int(body["root"]["threshold"]),
            keys={KeyName(key): str(person) for key, person in body["root"]["keys"].items()},
        )
        offices = {OfficeName(name): self._office(office) for name, office in body["offices"].items()}
        return Charter(
            institution=institution,
            title=_titles(body),
            version=int(body["version"]),
            root=root,
            expires=self.moment(body.get("expires")),
            offices=offices,
            mandates=tuple(self._mandate(mandate, place) for mandate in body.get("mandates", ())),
            delegations=tuple(self._delegation(written, place) for written in body.get("delegations", ())),
            capacity={
                str(capacity): {_verb(act, place): _one_of(Rule, rule, place) for act, rule in rules.items()}
                for capacity, rules in body.get("capacity", {}).items()
            },
            keys=self._publics(institution, root, offices.values(), pen),
            register=Register(origin=pen.origin, issuer=ISSUER, log=pen.vkeys),
        )

    def _publics(
        self, institution: Institution, root: Root, offices: Iterable[Office], pen: Pen
    ) -> dict[KeyName, str]:
        held = {key for office in offices for holder in office.holders for key in holder.keys}
        named = {*root.keys, *held, *self.keys.get(institution, ())}
        publics = {name: str(key_of(institution, name).public) for name in sorted(named)}
        return {**publics, ISSUER: str(pen.issuer.public)}

    def _office(self, written: Written) -> Office:
        return Office(
            title=_titles(written),
            superior=_maybe(OfficeName, written.get("superior")),
            holders=tuple(
                Holder(
                    person=str(holder["person"]),
                    keys=frozenset(KeyName(str(key)) for key in holder.get("keys", ())),
                    capacity=str(holder.get("capacity", SUBSTANTIVE)),
                    since=self.moment(holder.get("from")),
                    until=self.moment(holder.get("until")),
                )
                for holder in written.get("holders", ())
            ),
        )

    def _mandate(self, written: Written, place: str) -> Mandate:
        approvers = written.get("approvers")
        return Mandate(
            id=str(written["id"]),
            office=OfficeName(str(written["office"])),
            may=frozenset(_verb(act, place) for act in written["acts"]),
            about=tuple(Subject(str(subject)) for subject in written.get("subjects", (ANY_SUBJECT,))),
            approvals=int(written.get("threshold", 1)),
            approvers=frozenset(OfficeName(str(name)) for name in approvers) if approvers else None,
            separation=bool(written.get("sod", True)),
            since=self.moment(written.get("from")),
            until=self.moment(written.get("until")),
            limit=_maybe(_decimal, written.get("limit")),
            over=Reach.ANY if written.get("over") == "any" else Reach.SUBORDINATES,
            may_disown_itself=bool(written.get("self_disown", False)),
            depth=int(written.get("depth", 0)),
            capacity={
                str(capacity): _one_of(Rule, rule, place)
                for capacity, rule in written.get("capacity", {}).items()
            },
        )

    def _delegation(self, written: Written, place: str) -> Delegation:
        acts, subjects = written.get("acts"), written.get("subjects")
        return Delegation(
            id=str(written["id"]),
            of=str(written["of"]),
            to=OfficeName(str(written["to"])),
            may=None if acts is None else frozenset(_verb(act, place) for act in acts),
            about=None if subjects is None else tuple(Subject(str(subject)) for subject in subjects),
            approvals=int(written.get("threshold", 1)),
            since=self.moment(written.get("from")),
            until=self.moment(written.get("until")),
            limit=_maybe(_decimal, written.get("limit")),
            depth=int(written.get("depth", 0)),
        )


def _titles(written: Written) -> dict[str, str]:
    """What readers call it, by language, where the file says."""
    return {str(language): str(title) for language, title in written.get("title", {}).items()}


def words_of(entry: Written) -> Words | None:
    """The words that an entry gives: its text, with its clauses found in it, or its clauses alone."""
    clauses = [clause for clause in entry.get("clauses", ()) if _wording(clause.get("text"))]
    whole = _wording(entry.get("text")) or "\n".join(str(_wording(clause["text"])) for clause in clauses)
    if not whole:
        return None
    return Words(
        authoritative=Text(
            language=str(entry.get("language", "en")),
            text=whole,
            clauses=_places(whole, clauses),
            conditions=_wordings(entry.get("clauses", ())),
        )
    )


def condition_id(written: Written, number: int) -> str:
    """The id of a condition: its own, or its number within the clause."""
    return str(written.get("id", f"condition-{number}"))


def _wordings(clauses: Iterable[Written]) -> dict[str, str]:
    return {
        condition_id(condition, number): str(condition["text"])
        for clause in clauses
        for number, condition in enumerate(clause.get("conditions", ()), 1)
        if condition.get("text")
    }


def _places(whole: str, clauses: Sequence[Written]) -> dict[ClauseId, tuple[int, int]]:
    places = {}
    at = 0
    for clause in clauses:
        wording = str(_wording(clause["text"]))
        start = whole.find(wording, at)
        if start >= 0:
            at = start + len(wording)
            places[ClauseId(str(clause["id"]))] = (start, at)
    return places


def _wording(written: object) -> str | None:
    """Text is given plainly, or with its span in the source."""
    match written:
        case {"text": text}:
            return str(text)
        case None:
            return None
        case text:
            return str(text)


def _verb(written: object, place: str) -> Verb:
    return _one_of(Verb, written, place)


def _one_of(kind: type[E], written: object, place: str) -> E:
    try:
        return kind(str(written))
    except ValueError:
        raise Malformed(
            f"{place}: {written!r} is no {kind.__name__.lower()} that the record knows."
        ) from None


T = TypeVar("T")


def _maybe(kind: Callable[[Any], T], written: Any) -> T | None:
    return None if written is None else kind(written)


def _decimal(written: object) -> Decimal:
    return Decimal(str(written))


def _required(written: Written, name: str, place: str) -> str:
    if written.get(name) is None:
        raise Malformed(f"{place}: {name} is missing.")
    return str(written[name])


def _texts(written: Iterable[Any] | None) -> tuple[str, ...]:
    return tuple(str(text) for text in written or ())


def _dicts(written: object, place: str) -> Sequence[Written]:
    if not isinstance(written, list) or not all(isinstance(item, dict) for item in written):
        raise Malformed(f"{place}: a list of named values is expected.")
    return written
