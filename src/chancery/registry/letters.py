"""A letter as readers see it: its words, its five answers at any moment, its life."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from chancery.check.answers import Answers, LetterName
from chancery.check.copy import Event, Happening, Letter
from chancery.check.vouching import Pinned
from chancery.check.weigh import Brought, Moment, name_of, weigh, weighed, world_of
from chancery.check.words import ReadingsOf, readings
from chancery.record.charter import Charter
from chancery.record.entry import Entry, OnRecord, notice_of
from chancery.record.holds import LAPSE
from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.premises import NOT_ON_RECORD
from chancery.record.slice import bearing_on, bearing_on_any
from chancery.record.standing import Bearing, Standing, Status, spell
from chancery.record.statement import Instant, Institution, Statement, StatementId
from chancery.record.words import Words
from chancery.record.world import World
from chancery.registry.how_far import HowFar, Vouching, nobody
from chancery.registry.ports import Clock, Head, Index

WordsOf = Callable[[OnRecord], Words | None]
Worlds = Callable[[Instant], World]
"""One slice of the record, to be asked about any moment."""

HOUR = 3_600
TRUTH = {YES: "yes", NO: "no", UNDETERMINED: "undetermined"}
NOTHING_BROUGHT = Brought(text="", finding=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The letters of one institution's index, told as of a moment."""

    home: Institution
    index: Index
    words_of: WordsOf
    clock: Clock
    readings_of: ReadingsOf = readings
    patience: int = HOUR
    followed: Mapping[Institution, Pinned] = field(default_factory=dict)
    """Whose records are to be held here besides, whether or not they could be read yet, and what is
    known of whose they are."""
    vouching: Vouching = nobody
    newest: Callable[[], Head | None] = lambda: None
    """What our own log last signed."""
    how_far: HowFar = field(init=False)

    def __post_init__(self) -> None:
        how_far = HowFar(home=self.home, index=self.index, vouching=self.vouching, newest=self.newest)
        object.__setattr__(self, "how_far", how_far)

    def moment(self, at: Instant | None, known: Instant | None) -> Moment:
        """The moment asked about: now unless said, as it was known then unless said."""
        now = self.clock()
        asked, limits = now if at is None else at, self.how_far.known(now)
        return Moment(
            at=asked,
            known=asked if known is None else known,
            # Our own record is always seen up to now; others' up to when they were last followed.
            seen={**{who: each.seen for who, each in limits.items()}, self.home: now},
            patience=self.patience,
            limits=limits,
            pins=self.followed,
        )

    def place(self, entry: Entry, moment: Moment) -> int | None:
        """The index of an entry in its log, where not all that is held of it was witnessed."""
        limit = moment.limits.get(entry.institution)
        position = None if limit is None or limit.size is None else self.index.position(entry.id)
        return None if position is None else position[1]

    def unread(self) -> tuple[Institution, ...]:
        """The institutions that are followed and could not be read yet."""
        return tuple(sorted(self.followed.keys() - self.index.institutions()))

    def answers(self, entry: Entry, moment: Moment, brought: Brought = NOTHING_BROUGHT) -> Answers:
        """The five answers for a letter on the record."""
        return weigh(
            entry,
            bearing_on(entry.id, self.index),
            moment=moment,
            home=self.home,
            words=self.words_of(entry.act),
            brought=brought,
            place=self.place(entry, moment),
        )

    def letter(self, id: StatementId, *, at: Instant | None, as_known_at: Instant | None) -> Letter | None:
        """A letter with its answers and its life; None if it was not on the record then."""
        moment = self.moment(at, as_known_at)
        entry = self.entry(id, moment)
        if entry is None or not isinstance(entry.act, Statement):
            return None
        position, words = self.index.position(id), self.words_of(entry.act)
        slice = bearing_on(id, self.index)
        world = world_of(slice, moment)
        return Letter(
            name=name_of(entry),
            entry=entry,
            index=-1 if position is None else position[1],
            words=words,
            answers=weighed(
                entry,
                world,
                moment=moment,
                home=self.home,
                words=words,
                brought=NOTHING_BROUGHT,
                place=self.place(entry, moment),
            ),
            life=_life(entry, slice, moment),
            relied_on=tuple(self._relied_on(entry, world)),
        )

    def standing(self, id: StatementId) -> Standing:
        """Where a statement stands now."""
        return self.standings((id,))[id]

    def standings(self, ids: Iterable[StatementId]) -> Mapping[StatementId, Standing]:
        """Where each of these stands now, from one slice and in one world, however many they are."""
        asked = tuple(dict.fromkeys(ids))
        slice = bearing_on_any(self.index.entries(asked), self.index)
        world = world_of(slice, self.moment(None, None))
        return {id: world.standing(id) for id in asked}

    def entries(self, ids: Iterable[StatementId]) -> tuple[Entry, ...]:
        """Those that are on the record now, in this order, with nothing opened and nothing weighed."""
        now = self.clock()
        return tuple(entry for entry in self.index.entries(ids) if entry.at <= now)

    def entry(self, id: StatementId, moment: Moment) -> Entry | None:
        """The entry of that id, if it had been logged by then: before that there is nothing to ask about."""
        entry = self.index.entry(id)
        return entry if entry is not None and moment.holds(entry) else None

    def name_of(self, id: StatementId) -> LetterName | None:
        """How a letter is called; None if it is not on the record."""
        entry = self.index.entry(id)
        return None if entry is None else name_of(entry)

    def _relied_on(self, entry: Entry, world: World) -> Iterator[tuple[StatementId, Institution | None, str]]:
        for flag in world.premises(entry.id):
            held = self.index.entry(flag.premise.statement)
            state = "not on record" if flag.truth is NOT_ON_RECORD else TRUTH[flag.truth]
            yield flag.premise.statement, None if held is None else held.institution, state


