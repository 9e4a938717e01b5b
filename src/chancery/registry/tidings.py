"""What is new for those who must know: whose standing or force changed, from what to what, by which act.

It follows from the record alone.  What was known before is everything but a stretch of
fresh entries; the stretch is laid on entry by entry, and after each one whatever it may
have moved is compared with itself: the letters it names, what those bear on in turn, and
everything that leans on one of them.  Time moves letters too.  An entry's `appointments`
are the moments at which that may happen; the courier keeps them and asks again when one
has come, so that no hold ends and no letter expires untold.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.record.charter import Charter
from chancery.record.entry import Entry
from chancery.record.force import Effect
from chancery.record.holds import LAPSE
from chancery.record.logic import Truth
from chancery.record.slice import bearing_on, oldest_first
from chancery.record.standing import spell
from chancery.record.statement import (
    COMPROMISE,
    LAST_INSTANT,
    DateReached,
    Instant,
    Institution,
    Notice,
    Relation,
    Statement,
    StatementId,
    Verb,
)
from chancery.record.world import World
from chancery.registry.leaning import dependants
from chancery.registry.ports import Index

MOST_SIGNED = 100_000
"""Letters that are looked at again after one report about a key."""

REPLIES = frozenset({Relation.ANSWERS, Relation.REFUSES_ANSWER})


@unique
class What(StrEnum):
    """A kind of tiding."""

    RELEASED = "released"
    CHANGED = "changed"
    REPLIED = "replied"
    """A statement says that it answers a question, or refuses to."""
    ACKNOWLEDGED = "acknowledged"
    """A statement says that it acknowledges a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How a letter stands, whether it was authorised, and what it does, clause by clause."""

    standing: str
    """In the words of the answers."""
    authorised: Truth
    effect: Effect
    binding: tuple[Truth, ...]
    """For each clause, whether it is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiding:
    """One thing that somebody may have to be told."""

    what: What
    about: StatementId
    """The letter; of a reply, the question."""
    institution: Institution
    """Whose act it was; of a change by time alone, whose letter it is."""
    at: Instant
    by: StatementId | None
    """The act that did it; None: time did."""
    before: Place | None = None
    after: Place | None = None
    """None for a question, which has no standing."""
    through: StatementId | None = None
    """What it leans on, if it was moved only by the fall or rise of that."""
    refuses: bool = False
    """Of a reply: whether it refuses to answer."""

    @property
    def key(self) -> str:
        """The same for the same tiding, however often it is worked out."""
        return f"{self.what}/{self.about}/{self.by or self.at}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """How a record is looked at for tidings: in which index, at which moment, held in full of whom."""

    index: Index
    at: Instant
    complete: frozenset[Institution] | None = None
    """None: of everybody."""


def tidings(fresh: Sequence[Entry], glance: Glance, *, unheard: Iterable[Entry] = ()) -> Iterator[Tiding]:
    """
    What the *fresh* entries brought, one after the other, with everything after them unheard of.

    *unheard* are entries that the index holds and that are not to be told yet.
    """
    waiting = {entry.id for entry in (*fresh, *unheard)}
    for entry in fresh:
        before, waiting = frozenset(waiting), waiting - {entry.id}
        if isinstance(entry.act, Statement):
            yield from _brought(entry, entry.act, glance, before, frozenset(waiting))


def lapsed(due: Entry, at: Instant, glance: Glance, *, unheard: Iterable[Entry] = ()) -> Iterator[Tiding]:
    """What became of the letters that *due* bears on when the moment *at* came, by time alone."""
    without = frozenset(entry.id for entry in unheard)
    before = _Eye(glance=glance, without=without, at=Instant(at - 1))
    after = _Eye(glance=glance, without=without, at=at)
    for moved in _moved(due, before, after):
        yield Tiding(
            what=What.CHANGED,
            about=moved.entry.id,
            institution=moved.entry.institution,
            at=at,
            by=None,
            before=moved.before,
            after=moved.after,
            through=moved.through,
        )


def appointments(entry: Entry, index: Index) -> tuple[Instant, ...]:
    """The moments at which time alone may change what *entry* does, soonest first."""
    found = {at for at in _appointments(entry, index) if entry.at < at <= LAST_INSTANT}
    return tuple(sorted(found))


# ── what an entry brings ─────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Eye:
    """Somebody who has not heard of some entries, looking at a moment."""

    glance: Glance
    without: frozenset[StatementId]
    at: Instant

    def place(self, entry: Entry, bearing: Iterable[Entry]) -> Place | None:
        """Where the letter stands for them; None if they have not heard of it."""
        if entry.id in self.without:
            return None
        held = [other for other in bearing if other.id not in self.without]
        world = World(held, self.at, complete=self.glance.complete)
        forces = world.force(entry.id)
        return Place(
            standing=spell(world.standing(entry.id)),
            authorised=world.authorised(entry.id).truth,
            effect=forces.effect,
            binding=tuple(reason.truth for reason in forces.clauses.values()),
        )


def _brought(
    entry: Entry,
    statement: Statement,
    glance: Glance,
    unheard_before: frozenset[StatementId],
    unheard_after: frozenset[StatementId],
) -> Iterator[Tiding]:
    before = _Eye(glance=glance, without=unheard_before, at=glance.at)
    after = _Eye(glance=glance, without=unheard_after, at=glance.at)
    for moved in _moved(entry, before, after):
        yield Tiding(
            what=What.CHANGED if moved.before else What.RELEASED,
            about=moved.entry.id,
            institution=entry.institution,
            at=entry.at,
            by=entry.id,
            before=moved.before,
            after=moved.after,
            through=moved.through,
        )
    yield from _links(entry, statement)


def _links(entry: Entry, statement: Statement) -> Iterator[Tiding]:
    for link in dict.fromkeys(statement.links):
        if link.relation in REPLIES or link.relation is Relation.ACKNOWLEDGES:
            yield Tiding(
                what=What.REPLIED if link.relation in REPLIES else What.ACKNOWLEDGED,
                about=link.to,
                institution=entry.institution,
                at=entry.at,
                by=entry.id,
                refuses=link.relation is Relation.REFUSES_ANSWER,
            )


# ── what it may have moved ───────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """A letter that stands or does otherwise than before, and what it leans on if that moved it."""

    entry: Entry
    before: Place | None
    after: Place | None
    through: StatementId | None


def _moved(entry: Entry, before: _Eye, after: _Eye) -> Iterator[_Moved]:
    """
    Every letter that *entry* has moved, itself included; the nearest first.

    What leans on a letter that did not move has not moved by it either.  A notice passes
    the movement on to whatever it is aimed at, though nothing may be seen of it on itself.
    """
    index = after.glance.index
    todo: deque[tuple[Entry, StatementId | None]] = deque([(entry, None)])
    seen: set[StatementId] = set()
    while todo:
        each, through = todo.popleft()
        if each.id in seen or not isinstance(each.act, Statement):
            continue
        seen.add(each.id)
        bearing = bearing_on(each.id, index)
        was, now = before.place(each, bearing), after.place(each, bearing)
        if was != now:
            yield _Moved(entry=each, before=was, after=now, through=through)
        if each.id == entry.id or each.act.notice is not None:
            todo += [(named, None) for named in _named(each, each.act, index)]
        if each.id == entry.id or was != now:
            todo += [(leaning, each.id) for leaning in dependants(each, index)]


def _named(entry: Entry, statement: Statement, index: Index) -> Iterator[Entry]:
    """The letters that an act is aimed at: a notice's targets, what it replaces, what a key signed."""
    targets = statement.notice.targets if statement.notice is not None else ()
    for id in dict.fromkeys([*(target.statement for target in targets), *statement.supersedes]):
        if (named := index.entry(id)) is not None:
            yield named
    if statement.notice is not None and statement.notice.verb in COMPROMISE:
        yield from _signed(entry, statement.notice, index)


