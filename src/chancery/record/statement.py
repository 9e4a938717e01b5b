"""Statements: the released words of an office, clause by clause, and the notices among them.

A *notice* is a statement that changes another's standing; so it is the same noun
with `notice` filled in, and everything that holds for statements holds for it.
Vocabulary: `docs/reference/semantics.md`, section 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, unique
from typing import NewType

Instant = NewType("Instant", int)
"""A moment: whole seconds since 1970-01-01T00:00:00Z."""

LAST_INSTANT = Instant(253_402_300_799)
"""9999-12-31T23:59:59Z: the last moment that people and machines have a way to write (RFC 3339)."""

Institution = NewType("Institution", str)
"""The domain under which an institution keeps its record, e.g. `us.demo`."""

OfficeName = NewType("OfficeName", str)
StatementId = NewType("StatementId", str)
"""A URN of 128 bits that only its institution can give (`chancery.record.naming`); never a running
number, which would tell how much is written."""

ClauseId = NewType("ClauseId", str)
Subject = NewType("Subject", str)
"""A path in the institution's own tree of subjects: `forces` covers `forces/posture`."""

KeyName = NewType("KeyName", str)
"""The charter's name for a key, one public key for ever."""

ANY_SUBJECT = Subject("**")


@unique
class Verb(StrEnum):
    """What a clause or a notice does (Searle's classes; practice in docs/reference/semantics.md 1.2, 1.3)."""

    DECIDE = "decide"
    APPOINT = "appoint"
    DELEGATE = "delegate"
    AUTHORISE = "authorise"
    CERTIFY = "certify"
    ORDER = "order"
    UNDERTAKE = "undertake"
    ACCEPT = "accept"

    REQUEST = "request"
    PROPOSE = "propose"
    THREATEN = "threaten"
    INFORM = "inform"
    REPORT = "report"
    ANNOUNCE = "announce"
    ACKNOWLEDGE = "acknowledge"
    DENY = "deny"
    CHARACTERISE = "characterise"
    CLARIFY = "clarify"
    PROTEST = "protest"
    REGRET = "regret"
    TRANSLATE = "translate"

    WITHDRAW = "withdraw"
    DISOWN = "disown"
    DISCLAIM = "disclaim"
    CORRECT = "correct"
    SUPERSEDE = "supersede"
    SUSPEND = "suspend"
    LIFT = "lift"
    REINSTATE = "reinstate"
    RATIFY = "ratify"
    REPORT_COMPROMISE = "report_compromise"
    CONFIRM_COMPROMISE = "confirm_compromise"


OPERATIVE = frozenset(
    {
        Verb.DECIDE,
        Verb.APPOINT,
        Verb.DELEGATE,
        Verb.AUTHORISE,
        Verb.CERTIFY,
        Verb.ORDER,
        Verb.UNDERTAKE,
        Verb.ACCEPT,
    }
)
"""The verbs that can bind.  Everything else has no operative effect by its kind."""