def _life(entry: Entry, slice: Sequence[Entry], moment: Moment) -> tuple[Event, ...]:
    """What happened to a letter until the moment, each with the standing from then on."""
    held = [other for other in slice if other.at <= moment.known]
    # Much may have happened in one second, and ends of holds are looked at from both sides.
    worlds: Worlds = cache(lambda at: World(held, at))
    happened = sorted(
        (event for event in _happenings(entry, held, worlds) if event.at <= moment.at),
        key=lambda event: event.at,
    )
    return tuple(_with_standing(entry, event, worlds(event.at)) for event in happened)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happened:
    at: Instant
    happening: Happening
    by: Entry | None = None


def _happenings(letter: Entry, held: Sequence[Entry], worlds: Worlds) -> Iterator[_Happened]:
    statement = letter.act
    assert isinstance(statement, Statement)
    yield _Happened(at=letter.at, happening=Happening.RELEASED)
    if statement.effective is not None and statement.effective != letter.at:
        yield _Happened(at=statement.effective, happening=Happening.EFFECTIVE)
    if statement.expires is not None:
        yield _Happened(at=statement.expires, happening=Happening.EXPIRED)
    reached = {letter.id}
    for other in held:
        if other.order > letter.order and _concerns(other, reached):
            reached.add(other.id)
            yield _Happened(at=other.at, happening=Happening.NOTICE, by=other)
            yield from _end_of_hold(letter, other, held, worlds)


def _end_of_hold(letter: Entry, hold: Entry, held: Sequence[Entry], worlds: Worlds) -> Iterator[_Happened]:
    """When a hold ended by itself: at its own time, or because one officer alone had put it there."""
    begun = _bearing(letter, hold, worlds(hold.at))
    if begun is None or begun.status is not Status.SUSPENDED or begun.truth is NO:
        return
    for end in sorted(_possible_ends(hold, held)):
        before, after = (_bearing(letter, hold, worlds(Instant(at))) for at in (end - 1, end))
        if before is not None and after is not None and before.truth is not NO and after.truth is NO:
            yield _Happened(at=Instant(end), happening=Happening.HOLD_ENDED, by=hold)


def _bearing(letter: Entry, notice: Entry, world: World) -> Bearing | None:
    standing = world.standing(letter.id)
    return next((bearing for bearing in standing.notices if bearing.by == notice.id), None)


def _possible_ends(hold: Entry, held: Sequence[Entry]) -> set[int]:
    """Its own end, and every length of time that some charter gives to a lone hold."""
    notice = notice_of(hold)
    lengths = {LAPSE}
    for entry in held:
        if isinstance(entry.act, Charter):
            lengths |= {each.lapses_after for each in entry.act.mandates if each.lapses_after is not None}
    own = set() if notice.until is None else {notice.until}
    return own | {hold.at + length for length in lengths}


def _concerns(other: Entry, reached: set[StatementId]) -> bool:
    """Whether a later entry acts on the letter, or on a notice that does."""
    if not isinstance(other.act, Statement):
        return False
    notice = other.act.notice
    on = {target.statement for target in notice.targets} if notice is not None else set()
    return bool(reached & (on | set(other.act.supersedes)))


def _with_standing(letter: Entry, happened: _Happened, world: World) -> Event:
    by = happened.by
    act = by.act if by is not None and isinstance(by.act, Statement) else None
    return Event(
        at=happened.at,
        happening=happened.happening,
        standing=spell(world.standing(letter.id)),
        by=None if by is None else by.id,
        verb=act.notice.verb if act is not None and act.notice is not None else None,
        office=None if act is None else act.office,
        had_effect=TRUTH[world.authorised(by.id).truth] if by is not None else "yes",
    )
