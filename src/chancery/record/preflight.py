"""Before release: what the record would answer, if this draft were put on it now.

The same rules that will judge the letter for ever are run on it once more, hypothetically,
as the last entry.  Every objection has a name that stays; a release over objections
carries those names with it (`Override.objections`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique

from chancery.errors import OutOfOrder
from chancery.record.charter import Charter
from chancery.record.entry import Entry, Hand, Role
from chancery.record.grants import Seat, powers
from chancery.record.logic import NO, UNDETERMINED, YES, Truth, some
from chancery.record.premises import NOT_ON_RECORD, PremiseFlag
from chancery.record.reason import Fact, Reason
from chancery.record.standing import Status
from chancery.record.statement import (
    COMPROMISE,
    OPERATIVE,
    Clause,
    Instant,
    Institution,
    Notice,
    Relation,
    Statement,
    StatementId,
    Subject,
    Target,
    Verb,
    covers,
)
from chancery.record.world import World

FALLEN = frozenset({Status.DISOWNED, Status.WITHDRAWN, Status.SUPERSEDED, Status.EXPIRED})
"""The standings of something on which nobody should lean any more."""

WITHOUT_TARGET = frozenset({Verb.DISCLAIM, *COMPROMISE})
"""The notices that are about no statement on the record."""


@unique
class Name(StrEnum):
    """What can be objected.  These names go on the record and never change."""

    SAYS_NOTHING = "says_nothing"
    EXPIRES_BEFORE_EFFECT = "expires_before_effect"
    CLAUSE_UNAUTHORISED = "clause_unauthorised"
    CLAUSE_AUTHORITY_UNDETERMINED = "clause_authority_undetermined"
    READING_UNAUTHORISED = "reading_unauthorised"
    """It may be read as more than it says, and of that more is not allowed."""
    DECISION_NOT_ON_RECORD = "decision_not_on_record"
    DECISION_NOT_IN_FORCE = "decision_not_in_force"
    DECISION_UNDETERMINED = "decision_undetermined"
    PREMISE_NOT_ON_RECORD = "premise_not_on_record"
    PREMISE_NOT_IN_FORCE = "premise_not_in_force"
    PREMISE_UNDETERMINED = "premise_undetermined"
    PREMISE_NO_LONGER_STANDS = "premise_no_longer_stands"
    NOTICE_WITHOUT_TARGET = "notice_without_target"
    TARGET_NOT_ON_RECORD = "target_not_on_record"
    TARGET_CLAUSE_MISSING = "target_clause_missing"
    HOLD_ON_A_NOTICE = "hold_on_a_notice"
    DISOWNS_ITSELF = "disowns_itself"
    NOTICE_NOT_PERMITTED = "notice_not_permitted"
    NOTICE_UNDETERMINED = "notice_undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One thing that would be wrong, and the nouns its sentence needs."""

    name: Name
    facts: Mapping[str, Fact] = field(default_factory=dict)
    reason: Reason | None = None
    """The answer of the rules down to its leaves, where the rules were asked."""


Objections = Iterator[Objection]


def preflight(
    statement: Statement,
    record: Iterable[Entry],
    now: Instant,
    *,
    hands: Iterable[Hand] | None = None,
    complete: Iterable[Institution] | None = None,
) -> tuple[Objection, ...]:
    """
    Everything the rules would object to, if *statement* were logged *now*; none is a clear way.

    *record*: everything held that can bear on it, its slice or more.  *hands*: those
    under it.  None, while it is still being written: as if everybody had signed who may,
    so that what is only not yet approved is no objection (see `draft.lacking`).
    *complete* is as for `World`.  Raises `OutOfOrder` if the statement is on the record
    already.
    """
    held = tuple(record)
    signed = everybody(statement, held, now) if hands is None else tuple(hands)
    entry = Entry(
        id=statement.id,
        institution=statement.institution,
        at=now,
        order=max((entry.order for entry in held), default=-1) + 1,
        act=statement,
        hands=signed,
    )
    if any(statement.id == other.id for other in held):
        raise OutOfOrder("A statement of this id is on the record already.")
    world = World((*held, entry), now, complete=complete)
    flight = _Flight(statement=statement, world=world, held={other.id: other for other in held})
    return tuple(flight.objections())


