"""Keys in doubt: whether a key was in its holder's own hand when an act was logged.

One person's report casts doubt; a confirmation at full threshold takes the hand away.
Both reach only acts logged at or after the moment they name: an earlier act was there
before the theft, and log time proves it.
"""

from __future__ import annotations

from typing import TypeVar

from chancery.record.entry import Entry, notice_of
from chancery.record.logic import UNDETERMINED, Truth, every, some
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight
from chancery.record.statement import KeyName, Notice, Verb

A = TypeVar("A")


def key_good(sight: Sight[A], entry: Entry, key: KeyName) -> A:
    """Whether the key was its holder's alone when *entry* was logged, by all that is known of it now."""
    notices = [(other, notice_of(other)) for other in sight.shelf.key_notices(entry.institution, key)]
    confirmations = [other for other, notice in notices if notice.verb is Verb.CONFIRM_COMPROMISE]
    doubts = [
        _not_in_doubt(sight, other, notice, key, confirmations)
        for other, notice in notices
        if other.id != entry.id and (notice.since is None or notice.since <= entry.at)
    ]
    return sight.tell.every(doubts, Ground.KEY_GOOD, key)


def _not_in_doubt(
    sight: Sight[A], entry: Entry, notice: Notice, key: KeyName, confirmations: list[Entry]
) -> A:
    """Whether this one notice leaves the key alone."""
    effective = _effective(sight, entry)
    if notice.verb is Verb.CONFIRM_COMPROMISE:
        return sight.tell.leaf(~effective, Ground.KEY_NOT_COMPROMISED, key, entry.id)
    # Once a confirmation has followed, the doubt of a lone report no longer lapses.
    followed = some(_effective(sight, other) for other in confirmations if other.order > entry.order)
    lasting = some((sight.now((Ask.RUNNING, entry.id, None)), followed))
    # A report never says that the key *is* lost: at its worst it leaves the question open.
    doubt = max(UNDETERMINED, ~every((effective, lasting)))
    return sight.tell.leaf(doubt, Ground.KEY_NOT_REPORTED, key, entry.id)


def _effective(sight: Sight[A], entry: Entry) -> Truth:
    return sight.now((Ask.EFFECTIVE, entry.id, None))
