"""The letters of one database, found by their words."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from chancery.check import match
from chancery.check.match import Found
from chancery.check.word_numbers import NO_WORD
from chancery.record.statement import StatementId
from chancery.store.shelf import rows


class Shelf:
    """The shelf of the database *using*."""

    def __init__(self, using: str) -> None:
        self._using = using

    def shelve(self, letters: Iterable[tuple[StatementId, Sequence[Sequence[int]]]]) -> None:
        """File letters after those that are filed."""
        rows.write(self._using, letters)

    def nearest(self, words: Sequence[int], limit: int) -> Found:
        """See `chancery.check.match.Candidates`."""
        plain = match.Shelf()
        found = list(rows.after(self._using, rows.EMPTY))
        named = rows.ids(self._using, [row.place.number for row in found])
        plain.shelve((named[row.place.number], _texts(row.words)) for row in found)
        return plain.nearest(words, limit)


def _texts(octets: bytes) -> list[list[int]]:
    texts: list[list[int]] = [[]]
    for word in array("I", octets):
        if word == NO_WORD:
            texts.append([])
        else:
            texts[-1].append(word)
    return texts[:-1]
