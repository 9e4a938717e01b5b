"""Which charter counts, and which was in force: a chain in which each version vouches for the next.

A new version is signed by a threshold of the old root and of its own, and bears the next
number (The Update Framework, specification 5.3).  The first charter is where trust
begins; it can only be shown as such.

A change of the root may have to wait: it is on the record, and everybody sees it, but the
charter before it stays in charge until the delay which that one asks for has passed.  So
whoever was robbed of a root still holds the offices that can say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from chancery.record.charter import Charter, Root
from chancery.record.entry import Entry, charter_of
from chancery.record.keys_in_doubt import key_good
from chancery.record.logic import NO, YES, Truth, every, known, some
from chancery.record.rules import Ground
from chancery.record.sight import Ask, Sight
from chancery.record.statement import Instant, KeyName, StatementId

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
            ruled = min(sight.now((Ask.COUNTS, charter.id, None)), begun(sight, charter, entry.at))
            if (truth := min(ruled, none_later)) is not NO:
                found.append((charter, truth))
            none_later = min(none_later, ~ruled)
    return found


def begun(sight: Sight[A], entry: Entry, at: Instant) -> Truth:
    """Whether a charter had waited long enough at that moment, and the one it follows had as well."""
    charters = [other for other in sight.shelf.charters(entry.institution) if other.order < entry.order]
    before = [other for other in charters if charter_of(other).version == charter_of(entry).version - 1]
    if not before or not any(charter_of(other).root.delay for other in charters):
        return YES
    return some(every(_follows(sight, entry, other, at)) for other in before)


def _follows(sight: Sight[A], entry: Entry, before: Entry, at: Instant) -> Iterator[Truth]:
    yield sight.now((Ask.COUNTS, before.id, None))
    yield known(at >= after_the_wait(before, entry))
    # Else a third charter, with the root of the second, would end the second's wait.
    yield begun(sight, before, at)


def after_the_wait(before: Entry, entry: Entry) -> Instant:
    """When *entry* may take charge after *before*: at once, unless it changes the root."""
    if _root_of(before) == _root_of(entry):
        return entry.at
    return Instant(entry.at + (charter_of(before).root.delay or 0))


def taking_charge(charters: Iterable[Entry]) -> Mapping[StatementId, Instant]:
    """
    From when on each of an institution's charters is in charge, if it counts and until the next.

    For readers; whether it counts is the world's to say.
    """
    found: dict[StatementId, Instant] = {}
    newest: dict[int, Entry] = {}
    for entry in sorted(charters, key=lambda entry: entry.order):
        before = newest.get(charter_of(entry).version - 1)
        start = entry.at if before is None else max(found[before.id], after_the_wait(before, entry))
        found[entry.id] = start
        newest.setdefault(charter_of(entry).version, entry)
    return found


def _root_of(entry: Entry) -> tuple[Root, Mapping[KeyName, str | None]]:
    """The root with the public parts of its keys: another key under an old name is another root."""
    charter = charter_of(entry)
    return charter.root, {key: charter.keys.get(key) for key in charter.root.keys}


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