NOTICES = frozenset(
    {
        Verb.WITHDRAW,
        Verb.DISOWN,
        Verb.DISCLAIM,
        Verb.CORRECT,
        Verb.SUPERSEDE,
        Verb.SUSPEND,
        Verb.LIFT,
        Verb.REINSTATE,
        Verb.RATIFY,
        Verb.REPORT_COMPROMISE,
        Verb.CONFIRM_COMPROMISE,
    }
)
COMPROMISE = frozenset({Verb.REPORT_COMPROMISE, Verb.CONFIRM_COMPROMISE})
REVERSALS = frozenset({Verb.REINSTATE, Verb.DISOWN})
"""The only notices that defeat a notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a notice is about: a whole statement, or one clause of it (`L#c1`)."""

    statement: StatementId
    clause: ClauseId | None = None

    def covers(self, clause: ClauseId) -> bool:
        """Whether *clause* of the statement is meant."""
        return self.clause is None or self.clause == clause


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReached:
    """A condition that the calendar fulfils."""

    id: str
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ActInForce:
    """A condition that somebody's later act fulfils, once that act is in force."""

    id: str
    verb: Verb
    office: OfficeName
    institution: Institution | None = None
    """None means the institution of the statement itself."""
    implementing: StatementId | None = None
    """The act must say that it carries out this statement; None: any such act will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCertified:
    """A condition that only a certifying statement in force settles."""

    id: str
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unevaluable:
    """A condition whose words the record cannot decide; it is undetermined for ever."""

    id: str


Condition = DateReached | ActInForce | FactCertified | Unevaluable


@unique
class Reliance(StrEnum):
    """How much a clause leans on its premise."""

    NECESSARY = "necessary"
    """Without it the clause has no force."""
    RECITAL = "recital"
    """It is taken for granted; its fall raises a flag and changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """What the words take for granted: a clause of an earlier statement, anybody's."""

    statement: StatementId
    clause: ClauseId
    reliance: Reliance = Reliance.RECITAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing done about one subject.  Its words are in the `Words`, under the same id."""

    id: ClauseId
    verb: Verb
    subject: Subject
    amount: Decimal = Decimal(0)
    conditions: tuple[Condition, ...] = ()
    premises: tuple[Premise, ...] = ()
    may_be_read_as: tuple[Verb, ...] = ()
    """Readings left open, as between *acknowledge* and *accept*; never used to widen force."""
    ratifiable: bool = True
    fact: str | None = None
    """For *certify*: the name of the fact that is settled …"""
    holds: bool = True
    """… and whether it is certified to be so, or not to be so."""


@unique
class Severity(StrEnum):
    """How much a correction changes."""

    MINOR = "minor"
    SUBSTANTIVE = "substantive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a statement does to the standing of others, or says about a key."""

    verb: Verb
    targets: tuple[Target, ...] = ()
    subject: Subject | None = None
    """The subject under which the power is asked for when no target names one."""
    until: Instant | None = None
    """For *suspend*: when the hold ends by itself."""
    key: KeyName | None = None
    """For the compromise notices: the key …"""
    since: Instant | None = None
    """… and the moment from which it may have been in other hands."""
    severity: Severity = Severity.SUBSTANTIVE
    circulating: bytes | None = None
    """For *disclaim*: the salted digest of the circulating words, when there are words."""

    def concerns(self, statement: StatementId, clause: ClauseId | None = None) -> bool:
        """Whether it is aimed at that clause of the statement; with None, at the statement as a whole."""
        aims = (target.clause for target in self.targets if target.statement == statement)
        return any(aimed in (None, clause) for aimed in aims)


@unique
class Relation(StrEnum):
    """How a statement says it bears on another; none of these enters a computation."""

    RESPONDS_TO = "responds_to"
    ANNOUNCES = "announces"
    ACKNOWLEDGES = "acknowledges"
    ANSWERS = "answers"
    REFUSES_ANSWER = "refuses_answer"
    CLARIFIES = "clarifies"
    TRANSLATES = "translates"
    QUOTES = "quotes"
    CONTRADICTS = "contradicts"
    DIFFERS_FROM = "differs_from"
    FOLLOWS = "follows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A stated relation to another statement."""

    relation: Relation
    to: StatementId


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """
    A release over preflight's objections, on the record for ever.

    It is part of the text that everybody approves, so nobody signs it unseen.
    """

    objections: tuple[str, ...]
    """The rules that objected, as preflight names them."""
    justification: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """
    Words an office has released, in structure and digest; the words live elsewhere.

    `words` is the salted digest of the registered `Words`; None says that nothing
    was registered, only that the act was done.
    """

    id: StatementId
    institution: Institution
    office: OfficeName
    form: str = "letter"
    reference: str | None = None
    """The office's own number for the letter, as printed on it."""
    clauses: tuple[Clause, ...] = ()
    notice: Notice | None = None
    words: bytes | None = None
    action_addressees: tuple[str, ...] = ()
    info_addressees: tuple[str, ...] = ()
    supersedes: tuple[StatementId, ...] = ()
    implements: tuple[StatementId, ...] = ()
    links: tuple[Link, ...] = ()
    effective: Instant | None = None
    """When it takes effect; None means when it is logged."""
    expires: Instant | None = None
    override: Override | None = None

    def clause(self, wanted: ClauseId) -> Clause:
        """The clause of that id; KeyError if the statement has none such."""
        for clause in self.clauses:
            if clause.id == wanted:
                return clause
        raise KeyError(wanted)


def covers(scope: Subject, subject: Subject) -> bool:
    """Whether a power over *scope* reaches *subject*: the same path, or one below it."""
    return scope in (ANY_SUBJECT, subject) or subject.startswith(scope.rstrip("/") + "/")
