"""Weighing: from a letter's slice of the record to its five answers.  Pure from here on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chancery.check import origin
from chancery.check.answers import Answer, Answers, Authority, Force, Gap, LetterName, Question
from chancery.check.authority import authority
from chancery.check.force import force
from chancery.check.freshness import Doubt, Known
from chancery.check.standing import UNKNOWN_SINCE, standing
from chancery.check.vouching import Pinned
from chancery.check.wording import no_letter, wording
from chancery.record.code import code_of
from chancery.record.entry import Entry
from chancery.record.logic import UNDETERMINED
from chancery.record.reason import Reason
from chancery.record.statement import Instant, Institution, Statement
from chancery.record.words import Words
from chancery.record.world import World

if TYPE_CHECKING:
    from chancery.check.words import WordsFinding

NO_RECORD = "letter.no_record"
RULES = {NO_RECORD: ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Which moment is asked about, and how much of the record was known when it was looked at."""

    at: Instant
    known: Instant
    """Entries logged later than this are not looked at."""
    seen: Mapping[Institution, Instant]
    """Up to when each institution's record is held."""
    patience: int
    """Seconds after which a record that was not seen since is too old to speak of the present."""
    limits: Mapping[Institution, Known] = field(default_factory=dict)
    """What limits those of which more is known than up to when they were seen."""
    pins: Mapping[Institution, Pinned] = field(default_factory=dict)
    """Whose records those are that are followed, and by whose word."""

    def holds(self, entry: Entry) -> bool:
        """
        Whether the entry was on the record at this moment.

        By both clocks: what was logged later than the moment asked about did not exist
        then, however much is known by now.
        """
        return entry.at <= min(self.at, self.known)

    def complete(self) -> frozenset[Institution]:
        """The institutions of which absence says something: seen recently enough to speak of then."""
        asked = min(self.at, self.known)
        return frozenset(
            who
            for who in self.seen
            if asked - self.seen_of(who) <= self.patience and self.doubt_of(who) is None
        )

    def seen_of(self, institution: Institution) -> Instant:
        """Up to when that institution's record was looked at, as far as anybody may rely on it."""
        limit = self.limits.get(institution)
        seen = self.seen.get(institution, Instant(0)) if limit is None else limit.until
        return min(self.known, seen)

    def doubt_of(self, institution: Institution, *, covered: bool = True) -> Doubt | None:
        """What forbids to speak of that record then; *covered*: a quorum vouches for the entry itself."""
        limit = self.limits.get(institution)
        if limit is None:
            return None
        return limit.doubt_at(self.at) or (None if covered else Doubt.NOT_WITNESSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The words that were brought, and how they compare with the letter's."""

    text: str
    finding: WordsFinding | None


def world_of(entries: Iterable[Entry], moment: Moment) -> World:
    """The slice as it was known then, asked about the moment."""
    held = [entry for entry in entries if entry.at <= moment.known]
    return World(held, moment.at, complete=moment.complete())


def weigh(
    letter: Entry,
    entries: Iterable[Entry],
    *,
    moment: Moment,
    home: Institution | None,
    words: Words | None,
    brought: Brought,
    pinned: bool = True,
    place: int | None = None,
) -> Answers:
    """
    The five answers for one letter.

    *home* is the institution whose record is being asked (None: the letter's own);
    *pinned* says whether anything but the record itself vouches for who it belongs to;
    *place* is the letter's index in its log, where not all that is held was witnessed.
    """
    world = world_of(entries, moment)
    return weighed(
        letter, world, moment=moment, home=home, words=words, brought=brought, pinned=pinned, place=place
    )


def weighed(
    letter: Entry,
    world: World,
    *,
    moment: Moment,
    home: Institution | None,
    words: Words | None,
    brought: Brought,
    pinned: bool = True,
    place: int | None = None,
) -> Answers:
    """The same from a world that is at hand: the letter's slice, asked about the moment (`world_of`)."""
    seen = moment.seen_of(letter.institution)
    limit = moment.limits.get(letter.institution)
    doubt = moment.doubt_of(letter.institution, covered=limit is None or limit.covers(place))
    stands = standing(
        world,
        letter.id,
        at=moment.at,
        seen=seen,
        patience=moment.patience,
        doubted=None if doubt is None else (doubt, letter.institution),
    )
    return Answers(
        letter=name_of(letter),
        origin=_origin(letter, home, moment, pinned),
        words=_wording(brought, words, moment.at),
        authority=authority(world, letter.id, moment.at),
        standing=stands,
        force=force(world, letter.id, at=moment.at, seen=seen, unknown=stands.because.rule == UNKNOWN_SINCE),
        record_seen=seen,
        clauses=tuple(quoted.clause for quoted in brought.finding.clauses) if brought.finding else (),
    )


def name_of(entry: Entry) -> LetterName:
    """How a letter is called."""
    reference = entry.act.reference if isinstance(entry.act, Statement) else None
    return LetterName(id=entry.id, institution=entry.institution, code=code_of(entry.id), reference=reference)


def _origin(letter: Entry, home: Institution | None, moment: Moment, pinned: bool) -> Answer:
    if not pinned:
        return origin.not_pinned(letter, moment.at)
    office = letter.act.office if isinstance(letter.act, Statement) else ""
    return origin.issued(letter, office, home, moment.at, moment.pins.get(letter.institution))


def _wording(brought: Brought, words: Words | None, at: Instant) -> Answer:
    text = None
    if brought.finding is not None and words is not None and brought.finding.language is not None:
        text = words.in_language(brought.finding.language)
    registered = "" if text is None else text.text
    return wording(brought.finding, copy=brought.text, registered=registered, at=at)


def no_record(
    origin_answer: Answer, *, moment: Moment, seen: Instant, words: Answer | None = None
) -> Answers:
    """
    The answers when no letter was found.

    They are the same, to the byte, for words that nobody ever wrote and for those of a
    draft that lies on somebody's desk.
    """
    return Answers(
        letter=None,
        origin=origin_answer,
        words=words or no_letter(moment.at),
        authority=_unknown(Question.AUTHORITY, Authority.UNDETERMINED, moment.at),
        standing=_unknown(Question.STANDING, "no public record", moment.at),
        force=_unknown(Question.FORCE, Force.UNDETERMINED, moment.at),
        record_seen=seen,
    )


def _unknown(question: Question, state: str, at: Instant) -> Answer:
    return Answer(
        question=question,
        state=state,
        as_of=at,
        because=Reason(truth=UNDETERMINED, rule=NO_RECORD),
        not_checked=(Gap(what="no_letter"),),
    )
