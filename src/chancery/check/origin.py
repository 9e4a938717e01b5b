"""Origin: did this office issue it?

An issuer's name comes from its charter and domain, never from the document.  That no
record was found says nothing about where a paper comes from.  Of another institution's
record it is told by whose word it is taken for that institution's, or that it is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chancery.check.answers import Answer, Gap, Origin, Question
from chancery.check.vouching import Pinned, Strength
from chancery.record.entry import Entry
from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.reason import Fact, Reason
from chancery.record.statement import Instant, Institution, StatementId

ISSUED = "origin.issued"
NO_RECORD = "origin.no_record"
DISCLAIMED = "origin.disclaimed"
NOT_PINNED = "origin.not_pinned"
VOUCHED = "origin.vouched"

RULES = {
    ISSUED: ("entry", "institution", "office", "at"),
    NO_RECORD: ("institutions",),
    DISCLAIMED: ("by", "institution"),
    NOT_PINNED: ("institution",),
    VOUCHED: ("institution", "source", "by", "since"),
}
"""The rules that this answer names, with the facts each carries."""


def issued(
    entry: Entry, office: str, home: Institution | None, at: Instant, pinned: Pinned | None = None
) -> Answer:
    """
    The letter is on the record of *entry*'s institution, which may be the one asked or another.

    *pinned* is what is known of whose record that is; None where nobody needs to be told.
    """
    here = home is None or entry.institution == home
    facts: Mapping[str, Fact] = {
        "entry": entry.id,
        "institution": entry.institution,
        "office": office,
        "at": entry.at,
    }
    return Answer(
        question=Question.ORIGIN,
        state=Origin.ISSUED_HERE if here else Origin.ISSUED_ELSEWHERE,
        as_of=at,
        because=Reason(truth=YES, rule=ISSUED, facts=facts, because=tuple(_vouched(pinned))),
        not_checked=tuple(_unvouched(pinned)),
    )


def _vouched(pinned: Pinned | None) -> Iterator[Reason]:
    """By whose word the record is taken for that institution's."""
    if pinned is None or pinned.strength is Strength.FIRST_USE:
        return
    most = pinned.strongest
    source = f"{most.strength.value}, signed" if most.signed else most.strength.value
    facts: Mapping[str, Fact] = {
        "institution": pinned.institution,
        "source": source,
        "by": most.by,
        "since": most.since,
    }
    yield Reason(truth=YES, rule=VOUCHED, facts=facts)


def _unvouched(pinned: Pinned | None) -> Iterator[Gap]:
    """That nobody vouches for it, that it is contradicted, and that it was begun anew by nobody's rules."""
    if pinned is None:
        return
    if pinned.strength is Strength.FIRST_USE:
        facts: Mapping[str, Fact] = {"institution": pinned.institution, "since": pinned.since}
        yield Gap(what="vouched_by_nobody", facts=facts)
    if pinned.stopped_by is not None:
        by = pinned.stopped_by.by or pinned.institution
        yield Gap(what="contradicted", facts={"institution": pinned.institution, "by": by})
    if pinned.refounded is not None:
        again = pinned.refounded
        facts = {"institution": pinned.institution, "at": again.at, "signer": again.stated_by}
        yield Gap(what="begun_anew", facts=facts)


def not_pinned(entry: Entry, at: Instant) -> Answer:
    """The file says which institution issued it, and nothing but the file says so."""
    facts: Mapping[str, Fact] = {"institution": entry.institution}
    return Answer(
        question=Question.ORIGIN,
        state=Origin.COULD_NOT_CHECK,
        as_of=at,
        because=Reason(truth=UNDETERMINED, rule=NOT_PINNED, facts=facts),
        not_checked=(Gap(what="first_charter", facts=facts),),
    )


def no_record(
    institutions: frozenset[Institution], at: Instant, unread: tuple[Institution, ...] = ()
) -> Answer:
    """Nothing like it is on the records that were looked at; which were not, is told."""
    not_read = (Gap(what="followed_not_read", facts={"institution": who}) for who in unread)
    looked_at = tuple(sorted(institutions))
    return Answer(
        question=Question.ORIGIN,
        state=Origin.NO_RECORD,
        as_of=at,
        because=Reason(truth=UNDETERMINED, rule=NO_RECORD, facts={"institutions": looked_at}),
        not_checked=(*not_read, Gap(what="other_institutions")),
    )


def disclaimed(by: StatementId, institution: Institution, at: Instant, truth_known: bool) -> Answer:
    """The institution has said of this very thing that it never issued it."""
    return Answer(
        question=Question.ORIGIN,
        state=Origin.DISCLAIMED if truth_known else Origin.COULD_NOT_CHECK,
        as_of=at,
        because=Reason(
            truth=NO if truth_known else UNDETERMINED,
            rule=DISCLAIMED,
            facts={"by": by, "institution": institution},
        ),
    )
