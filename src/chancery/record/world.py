"""The world: entries in, answers out, with their reasons; what the rules say and nothing else.

    World(what was logged up to T, T)    as it was shown at T
    World(all that is held now, T)       as it is known now about T

A notice logged after T does not apply at T on either clock; what is learnt later about a
key does, because it says something about T.  The rules are `docs/reference/semantics.md`,
section 2; each has its file here (`authority`, `notices`, `holds`, `bearings`, `force` …).

Given the slice of a statement (`record.slice`), the world answers for that statement; for
others in the slice it may know too little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar, assert_never

from chancery.record.authority import clause_authorised, statement_authorised
from chancery.record.bearings import Mark, marks
from chancery.record.charter import Charter
from chancery.record.charters import begun, counts
from chancery.record.entry import Entry, notice_of, statement_of
from chancery.record.fixpoint import Fixpoint
from chancery.record.force import Effect, Forces, clause_in_force, forces
from chancery.record.grants import powers
from chancery.record.holds import LONE, hold_effective, running
from chancery.record.logic import NO, UNDETERMINED, YES, Truth
from chancery.record.notices import effective
from chancery.record.premises import NOT_ON_RECORD, Absence, PremiseFlag
from chancery.record.reason import Reason
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight, Unknown
from chancery.record.slice import Shelf, oldest_first
from chancery.record.standing import PRECEDENCE, Bearing, Standing, placed, placed_as_a_whole
from chancery.record.statement import (
    COMPROMISE,
    Clause,
    ClauseId,
    Instant,
    Institution,
    Premise,
    Statement,
    StatementId,
    Verb,
)
from chancery.record.telling import REASONS, TRUTHS, Teller

A = TypeVar("A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Whether a statement was authorised, as a whole and clause by clause."""

    truth: Truth
    clauses: Mapping[ClauseId, Truth]
    reason: Reason

    @property
    def in_part(self) -> bool:
        """Whether some of it was authorised, and some was not."""
        return YES in self.clauses.values() and NO in self.clauses.values()


class World:
    """What a set of entries says about every statement in it, at one moment."""

    def __init__(
        self, entries: Iterable[Entry], at: Instant, *, complete: Iterable[Institution] | None = None
    ) -> None:
        """*complete*: the institutions whose log is held in full up to *at*; None: all of them."""
        self.at = at
        self._shelf = Shelf(sorted(entries, key=oldest_first))
        self._complete = None if complete is None else frozenset(complete)
        self._powers = {
            entry.id: powers(entry.act) for entry in self._shelf if isinstance(entry.act, Charter)
        }
        self._settled = Fixpoint(_unknowns(self._shelf))
        self._reasons: dict[Unknown, Reason] = {}
        self._bare = self._sight(TRUTHS, self._settled)
        self._told = self._sight(REASONS, self._why)
        self._settled.settle(lambda unknown: _formula(self._bare, unknown))

    def _sight(self, tell: Teller[A], ask: Callable[[Unknown], A]) -> Sight[A]:
        return Sight(
            shelf=self._shelf,
            at=self.at,
            powers=self._powers,
            complete=self._complete,
            now=self._settled,
            ask=ask,
            tell=tell,
        )

    def __contains__(self, id: StatementId) -> bool:
        return self._shelf.entry(id) is not None

    @property
    def evaluations(self) -> int:
        """How often a formula was worked out until nothing changed any more."""
        return self._settled.evaluations

    # ── authority ──

    def authority(self, id: StatementId) -> Weighed:
        """Whether it was authorised, as a whole and by clauses; of a notice, whether it is effective."""
        reason = self.authorised(id)
        clauses = {clause.id: self._settled((Ask.AUTHORISED, id, clause.id)) for clause in self._clauses(id)}
        return Weighed(truth=reason.truth, clauses=clauses, reason=reason)

    def authorised(self, id: StatementId) -> Reason:
        """Why, or why not: one reason for each clause; of a notice, of a charter, whether it counts."""
        entry = self._shelf.entry(id)
        if entry is None:
            return _not_on_record(id)
        if isinstance(entry.act, Charter):
            return self._why((Ask.COUNTS, id, None))
        if statement_of(entry).notice is not None:
            return self._why((Ask.EFFECTIVE, id, None))
        return statement_authorised(self._told, entry)

    def in_charge(self, id: StatementId) -> Truth:
        """Whether that charter counts, and had waited long enough at the moment asked about."""
        entry = self._shelf.entry(id)
        if entry is None or not isinstance(entry.act, Charter) or entry.at > self.at:
            return NO
        return min(self._settled((Ask.COUNTS, id, None)), begun(self._bare, entry, self.at))

    def clause_authority(self, id: StatementId, clause: ClauseId, read_as: Verb | None = None) -> Reason:
        """
        Whether the office was allowed to say the clause, or what else it might be read as.

        Raises `KeyError` if the statement has no such clause.
        """
        entry = self._shelf.entry(id)
        if entry is None:
            return _not_on_record(id)
        return clause_authorised(self._told, entry, statement_of(entry).clause(clause), read_as)

    # ── standing ──

    def standing(self, id: StatementId) -> Standing:
        """Where the statement stands, and every notice that bears on it."""
        entry = self._shelf.entry(id)
        if entry is None:
            return Standing(at=self.at, status=None, clauses={}, reason=_not_on_record(id))
        bearings = sorted(map(_bearing, marks(self._told, entry)), key=_precedence)
        clauses = {
            clause.id: placed((each.status, each.truth) for each in bearings if each.covers(clause.id))
            for clause in self._clauses(id)
        }
        whole = placed_as_a_whole(bearings, clauses)
        doubtful = whole.doubts or any(place.doubts for place in clauses.values())
        reason = Reason(
            truth=UNDETERMINED if doubtful else YES,
            rule=Ground.STANDING,
            facts={"entry": id, "status": whole.status},
            because=tuple(bearing.reason for bearing in bearings),
        )
        return Standing(
            at=self.at,
            status=whole.status,
            doubts=whole.doubts,
            clauses=clauses,
            notices=tuple(bearings),
            reason=reason,
        )

    # ── force ──

    def force(self, id: StatementId) -> Forces:
        """What the statement does, clause by clause, and what is missing."""
        if id not in self:
            return Forces(effect=Effect.UNDETERMINED, clauses={}, why={}, reason=_not_on_record(id))
        clauses = self._clauses(id)
        return forces(
            id, clauses, {clause.id: self._why((Ask.IN_FORCE, id, clause.id)) for clause in clauses}
        )

    def premises(self, id: StatementId) -> tuple[PremiseFlag, ...]:
        """Everything the statement takes for granted, and whether it is so."""
        return tuple(
            PremiseFlag(clause=clause.id, premise=premise, truth=self._premise(premise))
            for clause in self._clauses(id)
            for premise in clause.premises
        )

    def _premise(self, premise: Premise) -> Truth | Absence:
        if premise.statement not in self:
            return NOT_ON_RECORD
        return self._settled((Ask.IN_FORCE, premise.statement, premise.clause))

    # ── between them ──

    def _clauses(self, id: StatementId) -> tuple[Clause, ...]:
        entry = self._shelf.entry(id)
        return entry.act.clauses if entry is not None and isinstance(entry.act, Statement) else ()

    def _why(self, unknown: Unknown) -> Reason:
        """The reason for a settled answer, built when first asked for; it says what was settled."""
        if unknown not in self._reasons:
            reason = self._reasons[unknown] = _formula(self._told, unknown)
            assert reason.truth is self._settled(unknown), f"the reason for {unknown} says otherwise"
        return self._reasons[unknown]


