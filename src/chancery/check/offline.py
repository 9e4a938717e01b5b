"""An evidence file weighed with nothing but itself: the same five answers, by the same rules.

Two things no file can say of itself are told with every answer that hangs on them: whether
its first charter is really the institution's (unless its fingerprint is known from
elsewhere), and whether its maker left something out.  Where a register's own state head is
in the file, the second is known up to the moment of that head.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from chancery.check import origin
from chancery.check.answers import Answer, Answers, Gap
from chancery.check.beforehand import NOTHING, Beforehand
from chancery.check.completeness import Whole, whole
from chancery.check.freshness import Doubt, Known
from chancery.check.vouching import Pinned
from chancery.check.weigh import Brought, Moment, no_record, weigh
from chancery.check.wording import as_registered
from chancery.errors import Untrusted
from chancery.record.bears_on import asks_elsewhere
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution
from chancery.seal.evidence import CheckedEvidence, Shown

WEEK = 7 * 86_400
"""Seconds after which a file is too old to speak of the present."""

LEFT_OUT = "left_out_of_the_file"
AFTER_STATE = "left_out_after_state"
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
    complete = _complete(evidence)
    limits = {
        who: _limit(
            beforehand.known(who, shown, evidence.entries, at=at, now=at if now is None else now),
            shown,
            complete[who],
        )
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
        authority=_with(answers.authority, (_left_out(evidence, complete), *others)),
        standing=_with(answers.standing, (_left_out(evidence, complete, of=letter.institution),)),
        force=_with(answers.force, (_left_out(evidence, complete), *others)),
    )


def _complete(evidence: CheckedEvidence) -> Mapping[Institution, Whole]:
    """Of each register in the file, whether its own state head finds all that bears on the letter."""
    return {
        who: whole(who, shown.stated, evidence.entries, evidence.positions, letter=evidence.statement)
        for who, shown in evidence.shown.items()
    }


def _limit(known: Known, shown: Shown, complete: Whole) -> Known:
    """A file from which something was taken out says nothing of the present, however young it is."""
    expires = known.expires if shown.stated is None else shown.stated.head.expires
    doubt = known.doubt or (Doubt.LEFT_OUT if complete is Whole.NO else None)
    return replace(known, expires=expires, doubt=doubt)


def _left_out(
    evidence: CheckedEvidence, complete: Mapping[Institution, Whole], *, of: Institution | None = None
) -> Gap:
    """
    What may be missing: anything, or only what came after the registers stated what was newest.

    *of*: it hangs on that register alone; None: on all in the file, and on those it asks beside them.
    """
    heads = [shown.stated for who, shown in evidence.shown.items() if of in (None, who)]
    proven = all(complete[who] is Whole.YES for who in evidence.shown if of in (None, who))
    if not proven or (of is None and asks_elsewhere(evidence.entries, frozenset(evidence.shown))):
        return Gap(what=LEFT_OUT)
    return Gap(what=AFTER_STATE, facts={"seen": min(head.at for head in heads if head is not None)})


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
