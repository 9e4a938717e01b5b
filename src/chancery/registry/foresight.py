"""Foresight: what would change, if this act were put on the record now.

The act is laid over the record as the last entry, and every statement that it may reach
is weighed twice, without it and with it, by the same code that weighs it for readers.
Nothing is written, and nothing here decides anything: what is foreseen is what the
record would answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chancery.check.answers import Answers
from chancery.check.weigh import Brought, Moment, weigh, world_of
from chancery.record.charter import Charter
from chancery.record.draft import ApprovalsLacking, Draft, Lack, State, lacking
from chancery.record.entry import Entry, Hand
from chancery.record.holds import LAPSE, LONE
from chancery.record.logic import YES, Truth
from chancery.record.preflight import Objection, everybody
from chancery.record.slice import Sources, bearing_on
from chancery.record.standing import Place, Standing
from chancery.record.statement import ClauseId, Instant, Statement, StatementId
from chancery.record.world import World
from chancery.registry.admission import COMING
from chancery.registry.letters import Letters
from chancery.registry.overlay import Overlay
from chancery.registry.reach import passes_on, touched

MOST_LOOKED_AT = 200
"""Statements that are weighed for one act; beyond that the answer says that it is not whole.
Fewer than are looked up at one step, so that nothing is left out without saying so."""

NOTHING_BROUGHT = Brought(text="", finding=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How one statement stands at a moment: what readers are told, and what follows from it for others."""

    answers: Answers
    standing: Standing
    authorised: Mapping[ClauseId, Truth]
    in_force: Mapping[ClauseId, Truth]
    missing: frozenset[tuple[ClauseId, StatementId]]
    """What its clauses take for granted and what is not so; readers are told beside the answer."""
    counts: Truth
    """Of a notice, whether it does what it says; of a letter, whether all of it was authorised."""

    @property
    def binding(self) -> frozenset[ClauseId]:
        """The clauses that are in force."""
        return frozenset(clause for clause, truth in self.in_force.items() if truth is YES)

    @property
    def told(self) -> tuple[object, ...]:
        """Everything a reader, or another statement, can tell one outlook from another by."""
        whole = (
            Place(status=self.standing.status, doubts=self.standing.doubts) if self.standing.status else None
        )
        return (
            tuple(answer.state for answer in self.answers),
            whole,
            dict(self.standing.clauses),
            dict(self.authorised),
            dict(self.in_force),
            self.missing,
            self.counts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One statement that would be told otherwise than now."""

    entry: Entry
    before: Outlook
    after: Outlook
    through: StatementId | None
    """What it leans on or was ended by, where the act does not name it itself."""

    @property
    def falls(self) -> frozenset[ClauseId]:
        """The clauses that would no longer be in force."""
        return self.before.binding - self.after.binding

    @property
    def revives(self) -> frozenset[ClauseId]:
        """The clauses that would come into force, or back into it."""
        return self.after.binding - self.before.binding


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What one act would bring, and what it would leave alone."""

    statement: Statement
    at: Instant
    counts: Truth
    """Whether it would do what it says, under the charter in force."""
    objections: tuple[Objection, ...]
    shifts: tuple[Shift, ...]
    """What the act names first; then what hangs on that, the nearest first."""
    untouched: tuple[Entry, ...]
    """What leans on something that changes, or is named, and is told as before."""
    ends: Instant | None
    """When it will be as if it had never been given; None: not by itself."""
    whole: bool
    """False: more hangs on it than was looked at."""

    def shift(self, id: StatementId) -> Shift | None:
        """What becomes of one statement; None if nothing does."""
        return next((shift for shift in self.shifts if shift.entry.id == id), None)


def foresee(
    statement: Statement,
    letters: Letters,
    *,
    objections: tuple[Objection, ...],
    hands: tuple[Hand, ...] | None = None,
) -> Foresight:
    """
    What would change if *statement* were put on the record now, with these hands under it.

    None: as if everybody had signed who may.  *objections*: what preflight says of it.
    """
    moment = letters.moment(None, None)
    coming = _coming(statement, letters, moment, hands)
    record = Overlay(letters.index, [coming])
    looking = Looking(letters=letters, record=record, moment=moment)
    shifts, untouched, whole = _followed(coming, looking)
    return Foresight(
        statement=statement,
        at=moment.at,
        counts=world_of(bearing_on(coming.id, record), moment).authorised(coming.id).truth,
        objections=objections,
        shifts=tuple(shifts),
        untouched=tuple(untouched),
        ends=_end(coming, shifts, looking),
        whole=whole,
    )


def still_needed(statement: Statement, charter: Charter, at: Instant, *, by: str) -> frozenset[Lack]:
    """What an act that *by* wrote needs before it can be released, and nobody has given yet."""
    draft = Draft(
        id=statement.id,
        statement=statement,
        words=None,
        digest=bytes(32),
        drafters=frozenset({by}),
        state=State.IN_REVIEW,
    )
    return lacking(draft, charter, at)


def may_be_done_alone(statement: Statement, charter: Charter, at: Instant, *, by: str) -> bool:
    """Whether whoever holds the office may release it with no other hand than their own."""
    return not any(isinstance(lack, ApprovalsLacking) for lack in still_needed(statement, charter, at, by=by))


# ── looking twice ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """The record without the act and with it, looked at in one moment."""

    letters: Letters
    record: Overlay
    moment: Moment

    def shift(self, entry: Entry, through: StatementId | None) -> Shift:
        """One statement as it is and as it would be."""
        before = self.outlook(entry, self.letters.index, self.moment)
        after = self.outlook(entry, self.record, self.moment)
        return Shift(entry=entry, before=before, after=after, through=through)

    def outlook(self, entry: Entry, sources: Sources, moment: Moment) -> Outlook:
        """One statement on one record, at one moment."""
        slice = bearing_on(entry.id, sources)
        world = world_of(slice, moment)
        return Outlook(
            answers=self._answers(entry, slice, moment),
            standing=world.standing(entry.id),
            authorised=world.authority(entry.id).clauses,
            in_force=_in_force(world, entry.id),
            missing=_missing(world, entry.id),
            counts=world.authorised(entry.id).truth,
        )

    def _answers(self, entry: Entry, slice: Iterable[Entry], moment: Moment) -> Answers:
        return weigh(
            entry,
            slice,
            moment=moment,
            home=self.letters.home,
            words=self.letters.words_of(entry.act),
            brought=NOTHING_BROUGHT,
        )


def _in_force(world: World, id: StatementId) -> Mapping[ClauseId, Truth]:
    return {clause: reason.truth for clause, reason in world.force(id).clauses.items()}


def _missing(world: World, id: StatementId) -> frozenset[tuple[ClauseId, StatementId]]:
    flags = world.premises(id)
    return frozenset((flag.clause, flag.premise.statement) for flag in flags if flag.truth is not YES)


def _coming(statement: Statement, letters: Letters, moment: Moment, hands: tuple[Hand, ...] | None) -> Entry:
    charters = tuple(letters.index.charters(statement.institution))
    under = everybody(statement, charters, moment.at) if hands is None else hands
    return Entry(
        id=statement.id,
        institution=statement.institution,
        at=moment.at,
        order=COMING,
        act=statement,
        hands=under,
    )


# ── following it ─────────────────────────────────────────────────────────────


def _followed(coming: Entry, looking: Looking) -> tuple[list[Shift], list[Entry], bool]:
    """
    Everything the act reaches, step by step: from what has changed on to what leans on that.

    Each statement is looked at once, so whatever leans on itself does not go round for ever.
    """
    index = looking.letters.index
    todo: list[tuple[Entry, StatementId | None]] = [(each, None) for each in touched(coming, index)]
    seen, shifts, untouched = {coming.id}, list[Shift](), list[Entry]()
    for entry, through in todo:
        if entry.id in seen:
            continue
        if len(seen) > MOST_LOOKED_AT:
            return shifts, untouched, False
        seen.add(entry.id)
        shift = looking.shift(entry, through)
        changed = shift.before.told != shift.after.told
        if changed:
            shifts.append(shift)
        else:
            untouched.append(entry)
        if changed or passes_on(entry):
            todo += [(each, entry.id) for each in touched(entry, index)]
    return shifts, untouched, True


# ── its end ──────────────────────────────────────────────────────────────────


def _end(coming: Entry, shifts: list[Shift], looking: Looking) -> Instant | None:
    """From when on nothing is otherwise than it would be without the act."""
    if not shifts:
        return None
    for at in sorted(_possible_ends(coming, looking.letters)):
        if not any(_differs(shift.entry, looking, at) for shift in shifts):
            return at
    return None


def _differs(entry: Entry, looking: Looking, at: Instant) -> bool:
    # What is known now about a moment to come: the record as held, with nothing logged in between.
    then = Moment(
        at=at, known=at, seen=dict.fromkeys(looking.moment.seen, at), patience=looking.moment.patience
    )
    without = looking.outlook(entry, looking.letters.index, then)
    return without.told != looking.outlook(entry, looking.record, then).told


def _possible_ends(coming: Entry, letters: Letters) -> Iterator[Instant]:
    """Its own end, and every length of time that some charter gives to what one officer does alone."""
    statement = coming.act
    assert isinstance(statement, Statement)
    if statement.notice is None or statement.notice.verb not in LONE:
        return
    if statement.notice.until is not None and statement.notice.until > coming.at:
        yield statement.notice.until
    lengths = {LAPSE}
    for entry in letters.index.charters(coming.institution):
        if isinstance(entry.act, Charter):
            lengths |= {each.lapses_after for each in entry.act.mandates if each.lapses_after is not None}
    yield from (Instant(coming.at + length) for length in lengths)
