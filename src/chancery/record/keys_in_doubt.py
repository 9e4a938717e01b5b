"""Keys in doubt: whether a key was in its holder's own hand when an act was logged.

One person's report casts doubt; a confirmation at full threshold takes the hand away.
Both reach only acts logged at or after the moment they name: an earlier act was there
before the theft, and log time proves it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from chancery.record.entry import Entry, notice_of
from chancery.record.logic import UNDETERMINED, Truth, every, some
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight
from chancery.record.statement import Institution, KeyName, Notice, Verb

A = TypeVar("A")


def key_good(sight: Sight[A], entry: Entry, key: KeyName) -> A:
    """Whether the key was its holder's alone when *entry* was logged, by all that is known of it now."""
    doubts = [
        _not_in_doubt(sight, other, notice, key)
        for other, notice in _notices(sight, entry.institution, key)
        if other.id != entry.id and (notice.since is None or notice.since <= entry.at)
    ]
    return sight.tell.every(doubts, Ground.KEY_GOOD, key)


def _notices(sight: Sight[A], institution: Institution, key: KeyName) -> Iterator[tuple[Entry, Notice]]:
    for entry in sight.shelf.key_notices(institution, key):
        yield entry, notice_of(entry)


def _not_in_doubt(sight: Sight[A], entry: Entry, notice: Notice, key: KeyName) -> A:
    """Whether this one notice leaves the key alone."""
    effective = sight.now((Ask.EFFECTIVE, entry.id, None))
    if notice.verb is Verb.CONFIRM_COMPROMISE:
        return sight.tell.leaf(~effective, Ground.KEY_NOT_COMPROMISED, key, entry.id)
    lasting = some((sight.now((Ask.RUNNING, entry.id, None)), _confirmed_after(sight, entry, key)))
    # A report never says that the key *is* lost: at its worst it leaves the question open.
    doubt = max(UNDETERMINED, ~every((effective, lasting)))
    return sight.tell.leaf(doubt, Ground.KEY_NOT_REPORTED, key, entry.id)


def _confirmed_after(sight: Sight[A], report: Entry, key: KeyName) -> Truth:
    """Whether a confirmation followed the report; then its doubt does not lapse."""
    return some(
        sight.now((Ask.EFFECTIVE, entry.id, None))
        for entry, notice in _notices(sight, report.institution, key)
        if notice.verb is Verb.CONFIRM_COMPROMISE and entry.order > report.order
    )
