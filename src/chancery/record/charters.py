"""Which charter counts, and which was in force: a chain in which each version vouches for the next.

A new version is signed by a threshold of the old root and of its own, and bears the next
number (The Update Framework, specification 5.3).  The first charter is where trust
begins; it can only be shown as such.
"""

from __future__ import annotations

from typing import TypeVar

from chancery.record.charter import Charter
from chancery.record.entry import Entry, charter_of
from chancery.record.keys_in_doubt import key_good
from chancery.record.logic import NO, YES, Truth, known
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight

A = TypeVar("A")


def counts(sight: Sight[A], entry: Entry) -> A:
    """Whether the charter was properly made: by its own institution, its root, and the one before it."""
    charter, tell = charter_of(entry), sight.tell
    earlier = [other for other in sight.shelf.charters(entry.institution) if other.order < entry.order]
    parts = [
        tell.leaf(known(charter.institution == entry.institution), Ground.CHARTER_AT_HOME, entry.institution),
        _approved(sight, entry, entry, Ground.CHARTER_OWN_ROOT),
    ]
    if charter.version == 1:
        parts.append(tell.leaf(known(not earlier), Ground.CHARTER_IS_FIRST, entry.institution))
    else:
        parts.append(_succeeds(sight, entry, charter, earlier))
        parts += _rivals(sight, charter, earlier)
    return tell.every(parts, Ground.CHARTER, entry.id, charter.version)


def in_charge(sight: Sight[A], entry: Entry) -> list[tuple[Entry, Truth]]:
    """The charters that were, or may have been, in force when *entry* was logged; newest first."""
    found = []
    none_later = YES
    for charter in reversed(sight.shelf.charters(entry.institution)):
        if charter.order < entry.order:
            counted = sight.now((Ask.COUNTS, charter.id, None))
            if (truth := min(counted, none_later)) is not NO:
                found.append((charter, truth))
            none_later = min(none_later, ~counted)
    return found


def _succeeds(sight: Sight[A], entry: Entry, charter: Charter, earlier: list[Entry]) -> A:
    """Whether a charter that counts, numbered just below, gave its root's approval."""
    before = [other for other in earlier if charter_of(other).version == charter.version - 1]
    return sight.tell.some(
        [_handed_over(sight, entry, other) for other in before], Ground.CHARTER_SUCCEEDS, charter.version
    )


def _handed_over(sight: Sight[A], entry: Entry, previous: Entry) -> A:
    held = sight.now((Ask.COUNTS, previous.id, None))
    return sight.tell.every(
        [
            sight.tell.leaf(held, Ground.CHARTER_PREVIOUS_COUNTS, previous.id),
            _approved(sight, entry, previous, Ground.CHARTER_PREVIOUS_ROOT, previous.id),
        ],
        Ground.CHARTER_PREVIOUS,
        previous.id,
    )


def _rivals(sight: Sight[A], charter: Charter, earlier: list[Entry]) -> list[A]:
    """Of two charters with one number, the first that counts has the number."""
    return [
        sight.tell.leaf(
            ~sight.now((Ask.COUNTS, other.id, None)), Ground.CHARTER_NO_RIVAL, other.id, charter.version
        )
        for other in earlier
        if charter_of(other).version == charter.version
    ]


def _approved(sight: Sight[A], entry: Entry, by: Entry, ground: Ground, *facts: str) -> A:
    """Whether enough different holders of the root of the charter *by* put their hands under *entry*."""
    root = charter_of(by).root
    people: dict[str, list[A]] = {}
    for hand in entry.hands:
        if root.keys.get(hand.key) == hand.person and sight.powers[by.id].owns(hand):
            people.setdefault(hand.person, []).append(key_good(sight, entry, hand.key))
    given = [sight.tell.some(keys, Ground.PERSON, person) for person, keys in people.items()]
    return sight.tell.enough(root.threshold, given, ground, *facts)
