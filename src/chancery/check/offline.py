"""An evidence file weighed with nothing but itself: the same five answers, by the same rules.

Two things no file can say of itself are told with every answer that hangs on them: whether
its first charter is really the institution's (unless its fingerprint is known from
elsewhere), and whether its maker left something out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from chancery.check import origin
from chancery.check.answers import Answer, Answers, Gap
from chancery.check.beforehand import NOTHING, Beforehand
from chancery.check.vouching import Pinned
from chancery.check.weigh import Brought, Moment, no_record, weigh
from chancery.check.wording import as_registered
from chancery.errors import Untrusted
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution
from chancery.seal.evidence import CheckedEvidence

WEEK = 7 * 86_400
"""Seconds after which a file is too old to speak of the present."""

LEFT_OUT = "left_out_of_the_file"
FIRST_CHARTER = "first_charter"

Pins = Mapping[Institution, bytes]
"""What is known of institutions from elsewhere: the fingerprint of each one's first charter."""


def weigh_evidence(
    evidence: CheckedEvidence,
    *,
    at: Instant,
    as_known_at: Instant | None = None,
    pins: Pins,
    patience: int = WEEK,
    brought: Brought | None = None,
    now: Instant | None = None,
    beforehand: Beforehand = NOTHING,
    known_as: Mapping[Institution, Pinned] = MappingProxyType({}),
) -> Answers:
    """
    The five answers for the letter that the file is about.

    *at* is the moment asked about; nothing is claimed later than the file's checkpoint, and
    nothing that lies ahead of the clock, which shows *now* (None: *at*), counts at all.
    *brought* are the words on a paper that carried the file (None: the file came alone,
    and its words are the registered ones).  *known_as* says by whose word a pin was set.
    Raises `Untrusted` if a first charter is another than the one that was pinned.
    """
    unpinned = _unpinned(evidence, pins)
    letter, words = _letter(evidence), evidence.words.get(evidence.statement)
    limits = {
        who: beforehand.known(who, shown, evidence.entries, at=at, now=at if now is None else now)
        for who, shown in evidence.shown.items()
    }
    moment = Moment(
        at=at,
        known=at if as_known_at is None else as_known_at,
        seen={who: limit.until for who, limit in limits.items()},
        patience=patience,
        limits=limits,
        pins=known_as,
    )
    if not moment.holds(letter):
        return _nothing(letter, moment)
    answers = weigh(
        letter,
        evidence.entries,
        moment=moment,
        home=None,
        words=words,
        brought=brought or Brought(text="", finding=None),
        pinned=letter.institution not in unpinned,
    )
    others = tuple(_unknown(who) for who in unpinned if who != letter.institution)
    return replace(
        answers,
        words=answers.words if words is None or brought else as_registered(words.authoritative.clauses, at),
        # A later charter, or the report of a stolen key, may be what its maker left out.
        authority=_with(answers.authority, (Gap(what=LEFT_OUT), *others)),
        standing=_with(answers.standing, (Gap(what=LEFT_OUT),)),
        force=_with(answers.force, (Gap(what=LEFT_OUT), *others)),
    )


def _nothing(letter: Entry, moment: Moment) -> Answers:
    """At that moment the letter was not on the record yet."""
    return no_record(
        origin.no_record(frozenset(moment.seen), moment.at),
        moment=moment,
        seen=moment.seen_of(letter.institution),
    )


def _unpinned(evidence: CheckedEvidence, pins: Pins) -> tuple[Institution, ...]:
    """The institutions that only the file itself vouches for."""
    for who, shown in evidence.shown.items():
        if who in pins and pins[who] != shown.first_charter:
            raise Untrusted(f"The first charter of {who} in this file is not the one that was pinned.")
    return tuple(who for who in evidence.shown if who not in pins)


def _letter(evidence: CheckedEvidence) -> Entry:
    return next(entry for entry in evidence.entries if entry.id == evidence.statement)


def _unknown(who: Institution) -> Gap:
    return Gap(what=FIRST_CHARTER, facts={"institution": who})


def _with(answer: Answer, gaps: tuple[Gap, ...]) -> Answer:
    return replace(answer, not_checked=(*answer.not_checked, *gaps))
