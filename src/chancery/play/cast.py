"""From a scenario's entries to the nouns of the record: statements, their words, the hands under them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chancery.errors import Malformed
from chancery.play.charters import CharterCasting
from chancery.play.keyring import id_of
from chancery.play.moments import moment
from chancery.play.written import Written, dicts, maybe, one_of, required, texts, verb_of
from chancery.record.charter import Charter
from chancery.record.entry import Role
from chancery.record.statement import (
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
)
from chancery.record.words import Text, Words
from chancery.registry.pen import Pen

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


def signatures(entry: Written) -> tuple[Signature, ...]:
    """The hands under a scenario's entry, in the order of the file."""
    place = f"entry {entry['id']}"
    return tuple(
        Signature(
            person=required(hand, "person", place),
            key=KeyName(required(hand, "key", place)),
            role=one_of(Role, hand.get("role"), place),
            office=maybe(OfficeName, hand.get("office")),
        )
        for hand in dicts(entry.get("sigs"), place)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Casting:
    """Makes acts of one scenario's entries."""

    scenario: str
    t0: Instant
    whose: Callable[[str], Institution]
    """On whose record the file puts the entry of that name."""
    keys: Mapping[Institution, frozenset[KeyName]] = field(default_factory=dict)
    """The keys with which each institution's people sign anything, whoever they are.  Its
    charters give every one of them a public part, so that no hand is lost for want of one."""

    def id(self, name: object) -> StatementId:
        """The id of the entry that the file calls *name*."""
        return id_of(self.whose(str(name)), self.scenario, str(name))

    def moment(self, written: object) -> Instant | None:
        """A moment of the file; None where it says nothing."""
        return None if written is None else moment(written, self.t0)

    def charter(self, institution: Institution, body: Written, pen: Pen) -> Charter:
        """The charter that *body* describes, with the public parts of the keys that it names."""
        return CharterCasting(moment=self.moment, keys=self.keys).charter(institution, body, pen)

    def statement(self, entry: Written) -> Statement:
        """The statement of an entry, as yet without its words' digest; raises `Malformed`."""
        body = entry.get("body") or {}
        place = f"entry {entry['id']}"
        verb = verb_of(entry["act"], place) if entry.get("act") else None
        return Statement(
            id=self.id(entry["id"]),
            institution=Institution(entry["inst"]),
            office=OfficeName(str(entry.get("office", ""))),
            form=str(entry.get("form") or ("notice" if verb in NOTICES else "statement")),
            reference=maybe(str, entry.get("reference")),
            clauses=tuple(self._clause(clause, place) for clause in dicts(entry.get("clauses", []), place)),
            notice=self._notice(verb, entry, body, place) if verb in NOTICES else None,
            action_addressees=texts(entry.get("action_addressees")),
            info_addressees=texts(entry.get("info_addressees")),
            supersedes=tuple(self.id(name) for name in body.get("supersedes", ())),
            implements=tuple(self.id(name) for name in body.get("implements", ())),
            links=tuple(self._links(entry, place)),
            effective=self.moment(entry.get("effective")),
            expires=self.moment(entry.get("expires")),
        )

    def _clause(self, written: Written, place: str) -> Clause:
        place = f"{place}, clause {written.get('id')}"
        return Clause(
            id=ClauseId(required(written, "id", place)),
            verb=verb_of(written.get("act"), place),
            subject=Subject(required(written, "subject", place)),
            amount=Decimal(str(written.get("amount", 0))),
            conditions=tuple(
                self._condition(condition, number, place)
                for number, condition in enumerate(dicts(written.get("conditions", []), place), 1)
            ),
            premises=tuple(self._premise(premise) for premise in dicts(written.get("premises", []), place)),
            may_be_read_as=tuple(verb_of(act, place) for act in written.get("alt_acts", ())),
            ratifiable=bool(written.get("ratifiable", True)),
            fact=maybe(str, written.get("fact")),
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
                    verb=verb_of(written.get("act"), place),
                    office=OfficeName(required(written, "office", place)),
                    institution=maybe(Institution, written.get("inst")),
                    implementing=maybe(self.id, written.get("target")),
                )
            case "fact":
                return FactCertified(id=id, fact=required(written, "fact", place))
            case "unknown":
                return Unevaluable(id=id)
            case other:
                raise Malformed(f"{place}: {other!r} is no type of condition.")

    def _premise(self, written: Written) -> Premise:
        return Premise(
            statement=self.id(written["entry"]),
            clause=ClauseId(str(written["clause"])),
            reliance=one_of(Reliance, written.get("mode", "recital"), "a premise"),
        )

    def _notice(self, verb: Verb | None, entry: Written, body: Written, place: str) -> Notice:
        assert verb is not None
        if verb in {Verb.REPORT_COMPROMISE, Verb.CONFIRM_COMPROMISE} and not {"key", "since"} <= body.keys():
            raise Malformed(f"{place}: a notice about a key names the key and since when.")
        return Notice(
            verb=verb,
            targets=tuple(self._target(str(name)) for name in entry.get("targets", ())),
            subject=maybe(Subject, body.get("subject")),
            until=self.moment(body.get("until")),
            key=maybe(KeyName, body.get("key")),
            since=self.moment(body.get("since")),
        )

    def _target(self, name: str) -> Target:
        """`L`, or `L#c1` for one clause of it."""
        statement, _, clause = name.partition("#")
        return Target(statement=self.id(statement), clause=ClauseId(clause) if clause else None)

    def _links(self, entry: Written, place: str) -> Iterable[Link]:
        for relation in dicts(entry.get("relations", []), place):
            for name, to in relation.items():
                if name not in SAID_ELSEWHERE:
                    yield Link(relation=one_of(Relation, name, place), to=self.id(to))


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