def _unknowns(shelf: Shelf) -> Iterator[Unknown]:
    """
    Everything that may be open, in the order in which it is likely to be settled in one go.

    Notices from the newest back, because only later ones undo them, and those on keys
    before all others; holds from the oldest on, because an earlier one may be renewed by
    them; clauses from the oldest on, because they lean on what was before.
    """
    entries = list(shelf)
    statements = [(entry, entry.act) for entry in entries if isinstance(entry.act, Statement)]
    notices = [(entry, act.notice.verb) for entry, act in reversed(statements) if act.notice is not None]
    yield from ((Ask.COUNTS, entry.id, None) for entry in entries if isinstance(entry.act, Charter))
    yield from ((Ask.RUNNING, entry.id, None) for entry, verb in notices if verb in LONE)
    on_keys = [entry for entry, verb in notices if verb in COMPROMISE]
    holds = [entry for entry, verb in notices if verb is Verb.SUSPEND]
    others = [entry for entry, verb in notices if verb not in COMPROMISE and verb is not Verb.SUSPEND]
    for entry in (*on_keys, *others, *reversed(holds)):
        yield Ask.EFFECTIVE, entry.id, None
    for ask in (Ask.AUTHORISED, Ask.IN_FORCE):
        yield from ((ask, entry.id, clause.id) for entry, act in statements for clause in act.clauses)


def _formula(sight: Sight[A], unknown: Unknown) -> A:
    """The formula that answers an open question, told as the sight tells things."""
    ask, id, of = unknown
    entry = sight.shelf.entry(id)
    assert entry is not None
    match ask:
        case Ask.COUNTS:
            return counts(sight, entry)
        case Ask.EFFECTIVE:
            held = notice_of(entry).verb is Verb.SUSPEND
            return hold_effective(sight, entry) if held else effective(sight, entry)
        case Ask.RUNNING:
            return running(sight, entry)
        case Ask.AUTHORISED | Ask.IN_FORCE:
            assert of is not None
            clause = statement_of(entry).clause(of)
            worked_out = clause_authorised if ask is Ask.AUTHORISED else clause_in_force
            return worked_out(sight, entry, clause)
        case _:
            assert_never(ask)


def _bearing(mark: Mark[Reason]) -> Bearing:
    return Bearing(
        status=mark.status, by=mark.by, clauses=mark.clauses, truth=mark.told.truth, reason=mark.told
    )


def _precedence(bearing: Bearing) -> int:
    return PRECEDENCE.index(bearing.status)


def _not_on_record(id: StatementId) -> Reason:
    """Nothing is known of it.  That is no sign of forgery, and no sign that nobody wrote it."""
    return REASONS.leaf(UNDETERMINED, Ground.NOT_ON_RECORD, id)
