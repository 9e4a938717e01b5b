"""The words of each letter in the database, numbered as they were filed, each row tied to those before.

Words are 32-bit numbers, written least octet first; `NO_WORD` ends each text.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from sys import byteorder
from typing import Any

from django.db import connections

from chancery.check.word_numbers import NO_WORD
from chancery.errors import Unavailable
from chancery.record.statement import StatementId
from chancery.store import filing
from chancery.store.filing import digest
from chancery.store.models import FollowedLog, ShelvedLetter
from chancery.store.rows import insert, numbers, printable
from chancery.store.shelf.place import EMPTY, Place

Texts = Sequence[Sequence[int]]

AT_ONCE = 1_000
"""Letters that are written, or read, in one query."""

OCTETS = 4
"""A word takes so many."""


@dataclass(frozen=True, slots=True)
class Row:
    """One filing of a letter."""

    place: Place
    words: bytes


def write(using: str, letters: Iterable[tuple[StatementId, Texts]]) -> Place:
    """File *letters* after those that are filed; returns how far the shelf is filled then."""
    # Numbers must become visible in their order, so writers wait for one another here.
    list(FollowedLog.objects.using(using).select_for_update().order_by("institution"))
    place = filled(using)
    rest = iter(letters)
    while some := list(islice(rest, AT_ONCE)):
        rows = list(_following(place, _fresh(using, some)))
        insert(using, ShelvedLetter, rows)
        if rows:
            place = Place(rows[-1][0], rows[-1][4])
    return place


def filled(using: str) -> Place:
    """The last row."""
    found = _rows(using, "SELECT number, chain FROM store_shelvedletter ORDER BY number DESC LIMIT 1")
    return Place(found[0][0], bytes(found[0][1])) if found else EMPTY


def holds(using: str, place: Place) -> bool:
    """Whether the rows up to *place* are those that it was read from."""
    if place == EMPTY:
        return True
    found = _rows(using, "SELECT chain FROM store_shelvedletter WHERE number = %s", place.number)
    return bool(found) and bytes(found[0][0]) == place.chain


def after(using: str, place: Place) -> Iterator[Row]:
    """
    The rows that follow *place*.

    Raises `Unavailable` if one of them is not what was written.
    """
    while some := _rows(using, _AFTER, place.number, AT_ONCE):
        for number, heading, words, chain in some:
            known, place = place, Place(number, bytes(chain))
            if number != known.number + 1 or _chained(known.chain, heading, words) != place.chain:
                raise Unavailable("The words in the index are damaged: run `chancery reindex`.")
            yield Row(place, bytes(words))


_AFTER = (
    "SELECT number, heading, words, chain FROM store_shelvedletter WHERE number > %s ORDER BY number LIMIT %s"
)


def lacking(using: str, letters: Sequence[tuple[StatementId, Texts]]) -> set[StatementId]:
    """Those of these letters that are not filed under every text of theirs."""
    return {id for id, _ in _fresh(using, letters)}


def ids(using: str, wanted: Iterable[int]) -> dict[int, StatementId]:
    """The statements of these rows."""
    query, given = numbers(using, wanted)
    found = _rows(using, f"SELECT number, id FROM store_shelvedletter WHERE number IN ({query})", given)
    return {number: StatementId(id) for number, id in found}


def _fresh(using: str, letters: Sequence[tuple[StatementId, Texts]]) -> Iterator[tuple[StatementId, bytes]]:
    """Each letter with those of its texts that it is not filed under yet."""
    held: dict[bytes, set[bytes]] = {digest(filing.by_id(id)): set() for id, _ in letters}
    rows = ShelvedLetter.objects.using(using).filter(heading__in=list(held))
    for heading, words in rows.values_list("heading", "words"):
        held[bytes(heading)].update(_texts(bytes(words)))
    for id, texts in letters:
        known = held[digest(filing.by_id(id))]
        offered = dict.fromkeys(_octets(text) for text in texts if text)
        fresh = [text for text in offered if text not in known]
        known.update(fresh)
        if fresh:
            yield id, b"".join(fresh)


def _following(
    place: Place, letters: Iterable[tuple[StatementId, bytes]]
) -> Iterator[tuple[int, bytes, str, bytes, bytes]]:
    for id, words in letters:
        heading = digest(filing.by_id(id))
        place = Place(place.number + 1, _chained(place.chain, heading, words))
        yield place.number, heading, printable(id), words, place.chain


def _chained(chain: bytes, heading: bytes, words: bytes) -> bytes:
    return blake2b(chain + bytes(heading) + bytes(words), digest_size=len(EMPTY.chain)).digest()


def _octets(text: Sequence[int]) -> bytes:
    words = array("I", (*text, NO_WORD))
    if byteorder == "big":
        words.byteswap()
    return words.tobytes()


def _texts(octets: bytes) -> Iterator[bytes]:
    end = bytes(OCTETS)
    start = 0
    for place in range(0, len(octets), OCTETS):
        if octets[place : place + OCTETS] == end:
            yield octets[start : place + OCTETS]
            start = place + OCTETS


def _rows(using: str, query: str, *given: Any) -> Any:
    with connections[using].cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchall()