def everybody(statement: Statement, held: tuple[Entry, ...], now: Instant) -> tuple[Hand, ...]:
    """The hands of all who hold an office now: each as approver, and its holders as releasers too."""
    charter = charter_in_charge(statement.institution, held, now)
    if charter is None:
        return ()
    hands: list[Hand] = []
    for office, person, key in _seats(charter, now):
        public = charter.keys.get(key)
        hands.append(Hand(person=person, key=key, role=Role.APPROVER, office=office, public=public))
        if office == statement.office:
            hands.append(Hand(person=person, key=key, role=Role.RELEASER, public=public))
    return tuple(hands)


def _seats(charter: Charter, now: Instant) -> Iterator[Seat]:
    """The seats that somebody holds at that moment."""
    for seat, terms in powers(charter).seats.items():
        if any(holder.serves(now) for holder in terms):
            yield seat


def charter_in_charge(institution: Institution, record: Iterable[Entry], now: Instant) -> Charter | None:
    """The newest charter of the institution that surely counts now; None if there is none."""
    held = tuple(record)
    world = World((entry for entry in held if entry.institution == institution), now)
    for entry in sorted(held, key=lambda entry: entry.order, reverse=True):
        charter = entry.act
        own = isinstance(charter, Charter) and charter.institution == entry.institution == institution
        if own and world.in_charge(entry.id) is YES:
            assert isinstance(charter, Charter)
            return charter
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flight:
    """The draft, and the world as it would be with it."""

    statement: Statement
    world: World
    held: Mapping[StatementId, Entry]
    """The record without it."""

    def objections(self) -> Objections:
        statement = self.statement
        if not statement.clauses and statement.notice is None:
            yield Objection(name=Name.SAYS_NOTHING)
        yield from self._dates()
        for clause in statement.clauses:
            yield from self._authority(clause)
            yield from self._readings(clause)
            yield from self._decision(clause)
        for flag in self.world.premises(statement.id):
            yield from self._premise(flag)
        if statement.notice is not None:
            yield from self._notice(statement.notice)

    def _dates(self) -> Objections:
        effective = self.world.at if self.statement.effective is None else self.statement.effective
        expires = self.statement.expires
        if expires is not None and expires <= effective:
            facts: dict[str, Fact] = {"effective": effective, "expires": expires}
            yield Objection(name=Name.EXPIRES_BEFORE_EFFECT, facts=facts)

    # ── clauses ──

    def _authority(self, clause: Clause) -> Objections:
        reason = self.world.clause_authority(self.statement.id, clause.id)
        if reason.truth is NO:
            yield _about(clause, Name.CLAUSE_UNAUTHORISED, reason, verb=clause.verb)
        elif reason.truth is UNDETERMINED:
            yield _about(clause, Name.CLAUSE_AUTHORITY_UNDETERMINED, reason, verb=clause.verb)

    def _readings(self, clause: Clause) -> Objections:
        """A reader may take it for the stronger act; then it should be one the office may do."""
        for verb in clause.may_be_read_as:
            reason = self.world.clause_authority(self.statement.id, clause.id, verb)
            if verb in OPERATIVE and reason.truth is not YES:
                yield _about(clause, Name.READING_UNAUTHORISED, reason, verb=verb)

    def _decision(self, clause: Clause) -> Objections:
        """
        What is announced must have been decided, and so be on record and in force.

        An undertaking that the office may not give is taken for an announcement: at best
        it speaks of what somebody else has decided.
        """
        if not self._announces(clause):
            return
        decisions = dict(self._decisions(clause))
        if not decisions:
            yield _about(clause, Name.DECISION_NOT_ON_RECORD)
        elif some(decisions.values()) is NO:
            yield _about(clause, Name.DECISION_NOT_IN_FORCE, entry=next(iter(decisions)))
        elif some(decisions.values()) is UNDETERMINED:
            yield _about(clause, Name.DECISION_UNDETERMINED, entry=next(iter(decisions)))

    def _announces(self, clause: Clause) -> bool:
        if Verb.ANNOUNCE in (clause.verb, *clause.may_be_read_as):
            return True
        promise = clause.verb is Verb.UNDERTAKE
        return promise and self.world.clause_authority(self.statement.id, clause.id).truth is NO

    def _decisions(self, announced: Clause) -> Iterator[tuple[StatementId, Truth]]:
        """The statements it says it announces or carries out, where they bind about the same subject."""
        links = [link.to for link in self.statement.links if link.relation is Relation.ANNOUNCES]
        for id in (*links, *self.statement.implements):
            decision = self.held.get(id)
            in_force = self.world.force(id).clauses
            if decision is not None and isinstance(decision.act, Statement):
                about = [clause for clause in decision.act.clauses if _binds_about(clause, announced.subject)]
                if about:
                    yield id, some(in_force[clause.id].truth for clause in about)

    # ── premises ──

    def _premise(self, flag: PremiseFlag) -> Objections:
        facts: dict[str, Fact] = {
            "clause": flag.clause,
            "entry": flag.premise.statement,
            "premise": flag.premise.clause,
            "reliance": flag.reliance.value,
        }
        standing = self.world.standing(flag.premise.statement).status
        if flag.truth is NOT_ON_RECORD:
            yield Objection(name=Name.PREMISE_NOT_ON_RECORD, facts=facts)
        elif standing in FALLEN:
            facts["standing"] = standing
            yield Objection(name=Name.PREMISE_NO_LONGER_STANDS, facts=facts)
        elif flag.truth is NO:
            yield Objection(name=Name.PREMISE_NOT_IN_FORCE, facts=facts)
        elif flag.truth is UNDETERMINED:
            yield Objection(name=Name.PREMISE_UNDETERMINED, facts=facts)

    # ── notices ──

    def _notice(self, notice: Notice) -> Objections:
        """What is plainly wrong with it; where nothing is, what the rules as a whole answer."""
        plain = [*self._without_target(notice), *(o for t in notice.targets for o in self._target(notice, t))]
        reason = self.world.authorised(self.statement.id)
        facts: dict[str, Fact] = {"verb": notice.verb, "office": self.statement.office}
        yield from plain
        if not plain and reason.truth is NO:
            yield Objection(name=Name.NOTICE_NOT_PERMITTED, facts=facts, reason=reason)
        elif not plain and reason.truth is UNDETERMINED:
            yield Objection(name=Name.NOTICE_UNDETERMINED, facts=facts, reason=reason)

    def _without_target(self, notice: Notice) -> Objections:
        if not notice.targets and notice.verb not in WITHOUT_TARGET:
            yield Objection(name=Name.NOTICE_WITHOUT_TARGET, facts={"verb": notice.verb})

    def _target(self, notice: Notice, target: Target) -> Objections:
        facts: dict[str, Fact] = {"verb": notice.verb, "target": target.statement, "clause": target.clause}
        entry = self.held.get(target.statement)
        if entry is None:
            yield Objection(name=Name.TARGET_NOT_ON_RECORD, facts=facts)
        elif isinstance(entry.act, Statement):
            yield from (
                Objection(name=name, facts=facts) for name in self._misaimed(notice, target, entry.act)
            )

    def _misaimed(self, notice: Notice, target: Target, struck: Statement) -> Iterator[Name]:
        if target.clause is not None and target.clause not in {clause.id for clause in struck.clauses}:
            yield Name.TARGET_CLAUSE_MISSING
        if notice.verb is Verb.SUSPEND and struck.notice is not None:
            yield Name.HOLD_ON_A_NOTICE
        own = (struck.institution, struck.office) == (self.statement.institution, self.statement.office)
        if notice.verb is Verb.DISOWN and own and self.world.authorised(self.statement.id).truth is not YES:
            yield Name.DISOWNS_ITSELF


def _about(clause: Clause, name: Name, reason: Reason | None = None, **facts: Fact) -> Objection:
    nouns: dict[str, Fact] = {"clause": clause.id, "verb": clause.verb, "subject": clause.subject}
    return Objection(name=name, facts={**nouns, **facts}, reason=reason)


def _binds_about(decision: Clause, subject: Subject) -> bool:
    """Whether the clause can bind, and is about the subject, or about more, or about a part of it."""
    same = covers(decision.subject, subject) or covers(subject, decision.subject)
    return decision.verb in OPERATIVE and same