def _signed(entry: Entry, notice: Notice, index: Index) -> Sequence[Entry]:
    if notice.key is None:
        return ()
    since = Instant(0) if notice.since is None else notice.since
    signed = index.signed_with(entry.institution, notice.key, since, MOST_SIGNED)
    return sorted(signed, key=oldest_first)


# ── time ─────────────────────────────────────────────────────────────────────


def _appointments(entry: Entry, index: Index) -> Iterator[Instant]:
    match entry.act:
        case Statement():
            yield from _dates(entry.act)
            if entry.act.notice is not None and entry.act.notice.verb in _MAY_LAPSE:
                yield from _lapses(entry, entry.act.notice, index)
        case _:
            return  # of a charter, and of what the register itself did, time makes nothing else


_MAY_LAPSE = frozenset({Verb.SUSPEND, Verb.REPORT_COMPROMISE})


def _dates(statement: Statement) -> Iterator[Instant]:
    for at in (statement.effective, statement.expires):
        if at is not None:
            yield at
    for clause in statement.clauses:
        yield from (each.at for each in clause.conditions if isinstance(each, DateReached))


def _lapses(entry: Entry, notice: Notice, index: Index) -> Iterator[Instant]:
    """Its own end, and every length of time that some charter of its institution gives a lone act."""
    if notice.until is not None:
        yield notice.until
    lengths = {LAPSE}
    for charter in index.charters(entry.institution):
        assert isinstance(charter.act, Charter)
        lengths |= {each.lapses_after for each in charter.act.mandates if each.lapses_after is not None}
    yield from (Instant(entry.at + length) for length in lengths)
